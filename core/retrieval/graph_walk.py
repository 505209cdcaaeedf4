"""How a search walks a small graph: the knobs, the points, the search, and it in words.

Left out: the graph and the search themselves (core/retrieval/graph.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.cache import shared
from core.knobs import Knobs, choice, seed, slider, switch
from core.percent import percent
from core.retrieval.graph import Graph, Moment, Near, Point, build, exact, walk

CLOUDS = ("clusters", "even", "two islands")
REACH = 1.5  # the query's place, from -REACH to REACH on either axis
GRAPH, QUERY = "Graph", "Query"
WIDER = (2, 4, 8, 16, 32, 64)  # values of ef to try where a walk misses the nearest point


@dataclass(frozen=True)
class WalkSettings(Knobs):
    """The knobs of the walk. Places have no unit: they stand for vectors of two numbers."""

    ef: int = slider(
        1,
        low=1,
        high=64,
        label="ef",
        group=QUERY,
        help="efSearch: how many nearest candidates the search keeps in the bottom layer. With 1, "
        "the walk is greedy and stops where no link leads nearer; a larger ef can leave such dead "
        "ends.",
    )
    x: float = slider(
        -0.6,
        low=-REACH,
        high=REACH,
        step=0.05,
        label="Query x",
        group=QUERY,
        help="You can also click in the picture.",
    )
    y: float = slider(
        1.2,
        low=-REACH,
        high=REACH,
        step=0.05,
        label="Query y",
        group=QUERY,
        help="You can also click in the picture.",
    )
    points: int = slider(
        150,
        low=20,
        high=300,
        step=10,
        label="Points",
        group=GRAPH,
        help="Exact search compares the query with all of them.",
    )
    cloud: str = choice(
        "clusters",
        CLOUDS,
        label="Arrangement",
        group=GRAPH,
        help="There are few links between clusters, so a greedy walk can get stuck there.",
    )
    links: int = slider(
        4,
        low=3,
        high=12,
        label="M, links per point",
        group=GRAPH,
        help="More links raise recall but need more comparisons and memory. Layer 0 has up "
        "to twice as many.",
    )
    layered: bool = switch(
        True,
        label="Layers",
        group=GRAPH,
        help="If off, all points lie in one layer, and the search has to walk the whole way.",
    )
    seed: int = seed(5, group=GRAPH, help="Sets the points and the layers.")

    @property
    def construction(self) -> int:
        """efConstruction: from how many of the nearest a new point chooses its links."""
        return 2 * self.links + 8

    @property
    def query(self) -> Point:
        """Where the query lies."""
        return self.x, self.y


@dataclass(frozen=True, eq=False)
class Walked:
    """A search: each of its steps, and all points by their true distance, nearest first."""

    graph: Graph
    query: Point
    moments: tuple[Moment, ...]
    truth: tuple[Near, ...]

    @property
    def found(self) -> int:
        """The point that it says is the nearest."""
        return self.moments[-1].best[0][1]

    @property
    def rank(self) -> int:
        """The true rank of the point found: 1 is the nearest."""
        return 1 + [at for _, at in self.truth].index(self.found)


def cloud(settings: WalkSettings) -> tuple[Point, ...]:
    """The points, within -1.4 and 1.4."""
    draws = np.random.default_rng(settings.seed)
    count = settings.points
    if settings.cloud == "even":
        places = draws.uniform(-1.3, 1.3, (count, 2))
    else:
        turns = np.arange(6) * np.pi / 3
        centres = (
            np.stack([np.cos(turns), np.sin(turns)], axis=1)
            if settings.cloud == "clusters"
            else np.array([[-0.8, -0.5], [0.8, 0.5]])
        )
        places = centres[draws.integers(len(centres), size=count)]
        places = np.clip(places + 0.15 * draws.normal(size=(count, 2)), -1.4, 1.4)
    return tuple((float(x), float(y)) for x, y in places)


@shared
def graph_of(settings: WalkSettings) -> Graph:
    """The graph of these settings; what they say of the query does not matter."""
    return build(
        cloud(settings),
        links=settings.links,
        construction=settings.construction,
        seed=settings.seed,
        layered=settings.layered,
    )


def walked(settings: WalkSettings) -> Walked:
    """The search that the settings ask for."""
    still = WalkSettings(
        points=settings.points,
        cloud=settings.cloud,
        links=settings.links,
        layered=settings.layered,
        seed=settings.seed,
    )
    graph = graph_of(still)
    moments = tuple(walk(graph, settings.query, settings.ef))
    return Walked(graph, settings.query, moments, tuple(exact(graph.points, settings.query)))


def words(done: Walked, settings: WalkSettings) -> list[str]:
    """What the walk did, with its numbers."""
    graph, last = done.graph, done.moments[-1]
    count = len(graph.points)
    sizes = [len(layer) for layer in graph.layers]
    share = last.comparisons / count
    layers = (
        f"The {len(sizes)} layers hold {', '.join(map(str, sizes))} points. Each point of a layer "
        f"is also in the next one with probability 1/{settings.links}, so the number of layers "
        "grows with the logarithm of the number of points."
        if len(sizes) > 1
        else f"All {count} points lie in one layer, so the walk starts at the first point "
        "inserted, wherever it lies."
    )
    beam = (
        "keeps only the nearest point and stops where none of its links leads nearer"
        if settings.ef == 1
        else f"keeps the {settings.ef} nearest so far and stops when the next candidate is "
        "farther away than all of them"
    )
    distance, nearest = last.best[0][0], done.truth[0][0]
    result = (
        f"It found the **true nearest point**, {distance:.3f} away."
        if done.rank == 1
        else f"It found the point with rank **{done.rank}** of {count}, {distance:.3f} away, and "
        f"missed the nearest at {nearest:.3f}: no link of the points it kept leads there. "
        f"{_wider(done, settings.ef)}"
    )
    return [
        f"The search compared the query **{last.comparisons} times** in {len(done.moments)} steps, "
        f"each over the links of one point; exact search compares it {count} times. This is "
        f"{percent(share)} as many" + (", so exact search takes fewer here." if share > 1 else "."),
        result,
        f"In layer 0 it {beam} (ef {settings.ef}).",
        layers,
    ]


def _wider(done: Walked, ef: int) -> str:
    """The smallest larger ef among ``WIDER`` that would find the nearest point, as a sentence."""
    larger = [wide for wide in WIDER if wide > ef]
    for wide in larger:
        *_, last = walk(done.graph, done.query, wide)
        if last.best[0][1] == done.truth[0][1]:
            return f"With ef {wide}, it finds it."
    return f"With ef {larger[-1]}, it still misses it." if larger else ""


ALONE = WalkSettings(x=1.3, y=1.3, links=3, layered=False)  # one layer

PRESETS = {
    "Down the layers": WalkSettings(),
    "Greedy gets stuck": ALONE,
    "ef 8 finds the way": replace(ALONE, ef=8),
    "Layers find the way": replace(ALONE, layered=True),
    "300 points": WalkSettings(points=300, ef=8),
}
