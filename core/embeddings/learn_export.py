"""What is learnt on the page, to take home: plain programs, and the words' vectors as a table.

Their random numbers are their own, so that their numbers are alike and not the same.

Left out: the maps.
"""

from __future__ import annotations

import inspect
from dataclasses import asdict

from core.data import shapes
from core.embeddings import compress, contrastive, recall, scenes, skip_gram, towers, toy_corpus
from core.embeddings.space import unit
from core.embeddings.toy_corpus import GROUP_OF, vocabulary
from core.export import fill

SKIP_GRAM = r'''
|"""Words learn their vectors by guessing the words around them.
|
|Skip-gram with negative sampling (Mikolov et al. 2013) as a plain program that needs nothing but
|PyTorch and NumPy.
|"""
|
|from functools import lru_cache
|
|import numpy as np
|import torch
|import torch.nn.functional as F
|from torch import Tensor
|
|STEPS, BATCH, SEED = $steps, $batch, $seed
|DIMENSIONS, WINDOW, NEGATIVES = $dimensions, $window, $negatives
|
|torch.manual_seed(SEED)
|torch.set_num_threads(1)  # tensors this small are done sooner by one thread
|
|# %% The text
|# Sentences by a small grammar.
|
|$grammar
|
|# %% Pairs, negatives and the loss
|
|$functions
|
|pairs = torch.from_numpy(pairs_of(sentences($sentences, SEED), WINDOW))
|noise = noise_of(pairs.numpy())
|words = vocabulary()
|
|# %% Training
|
|centres = ((torch.rand(len(words), DIMENSIONS) - 0.5) / DIMENSIONS).requires_grad_()
|neighbours = torch.zeros(len(words), DIMENSIONS, requires_grad=True)
|optimiser = $optimiser
|for step in range(1, STEPS + 1):
|    batch = pairs[torch.randint(len(pairs), (BATCH,))]
|    wrong = torch.multinomial(noise, BATCH * NEGATIVES, replacement=True).view(BATCH, NEGATIVES)
|    loss = loss_of(centres[batch[:, 0]], neighbours[batch[:, 1]], neighbours[wrong])
|    optimiser.zero_grad()
|    loss.backward()
|    optimiser.step()
|    if step % 200 == 0:
|        print(f"{step:5}  loss {loss.item():.3f}")
|
|# %% Neighbours
|
|vectors = F.normalize(centres.detach(), dim=1)[: len(GROUP_OF)]
|cosines = vectors @ vectors.T
|cosines.fill_diagonal_(-1)
|for word in ("king", "dog", "bread", "rain"):
|    values, places = cosines[words.index(word)].topk(min(5, len(cosines)))
|    near = ", ".join(f"{words[i]} {value:.2f}" for i, value in zip(places.tolist(), values))
|    print(f"{word}: {near}")
'''

OPTIMISERS = {
    "Adam": "torch.optim.Adam([centres, neighbours], {})",
    "SGD": "torch.optim.SGD([centres, neighbours], {})",
    "momentum": "torch.optim.SGD([centres, neighbours], {}, momentum=0.9)",
    "RMSprop": "torch.optim.RMSprop([centres, neighbours], {})",
}

TOWERS = r'''
|"""Two towers learn that a picture and its caption belong together.
|
|Contrastive training (InfoNCE) on drawn shapes, as a plain program that needs nothing but PyTorch
|and NumPy.
|"""
|
|import re
|from collections.abc import Callable, Sequence
|from dataclasses import astuple, dataclass, fields
|from functools import lru_cache
|from itertools import product
|
|import numpy as np
|import torch
|import torch.nn.functional as F
|from torch import Tensor, nn
|
|STEPS, BATCH, IMAGES, SEED = $steps, $batch, $images, $seed
|DIMENSIONS, TEMPERATURE, WHOLE = $dimensions, $temperature, $whole
|
|torch.set_num_threads(1)  # tensors this small are done sooner by one thread
|
|# %% Drawing shapes
|
|$drawing
|
|# %% Scenes and captions
|
|$scenes
|
|# %% The towers and the loss
|
|$towers
|
|# %% Recall
|
|$recall
|
|# %% Training
|
|pictured = some(IMAGES, SEED)
|images = as_images(drawn(pictured, SEED))
|held_out = some($validation, SEED + 10_000)
|held_out_images = as_images(drawn(held_out, SEED + 10_000))
|writer, order = np.random.default_rng(SEED), torch.Generator().manual_seed(SEED)
|held_out_texts = [caption(scene, writer) for scene in held_out]
|right = fitting(held_out_texts, held_out)
|model = TwoTowers(DIMENSIONS, torch.Generator().manual_seed(SEED))
|optimiser = torch.optim.Adam(model.parameters(), $learning_rate)
|for step in range(1, STEPS + 1):
|    rows = torch.randperm(IMAGES, generator=order)[:BATCH]
|    texts = [caption(pictured[row], writer, whole=WHOLE) for row in rows.tolist()]
|    loss = info_nce(model.images(images[rows]), model.texts(as_counts(texts)), TEMPERATURE)
|    optimiser.zero_grad()
|    loss.backward()
|    optimiser.step()
|    if step % 50 == 0 or step == STEPS:
|        with torch.no_grad():
|            scores = model.texts(as_counts(held_out_texts)) @ model.images(held_out_images).T
|        found = recall_at(scores.numpy(), right, 1)
|        print(f"{step:5}  loss {loss.item():.3f}  text to image recall@1 {found:.2f}")
'''

SMALLER = r'''
|"""Smaller vectors: fewer dimensions, a byte or a bit for each, and what is still found.
|
|A plain program that needs nothing but NumPy. Put your own vectors in place of the made ones:
|VECTORS = np.load("mine.npy").
|"""
|
|import numpy as np
|
|FIRST, PCA = "first k", "PCA to k"
|FLOAT, INT8, BINARY = "float32", "int8", "binary"
|ALL = 0
|BITS = {FLOAT: 32, INT8: 8, BINARY: 1}
|NEAREST = $nearest
|
|# %% Vectors
|# 600 made ones: 20 clouds in 128 dimensions.
|
|rng = np.random.default_rng(0)
|clouds = rng.standard_normal((20, 128))
|VECTORS = (clouds[rng.integers(20, size=600)] + rng.standard_normal((600, 128))).astype(np.float32)
|
|
|# %% Smaller ones, and neighbours
|
|
|$functions
|
|
|# %% What is still found
|
|VECTORS = unit(VECTORS)
|right = top(cosines(VECTORS), NEAREST)
|_, _, axes = np.linalg.svd(VECTORS, full_matrices=False)
|for reduce in (FIRST, PCA):
|    for store in (FLOAT, INT8, BINARY):
|        for size in (8, 32, 128):
|            few = kept(VECTORS, axes, reduce, size)
|            if reduce == PCA and store == BINARY:
|                few = turned(few)
|            found = top(cosines(stored(few, store)), NEAREST)
|            recall = (right[:, :, None] == found[:, None, :]).any(axis=2).mean()
|            print(f"{reduce:8} k={size:3} {store:7} {bytes_each(size, store):4.0f} bytes {recall:.2f}")
'''


def skip_gram_script(settings: skip_gram.Settings, steps: int = 1000) -> str:
    """Skip-gram with these settings as a program of its own, of so many steps."""
    values = asdict(settings) | {
        "steps": steps,
        "grammar": _from(toy_corpus, "PEOPLE ="),
        "functions": "\n\n\n".join(
            inspect.getsource(one).rstrip()
            for one in (skip_gram.loss_of, skip_gram.pairs_of, skip_gram.noise_of)
        ),
        "optimiser": OPTIMISERS[settings.optimiser].format(f"lr={settings.learning_rate:g}"),
    }
    return fill(SKIP_GRAM, {}, values)


def tower_script(settings: contrastive.Settings, steps: int = 600) -> str:
    """Two towers with these settings, from scratch, as a program of its own."""
    values = asdict(settings) | {
        "steps": steps,
        "batch": min(settings.batch, settings.images),
        "whole": settings.captions == contrastive.WHOLE,
        "validation": contrastive.VALIDATION,
        "drawing": _from(shapes, "SIZE = 32"),
        "scenes": _from(scenes, "# Each attribute's"),
        "towers": _from(towers, "HIDDEN =", "def build", "def as_images"),
        "recall": "\n\n\n".join(
            inspect.getsource(one).rstrip() for one in (recall.top, recall.recall_at)
        ),
    }
    return fill(TOWERS, {}, values)


def compress_script() -> str:
    """Truncating, PCA, bytes and bits as a program of its own."""
    functions = (
        unit,
        recall.top,
        compress.kept,
        compress.stored,
        compress.turned,
        compress.bytes_each,
        compress.cosines,
    )
    sources = "\n\n\n".join(inspect.getsource(one).rstrip() for one in functions)
    return fill(SMALLER, {}, {"functions": sources, "nearest": compress.NEAREST})


def vectors_tsv(run: skip_gram.Run) -> str:
    """Every word, its group and its vector as it is now, separated by tabs, with a header."""
    names = [f"d{i + 1}" for i in range(run.settings.dimensions)]
    rows = ["\t".join(["word", "group", *names])]
    for word, vector in zip(vocabulary(), run.vectors, strict=True):
        rows.append(
            "\t".join([word, GROUP_OF.get(word, ""), *(f"{value:.6g}" for value in vector)])
        )
    return "\n".join(rows) + "\n"


def _from(module: object, start: str, *left_out: str) -> str:
    """A module's source from ``start`` on; with ``left_out`` (from, to) without what is between."""
    source = inspect.getsource(module)
    source = source[source.index(start) :].rstrip()
    if left_out:
        begin, end = (source.index(mark) for mark in left_out)
        source = source[:begin] + source[end:]
    return source
