"""Index size: exact and approximate search in an index that grows, measured as it does.

    >>> from core.retrieval.mixture import handbook_vectors
    >>> run = Growth(GrowthSettings(), handbook_vectors())
    >>> before = run.step
    >>> run.advance()  # 250 vectors more
    >>> run.step - before
    1

Both searches answer the same queries one at a time, in one thread, by the same library: exact
search compares a query with every vector, HNSW walks its graph (core/retrieval/graph.py does so by
hand). The times are this machine's at this moment, so read them as ratios.

Left out: compressed vectors, deleting, and searching many queries at once.

References: Malkov & Yashunin 2018, "Efficient and robust approximate nearest neighbor search using
hierarchical navigable small world graphs"; Douze et al. 2024, "The Faiss library".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter, thread_time
from typing import Any
from weakref import WeakSet

import numpy as np

from core.data.csv_files import rows_to_csv
from core.knobs import Knobs, choice, seed
from core.retrieval.mixture import Mixture, fit
from core.run import Stepping

K = 10
QUERIES = 50
BATCH = 250  # vectors that one step adds
ROUND = 4
FIRST = 5_000  # vectors that are there from the start: a third of a second, and three sizes
LIMITS = (10_000, 20_000, 50_000, 100_000)
SIZES = (1_000, 2_000, 5_000, *LIMITS)
EFS = (10, 20, 40, 80, 160, 320)
SMALL = 20_000  # an index larger than this needs one of the LARGE_AT_ONCE places
LARGE_AT_ONCE = 2
INDEX, SEARCH = "Index", "Search"


@dataclass(frozen=True)
class GrowthSettings(Knobs):
    """The knobs of the index and of the search in it."""

    most: int = choice(
        20_000,
        LIMITS,
        label="Grow the index to",
        group=INDEX,
        names={size: f"{size:,} vectors" for size in LIMITS},
        help="How many vectors the index will hold.",
    )
    links: int = choice(
        16,
        (4, 8, 16, 32, 48),
        label="M, links per vector",
        group=INDEX,
        help="More links raise recall but cost memory and build time: 2 M links of 4 bytes each "
        "in the bottom layer.",
    )
    construction: int = choice(
        80,
        (10, 20, 40, 80, 160),
        label="efConstruction",
        group=INDEX,
        help="From how many nearest vectors a new one chooses its links. More candidates give a "
        "better graph but a slower build.",
    )
    dimensions: int = choice(
        64,
        (16, 32, 64, 128),
        label="Dimensions",
        group=INDEX,
        help="In more dimensions, being near one vector tells less about being near its "
        "neighbours.",
    )
    seed: int = seed(group=INDEX, help="Sets the vectors, the queries and the layers.")
    ef: int = choice(
        40,
        EFS,
        label="efSearch",
        group=SEARCH,
        help="How many nearest candidates the search keeps. It affects only the search, so you can "
        "change it without rebuilding.",
    )

    @property
    def built(self) -> GrowthSettings:
        """The part that the index depends on."""
        return replace(self, ef=EFS[0])

    @property
    def megabytes(self) -> float:
        """About what the index will take at its largest: the vectors and their links."""
        return self.most * (4 * self.dimensions + 8 * self.links + 16) / 1e6


@dataclass(frozen=True, eq=False)
class Measured:
    """What was measured with ``count`` vectors in the index.

    Seconds are a query's median and the processor's for building, bytes those of the index when
    written to a file. ``recall``,
    ``seconds`` and ``comparisons`` are float64 (len(EFS),): the share of the true 10 nearest that
    were found, and how often a query was compared with a vector.
    """

    count: int
    exact_seconds: float
    exact_bytes: int
    bytes: int
    build_seconds: float
    recall: np.ndarray
    seconds: np.ndarray
    comparisons: np.ndarray


@dataclass(frozen=True)
class GrowthFrame:
    """All measurements so far; ``count`` vectors are in the index."""

    step: int
    count: int
    measured: tuple[Measured, ...]

    @property
    def nbytes(self) -> int:
        """Measurements are shared by all frames."""
        return 64


class Growth(Stepping):
    """An index that grows by ``BATCH`` vectors a step; it begins with the ``first`` of them.

    ``real`` are real vectors (real ones, D), which those in the index are drawn to be like.
    """

    round = ROUND
    round_name = "thousand"

    def __init__(self, settings: GrowthSettings, real: np.ndarray, first: int = FIRST) -> None:
        self.settings = settings.built
        self.total = settings.most // BATCH
        self.rested = perf_counter()
        self._mixture: Mixture = fit(real, settings.dimensions)
        self._draws = np.random.default_rng(settings.seed)
        self.queries = self._mixture.draw(QUERIES, self._draws)
        self._index: Any = _empty(settings)
        self._measured: list[Measured] = []
        self._build_seconds = 0.0
        while self.count < first:
            self.advance()

    @property
    def count(self) -> int:
        """How many vectors have been put in."""
        return self.step * BATCH

    def take_step(self) -> None:
        """Put in the next vectors."""
        if self.count == SMALL:
            _take_place(self)
        self.rested = perf_counter()
        vectors = self._mixture.draw(BATCH, self._draws)
        single_thread()
        begun = thread_time()
        self._index.add(vectors)
        self._build_seconds += thread_time() - begun

    def end_round(self) -> None:
        """Measure where the index has come to one of the ``SIZES``."""
        if self.count in SIZES:
            self._measured.append(measure(self._index, self.queries, self._build_seconds))
        if self.step == self.total:
            self.stop(
                f"All {self.count:,} vectors are in the index. It has been measured and removed "
                f"from memory."
            )

    def stop(self, why: str) -> None:
        """Let go of the index and say why; what was measured stays."""
        self._index = None
        self.finished = why
        _large.discard(self)

    def frame(self) -> GrowthFrame:
        """What was measured so far."""
        return GrowthFrame(self.step, self.count, tuple(self._measured))


# All visitors share the machine's memory, so of large indices there are only so many at a time.
_large: WeakSet[Growth] = WeakSet()


def _take_place(run: Growth) -> None:
    """Give ``run`` a place for a large index; the run at rest longest loses its place."""
    while len(_large) >= LARGE_AT_ONCE:
        longest = min(_large, key=lambda other: other.rested)
        longest.stop(
            f"At {longest.count:,} vectors, this index was removed to free memory for another "
            "visitor. Press Reset to rebuild it."
        )
    _large.add(run)


def single_thread() -> None:
    """Let the library use one thread, from whichever thread it is called."""
    import faiss

    faiss.omp_set_num_threads(1)


def _empty(settings: GrowthSettings) -> Any:
    """An HNSW index of inner products, which for vectors of length 1 are cosines."""
    import faiss

    index = faiss.IndexHNSWFlat(settings.dimensions, settings.links, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = settings.construction
    index.hnsw.rng = faiss.RandomGenerator(settings.seed)
    return index


def measure(index: Any, queries: np.ndarray, build_seconds: float) -> Measured:
    """Ask an HNSW index every query, exactly and at each of the ``EFS``.

    Exact search reads the same vectors, which the index stores as they are.
    """
    import faiss

    single_thread()
    vectors = faiss.downcast_index(index.storage)
    truth, exact_seconds = _ask(vectors, queries, None)
    recall, seconds, comparisons = [], [], []
    for ef in EFS:
        found, took, compared = _counted(index, queries, faiss.SearchParametersHNSW(efSearch=ef))
        shared = [len(np.intersect1d(*pair)) for pair in zip(found, truth, strict=True)]
        recall.append(sum(shared) / truth.size)
        seconds.append(took)
        comparisons.append(compared)
    return Measured(
        index.ntotal,
        exact_seconds,
        faiss.serialize_index(vectors).nbytes,
        faiss.serialize_index(index).nbytes,
        build_seconds,
        np.array(recall),
        np.array(seconds),
        np.array(comparisons),
    )


def _ask(index: Any, queries: np.ndarray, parameters: Any) -> tuple[np.ndarray, float]:
    """The K nearest to each query, (queries, K), asked one at a time, and the median seconds."""
    found, seconds = [], []
    for query in queries:
        begun = perf_counter()
        _, nearest = index.search(query[None], K, params=parameters)
        seconds.append(perf_counter() - begun)
        found.append(nearest[0])
    return np.stack(found), float(np.median(seconds))


def _counted(index: Any, queries: np.ndarray, parameters: Any) -> tuple[np.ndarray, float, float]:
    """The same, and how many comparisons a query took on average.

    The library counts for the whole process. Where somebody else searched meanwhile, it has
    counted more queries than these, and they are asked again.
    """
    import faiss

    counter = faiss.cvar.hnsw_stats
    while True:
        asked, compared = counter.n1, counter.ndis
        found, seconds = _ask(index, queries, parameters)
        if counter.n1 - asked == len(queries):
            return found, seconds, (counter.ndis - compared) / len(queries)


def to_csv(frame: GrowthFrame) -> str:
    """All measurements, a row for each size and efSearch."""
    head = (
        "vectors",
        "efSearch",
        "recall@10",
        "seconds per query",
        "seconds per query, exact",
        "comparisons per query",
        "bytes",
        "bytes, exact",
        "seconds to build",
    )
    rows = (
        (
            one.count,
            ef,
            f"{one.recall[at]:.4f}",
            f"{one.seconds[at]:.3e}",
            f"{one.exact_seconds:.3e}",
            f"{one.comparisons[at]:.1f}",
            one.bytes,
            one.exact_bytes,
            f"{one.build_seconds:.3f}",
        )
        for one in frame.measured
        for at, ef in enumerate(EFS)
    )
    return rows_to_csv(head, rows)
