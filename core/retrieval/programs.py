"""Programs to take home of search at size: the walk through a small graph, and exact against HNSW.

Left out: the program of the rest of the page (core/retrieval/export.py).
"""

from __future__ import annotations

import inspect
import pprint

from core.retrieval import graph
from core.retrieval.walk import WalkSettings, cloud

WALK = """

# %% A search, look by look
# Exact search compares the query with every point.
POINTS = {points}
QUERY = {query}

if __name__ == "__main__":
    small_world = build(
        POINTS, links={links}, construction={construction}, seed={seed}, layered={layered}
    )
    for moment in walk(small_world, QUERY, ef={ef}):
        distance, point = moment.best[0]
        print(
            f"layer {{moment.layer}}: {{moment.comparisons:3}} comparisons, "
            f"nearest so far point {{point}}, {{distance:.3f}} away"
        )
    distance, point = exact(POINTS, QUERY)[0]
    print(f"exact: {{len(POINTS)}} comparisons, nearest point {{point}}, {{distance:.3f}} away")
"""


def walk_script(settings: WalkSettings) -> str:
    """The graph, its points and the search as one program, which needs numpy only."""
    points = [(round(x, 6), round(y, 6)) for x, y in cloud(settings)]
    return inspect.getsource(graph) + WALK.format(
        points=pprint.pformat(points, width=88, compact=True), query=settings.query,
        links=settings.links, construction=settings.construction, seed=settings.seed,
        layered=settings.layered, ef=settings.ef,
    )  # fmt: skip
