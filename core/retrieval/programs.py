"""Programs to take home: the walk through a small graph, exact search against HNSW, and grounding.

Left out: the program of the rest of the page (core/retrieval/export.py).
"""

from __future__ import annotations

import pprint

from core.programs import render
from core.retrieval import graph
from core.retrieval.generator import LONGEST, NAME
from core.retrieval.graph_walk import WalkSettings, cloud
from core.retrieval.grounding import Grounded
from core.retrieval.index_size import QUERIES, SIZES, GrowthSettings, K


def walk_script(settings: WalkSettings) -> str:
    """The graph, its points and the search as one program, which needs numpy only."""
    points = [(round(x, 6), round(y, 6)) for x, y in cloud(settings)]
    points_written = pprint.pformat(points, width=88, compact=True)
    return render("retrieval/graph_walk", settings=settings, graph=graph, points=points_written)


def growth_script(settings: GrowthSettings) -> str:
    """Growing, searching and measuring as one program, which needs numpy and faiss-cpu."""
    sizes = tuple(size for size in SIZES if size <= settings.most)
    return render("retrieval/index_size", settings=settings, sizes=sizes, queries=QUERIES, k=K)


def grounding_script(done: Grounded) -> str:
    """Both prompts and a language model to answer them, as one program."""
    bare, prompt = (
        text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"') for text in (done.bare, done.prompt)
    )
    return render("retrieval/grounding", name=NAME, longest=LONGEST, bare=bare, prompt=prompt)
