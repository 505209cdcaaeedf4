"""A space to take home: as tables, as arrays, and as a program that makes the map by itself."""

from __future__ import annotations

import io

import numpy as np

from core.data.csv_files import rows_to_csv
from core.embeddings.neighbours import nearest
from core.embeddings.projection import PCA, TSNE, UMAP, Settings
from core.embeddings.space import Space
from core.export import fill

NEAR = 10  # neighbours in the list


def coordinates_csv(space: Space, places: np.ndarray) -> str:
    """A row for each thing: its text, its group and its place (things, 2 or 3)."""
    names = ["x", "y", "z"][: places.shape[1]]
    rows = zip(space.texts, space.groups, places.tolist(), strict=True)
    return rows_to_csv(
        ["text", "group", *names],
        ([text, group, *(f"{number:.6g}" for number in place)] for text, group, place in rows),
    )


def vectors_npy(space: Space) -> bytes:
    """The vectors, float32 (things, dimensions), as numpy reads them."""
    file = io.BytesIO()
    np.save(file, space.vectors, allow_pickle=False)
    return file.getvalue()


def vectors_tsv(space: Space) -> str:
    """A row for each thing, tab between: its text, its group, and each number of its vector."""
    wide = range(1, space.vectors.shape[1] + 1)
    rows = zip(space.texts, space.groups, space.vectors, strict=True)
    return rows_to_csv(
        ["text", "group", *(f"d{at}" for at in wide)],
        ([text, group, *map(str, vector)] for text, group, vector in rows),
        delimiter="\t",
    )


def neighbours_csv(space: Space, near: int = NEAR) -> str:
    """The ``near`` nearest of each thing by cosine, a row for each pair."""
    found, cosines = nearest(space.vectors, space.vectors, min(near + 1, len(space)))
    rows = (
        [space.texts[at], rank, space.texts[row], f"{cosine:.6f}"]
        for at in range(len(space))
        for rank, (row, cosine) in enumerate(
            (
                (row, cosine)
                for row, cosine in zip(found[at], cosines[at], strict=True)
                if row != at
            ),
            start=1,
        )
        if rank <= near
    )
    return rows_to_csv(["text", "rank", "neighbour", "cosine"], rows)


PROGRAM = '''
          |"""A map of $things things, from vectors.tsv as the page exports it (put it beside this file).
          |
          |Needs numpy and $library.
          |"""
          |
          |import csv
          |
          |import numpy as np
u         |import umap
t         |from sklearn.decomposition import PCA
t         |from sklearn.manifold import TSNE
p         |from sklearn.decomposition import PCA
          |
          |# %% The vectors
          |
          |with open("vectors.tsv", encoding="utf-8", newline="") as file:
          |    rows = list(csv.reader(file, delimiter="\\t"))[1:]
          |texts = [row[0] for row in rows]
          |groups = [row[1] for row in rows]
          |vectors = np.array([row[2:] for row in rows], dtype=np.float32)
          |
          |# %% The map
          |
u         |reducer = umap.UMAP(
u         |    n_components=$dimensions,
u         |    n_neighbors=min($neighbours, len(vectors) - 1),
u         |    min_dist=$minimum_distance,
u         |    metric="$metric",
u         |    n_epochs=500,
u         |    random_state=$seed,
u         |)
t         |start = PCA($dimensions).fit_transform(vectors)
t         |reducer = TSNE(
t         |    $dimensions,
t         |    perplexity=min($perplexity, (len(vectors) - 1) / 3),
t         |    metric="$metric",
t         |    init=start / start[:, 0].std() * 1e-4,
t         |    max_iter=750,
t         |)
p         |reducer = PCA($dimensions)
          |places = reducer.fit_transform(vectors)
          |places = places - places.mean(axis=0)
          |places = places / np.sqrt((places**2).sum(axis=1).mean())
          |
          |# %% How far it can be believed
          |
          |K = 10
          |unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
          |cosines = unit @ unit.T
          |distances = ((places[:, None] - places[None]) ** 2).sum(axis=2)
          |np.fill_diagonal(cosines, -np.inf)
          |np.fill_diagonal(distances, np.inf)
          |truly = np.argsort(-cosines, axis=1)[:, :K]
          |here = np.argsort(distances, axis=1)[:, :K]
          |kept = [len(set(a) & set(b)) / K for a, b in zip(truly, here)]
          |print(f"Of its {K} nearest in truth a point keeps {np.mean(kept):.1%} on the map")
          |
          |for text, group, place in list(zip(texts, groups, places))[:10]:
          |    print(f"{group:14} {text[:40]:40}", *(f"{number:8.3f}" for number in place))
'''
LIBRARY = {UMAP: "umap-learn", TSNE: "scikit-learn", PCA: "scikit-learn"}


def script(space: Space, settings: Settings) -> str:
    """The map with these settings, as a program that reads the exported vectors."""
    needed = {mark: settings.method == name for mark, name in zip("utp", LIBRARY, strict=True)}
    values = vars(settings) | {"things": len(space), "library": LIBRARY[settings.method]}
    return fill(PROGRAM, needed, values)
