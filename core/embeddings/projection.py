"""From hundreds of dimensions to a map of two or three: PCA, t-SNE and UMAP with their real knobs.

    >>> vectors = np.random.default_rng(0).normal(size=(60, 8))
    >>> layout = lay_out(vectors, Settings(method="PCA"))
    >>> layout.points.shape  # centred, root mean square 1, turned onto the usual map
    (60, 2)
    >>> layout.place(vectors[:3]).shape  # where vectors go on this map
    (3, 2)

UMAP is umap-learn's. t-SNE is written out in tsne.py, so that its way can be seen, and is
scikit-learn's for more than ``tsne.MOST`` things. No map has a direction or a unit of its own, so
each is scaled to the same size and turned (core/embeddings/alignment.py).

Left out: maps of more than ``MOST`` things (a learner's larger table is sampled, see own.py).

References: McInnes et al. 2018, "UMAP"; van der Maaten & Hinton 2008, "Visualizing data using
t-SNE"; Pearson 1901 (PCA).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from core.embeddings import shipped, tsne, umap_learn
from core.embeddings.alignment import Alignment, aligned, normalised
from core.embeddings.neighbours import nearest
from core.knobs import Knobs, choice, slider

UMAP, TSNE, PCA = "UMAP", "t-SNE", "PCA"
METHODS = (UMAP, TSNE, PCA)
METRICS = ("cosine", "euclidean", "manhattan", "correlation")
LEAST, MOST = 5, 2000  # things on a map
PICTURES = 40  # of a film
EPOCHS = 500  # of UMAP, what umap-learn takes for as few things
NEAR = 5  # neighbours that place a new thing on a map by t-SNE


@dataclass(frozen=True)
class Settings(Knobs):
    """How the map is made."""

    method: str = choice(
        UMAP,
        METHODS,
        label="Method",
        help="PCA rotates the data to the directions of largest variance. t-SNE and UMAP "
        "keep nearest neighbours and give up large distances.",
    )
    dimensions: int = choice(2, (2, 3), label="Dimensions of the map")
    neighbours: int = slider(
        15,
        low=2,
        high=100,
        label="Neighbours",
        help="How many nearest neighbours each point is linked to: a few show fine detail, many "
        "show the overall structure.",
        when=lambda chosen: chosen.method == UMAP,
    )
    minimum_distance: float = slider(
        0.1,
        low=0.0,
        high=0.99,
        label="Minimum distance",
        help="How densely UMAP packs the points. It changes the look, not which points are "
        "neighbours.",
        when=lambda chosen: chosen.method == UMAP,
    )
    perplexity: int = slider(
        30,
        low=2,
        high=100,
        label="Perplexity",
        help="Roughly how many neighbours each point takes into account.",
        when=lambda chosen: chosen.method == TSNE,
    )
    metric: str = choice(
        "cosine",
        METRICS,
        label="Distance",
        help="The distance between two vectors that the map should keep.",
        when=lambda chosen: chosen.method != PCA,
    )
    seed: int = slider(
        0,
        low=0,
        high=99,
        label="Seed",
        when=lambda chosen: chosen.method == UMAP,
        help="Sets the random numbers of UMAP. t-SNE starts from PCA here, and PCA uses no random "
        "numbers.",
    )

    @property
    def shipped_as(self) -> str | None:
        """The name of a layout that may ship: only method, dimensions and seed were chosen."""
        usual = Settings(method=self.method, dimensions=self.dimensions, seed=self.seed)
        seed = f" seed {self.seed}" if self.seed else ""
        return f"{self.method} {self.dimensions}{seed}" if self == usual else None


@dataclass(frozen=True, eq=False)
class Layout:
    """A map. ``frames`` is float32 (pictures, things, 2 or 3), none larger than the last, the map;
    ``steps`` counts the steps behind each, which are called ``step_name``.

    ``place`` takes vectors (new, dimensions) to places (new, 2 or 3), and ``placing`` says how.
    ``explained`` is the share of the spread that PCA's axes keep, (2 or 3,), else None.
    """

    frames: np.ndarray
    steps: tuple[int, ...]
    step_name: str
    place: Callable[[np.ndarray], np.ndarray]
    placing: str
    explained: np.ndarray | None = None

    @property
    def points(self) -> np.ndarray:
        """The places of all things, (things, 2 or 3)."""
        return self.frames[-1]


def lay_out(vectors: np.ndarray, settings: Settings) -> Layout:
    """Lay vectors, float32 (things, dimensions), out anew.

    Raises ``ValueError`` for fewer than ``LEAST`` things or more than ``MOST``.
    """
    things = len(vectors)
    if not LEAST <= things <= MOST:
        raise ValueError(f"A map takes {LEAST} to {MOST:,} items; there are {things:,}.")
    if settings.method == PCA:
        return by_pca(vectors, settings.dimensions)
    made = by_umap if settings.method == UMAP else by_tsne
    frames, steps, place, placing = made(vectors, settings)
    turn = aligned(frames[-1], usual(vectors, settings.dimensions))
    name = "epoch" if settings.method == UMAP else "iteration"

    def placed(new: np.ndarray) -> np.ndarray:
        return place(new, turn)

    def fitted(frame: np.ndarray) -> np.ndarray:
        own = normalised(frame)  # UMAP starts larger than it ends, t-SNE as a dot
        return replace(turn, centre=own.centre, scale=min(own.scale, turn.scale))(frame)

    return Layout(np.stack([*map(fitted, frames)]), tuple(steps), name, placed, placing)


def usual(vectors: np.ndarray, dimensions: int) -> np.ndarray:
    """The map that all others of these vectors are turned onto: the shipped one, or else PCA's."""
    ready = shipped.layout(vectors, f"{UMAP} {dimensions}")
    return by_pca(vectors, dimensions).points if ready is None else ready


def by_pca(vectors: np.ndarray, dimensions: int) -> Layout:
    """The directions of largest spread, by a singular value decomposition."""
    mean = vectors.mean(axis=0)
    _, spread, axes = np.linalg.svd(vectors - mean, full_matrices=False)
    axes, kept = axes[:dimensions], np.zeros(dimensions)
    # Each axis points to where its largest weight is positive: a sign means nothing in PCA.
    axes = axes * np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, None]
    shares = spread**2 / max(float((spread**2).sum()), 1e-12)
    kept[: len(axes)] = shares[:dimensions]
    raw = _padded((vectors - mean) @ axes.T, dimensions)
    turn = normalised(raw)
    return Layout(
        turn(raw)[None],
        (0,),
        "step",
        lambda new: turn(_padded((new - mean) @ axes.T, dimensions)),
        "PCA places it with the same projection.",
        kept,
    )


def _padded(points: np.ndarray, dimensions: int) -> np.ndarray:
    """Points of fewer dimensions than the map has, with zeros for the rest."""
    return np.pad(points, ((0, 0), (0, dimensions - points.shape[1]))).astype(np.float32)


def by_umap(vectors: np.ndarray, settings: Settings) -> tuple:
    """umap-learn's intermediate maps, their epochs, how to place new items, and words for it."""
    things = len(vectors)
    steps = np.linspace(0, EPOCHS, PICTURES).astype(int).tolist()
    model = umap_learn.library().UMAP(
        n_components=settings.dimensions,
        n_neighbors=min(settings.neighbours, things - 1),
        min_dist=settings.minimum_distance,
        metric=settings.metric,
        n_epochs=steps,
        # Of very few things the graph has not enough eigenvectors to begin from.
        init="spectral" if things > 15 else "random",
        random_state=settings.seed,
        n_jobs=1,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that a graph in several parts is laid out so
        model.fit(vectors)
    # A thing that is tied to no other gets no place from UMAP; it stands in the middle then.
    frames = [np.nan_to_num(frame) for frame in model.embedding_list_]
    model.n_epochs = None  # to place new things it takes a number, and its own choice will do

    def place(new: np.ndarray, turn: Alignment) -> np.ndarray:
        return turn(np.nan_to_num(model.transform(np.atleast_2d(new))))

    return frames, steps, place, "UMAP's transform places it and keeps all other points fixed."


def by_tsne(vectors: np.ndarray, settings: Settings) -> tuple:
    """The same of t-SNE."""
    start = by_pca(vectors, settings.dimensions).points
    frames, steps = tsne.frames(
        vectors, start, perplexity=settings.perplexity, metric=settings.metric, pictures=PICTURES
    )
    last = frames[-1]

    def place(new: np.ndarray, turn: Alignment) -> np.ndarray:
        found, cosines = nearest(vectors, np.atleast_2d(new), NEAR)
        weights = np.maximum(cosines, 1e-6)[..., None]
        # (new, NEAR, dimensions of the map) -> (new, dimensions of the map)
        return turn((last[found] * weights).sum(axis=1) / weights.sum(axis=1))

    return (
        frames,
        steps,
        place,
        (
            f"t-SNE cannot place new points, so it appears at the mean of its {NEAR} nearest "
            f"points, weighted by their cosines."
        ),
    )
