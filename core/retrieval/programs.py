"""Programs to take home: the walk through a small graph, exact search against HNSW, and grounding.

Left out: the program of the rest of the page (core/retrieval/export.py).
"""

from __future__ import annotations

import inspect
import pprint

from core.retrieval import graph
from core.retrieval.generator import LONGEST, NAME
from core.retrieval.grounding import Grounded
from core.retrieval.index_benchmark import QUERIES, SIZES, GrowthSettings, K
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
        points=pprint.pformat(points, width=88, compact=True),
        query=settings.query,
        links=settings.links,
        construction=settings.construction,
        seed=settings.seed,
        layered=settings.layered,
        ef=settings.ef,
    )


GROWTH = '''
"""Exact search against HNSW in an index that grows: recall, time and memory.

Needs numpy and faiss-cpu. Put in your own vectors where they are drawn.
"""

from time import perf_counter

import faiss
import numpy as np

LINKS, CONSTRUCTION, EF = {links}, {construction}, {ef}
DIMENSIONS, SIZES, QUERIES, K = {dimensions}, {sizes}, {queries}, {k}
faiss.omp_set_num_threads(1)

# %% Vectors
# A few hundred crowded places, and vectors around them, each of length 1. The page draws them
# around real sentence vectors instead.
draws = np.random.default_rng({seed})
places = draws.normal(size=(200, DIMENSIONS))


def vectors(count):
    around = places[draws.integers(len(places), size=count)]
    found = around + 0.8 * draws.normal(size=around.shape)
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype("float32")


queries = vectors(QUERIES)

# %% The index
# For vectors of length 1 the inner product is the cosine.
index = faiss.IndexHNSWFlat(DIMENSIONS, LINKS, faiss.METRIC_INNER_PRODUCT)
index.hnsw.efConstruction = CONSTRUCTION
exact = faiss.IndexFlatIP(DIMENSIONS)


def ask(index, parameters=None):
    """The K nearest to each query, asked one at a time, and the median seconds."""
    found, seconds = [], []
    for query in queries:
        begun = perf_counter()
        found.append(index.search(query[None], K, params=parameters)[1][0])
        seconds.append(perf_counter() - begun)
    return found, np.median(seconds)


# %% Growing
print("vectors  recall   HNSW us  exact us   HNSW MB  exact MB")
for size in SIZES:
    new = vectors(size - index.ntotal)
    index.add(new)
    exact.add(new)
    truth, slow = ask(exact)
    found, fast = ask(index, faiss.SearchParametersHNSW(efSearch=EF))
    recall = np.mean([len(np.intersect1d(*pair)) / K for pair in zip(found, truth)])
    sizes = [len(faiss.serialize_index(one)) / 1e6 for one in (index, exact)]
    print(
        f"{{size:7}}  {{recall:6.1%}}  {{fast * 1e6:8.0f}}  {{slow * 1e6:8.0f}}"
        f"  {{sizes[0]:8.1f}}  {{sizes[1]:8.1f}}"
    )
'''


def growth_script(settings: GrowthSettings) -> str:
    """Growing, searching and measuring as one program, which needs numpy and faiss-cpu."""
    return GROWTH.lstrip().format(
        links=settings.links,
        construction=settings.construction,
        ef=settings.ef,
        dimensions=settings.dimensions,
        seed=settings.seed,
        queries=QUERIES,
        k=K,
        sizes=tuple(size for size in SIZES if size <= settings.most),
    )


GROUNDING = '''
"""A prompt with the passages that were found, answered by a small language model.

Needs transformers and torch, and for the first run a network connection.
"""

from transformers import AutoModelForCausalLM, AutoTokenizer

NAME = {name!r}

# %% The prompts
# The same question without and with what retrieval found.
WITHOUT = """\\
{bare}"""
WITH = """\\
{prompt}"""

# %% The answers
# The likeliest token each time, so that they are the same at every run.
print(f"Loading {{NAME}}: over the network the first time, some 270 MB")
tokenizer = AutoTokenizer.from_pretrained(NAME)
model = AutoModelForCausalLM.from_pretrained(NAME, use_safetensors=True)
for title, prompt in (("without retrieval", WITHOUT), ("with retrieval", WITH)):
    chat = [{{"role": "user", "content": prompt}}]
    inputs = tokenizer.apply_chat_template(
        chat, add_generation_prompt=True, return_tensors="pt", return_dict=True
    )
    output = model.generate(**inputs, max_new_tokens={longest}, do_sample=False)
    print(title, "->", tokenizer.decode(output[0, inputs["input_ids"].shape[1] :]))
'''


def grounding_script(done: Grounded) -> str:
    """Both prompts and a language model to answer them, as one program."""
    bare, prompt = (
        text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"') for text in (done.bare, done.prompt)
    )
    return GROUNDING.lstrip().format(name=NAME, longest=LONGEST, bare=bare, prompt=prompt)
