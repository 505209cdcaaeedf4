"""A hierarchical navigable small world (HNSW) by hand: how it is built, and how a search walks it.

    >>> points = [tuple(p) for p in np.random.default_rng(0).normal(size=(40, 2))]
    >>> graph = build(points, links=4, construction=24, seed=0)
    >>> moments = list(walk(graph, (0.2, -0.4), ef=4))

Every point lies in layer 0, and a few of them also in the layers above, each of which has links
of its own. A search starts at the top, where links are long and points are few, walks to whatever
is nearer, and climbs down a layer where nothing is nearer. Points are plain tuples of two numbers:
for so few of them Python is faster than arrays.

Left out: deleting points, and distances other than Euclid's. Large indices are left to a library
(core/retrieval/index_size.py).

Reference: Malkov & Yashunin 2018, "Efficient and robust approximate nearest neighbor search using
hierarchical navigable small world graphs", algorithms 1 (insert), 2 (search a layer), 4 (choose
links) and 5 (search).
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import dist, floor, log

import numpy as np

Point = tuple[float, float]
Near = tuple[float, int]  # a distance, and which point is so far away
Layer = dict[int, list[int]]  # the links of each point in a layer


@dataclass(frozen=True, eq=False)
class Graph:
    """``layers[0]`` has all points; ``entry`` is where each search starts, in the top layer."""

    points: tuple[Point, ...]
    layers: tuple[Layer, ...]
    entry: int


@dataclass(frozen=True)
class Moment:
    """One step of a search, which followed the links of the point ``at`` in ``layer``.

    ``best`` are the nearest points so far, nearest first, and ``waiting`` those of them whose links
    were not followed yet; ``compared`` are the points that the query was measured against in this
    layer, and ``comparisons`` counts those of all layers so far.
    """

    layer: int
    at: int
    best: tuple[Near, ...]
    waiting: tuple[int, ...]
    compared: tuple[int, ...]
    comparisons: int


def build(
    points: Sequence[Point], *, links: int, construction: int, seed: int, layered: bool = True
) -> Graph:
    """Insert the points one after the other (algorithm 1).

    A point gets ``links`` (M) links in each of its layers, chosen from the ``construction``
    (efConstruction) nearest that a search finds, and keeps at most M of them, 2 M in layer 0. Its
    highest layer is drawn so that each layer has about 1/M of the points of the one below. Not
    ``layered``, all points lie in layer 0 only.
    """
    draws = np.random.default_rng(seed).random(len(points))
    tops = [floor(-log(1 - draw) / log(links)) if layered else 0 for draw in draws]
    layers: list[Layer] = [{} for _ in range(tops[0] + 1)]
    entry = 0
    for new, (point, top) in enumerate(zip(points, tops, strict=True)):
        if new:
            nearest = [(dist(point, points[entry]), entry)]
            for level in range(len(layers) - 1, -1, -1):
                wide = construction if level <= top else 1
                *_, last = search_layer(points, layers[level], level, point, nearest, wide, 0)
                nearest = list(last.best)
                if level <= top:
                    _link(
                        points,
                        layers[level],
                        new,
                        nearest,
                        links,
                        2 * links if level == 0 else links,
                    )
        for level in range(top + 1):
            if level == len(layers):
                layers.append({})
                entry = new
            layers[level].setdefault(new, [])
    return Graph(tuple(points), tuple(layers), entry)


def walk(graph: Graph, query: Point, ef: int) -> Iterator[Moment]:
    """Search from the top layer down (algorithm 5): one nearest point above, ``ef`` in layer 0."""
    nearest = [(dist(query, graph.points[graph.entry]), graph.entry)]
    comparisons = 1
    for level in range(len(graph.layers) - 1, -1, -1):
        layer = graph.layers[level]
        wide = ef if level == 0 else 1
        for moment in search_layer(graph.points, layer, level, query, nearest, wide, comparisons):
            yield moment
        nearest, comparisons = list(moment.best[:1]), moment.comparisons


def exact(points: Sequence[Point], query: Point) -> list[Near]:
    """Every point with its distance to the query, nearest first."""
    return sorted((dist(query, point), at) for at, point in enumerate(points))


def search_layer(
    points: Sequence[Point],
    layer: Layer,
    level: int,
    query: Point,
    entries: list[Near],
    ef: int,
    comparisons: int,
) -> Iterator[Moment]:
    """Follow the links of the nearest point not yet followed, until none of them can help (2)."""
    best = sorted(entries)
    waiting = list(best)
    compared = [at for _, at in best]
    seen = set(compared)
    while waiting:
        distance, at = waiting.pop(0)
        # All that is waiting is farther away than everything that is kept.
        if len(best) == ef and distance > best[-1][0]:
            break
        for other in layer[at]:
            if other in seen:
                continue
            seen.add(other)
            compared.append(other)
            comparisons += 1
            near = (dist(query, points[other]), other)
            if len(best) < ef or near < best[-1]:
                insort(waiting, near)
                insort(best, near)
                del best[ef:]
        kept = {one for _, one in best}
        yield Moment(
            level,
            at,
            tuple(best),
            tuple(one for _, one in waiting if one in kept),
            tuple(compared),
            comparisons,
        )


def _link(
    points: Sequence[Point], layer: Layer, new: int, found: list[Near], links: int, most: int
) -> None:
    """Link a new point both ways, and let those with too many links choose anew."""
    layer[new] = choose(points, found, links)
    for other in layer[new]:
        layer[other].append(new)
        if len(layer[other]) > most:
            near = sorted((dist(points[other], points[one]), one) for one in layer[other])
            layer[other] = choose(points, near, most)


def choose(points: Sequence[Point], found: list[Near], most: int) -> list[int]:
    """The nearest, but none that is nearer to one already chosen than to the point itself (4).

    Links then point in different directions, and clusters stay connected. Where that leaves room,
    the nearest of the rest fill it, as the paper's ``keepPrunedConnections`` does.
    """
    chosen: list[int] = []
    rest: list[int] = []
    for distance, at in found:
        apart = all(distance < dist(points[at], points[one]) for one in chosen)
        (chosen if apart and len(chosen) < most else rest).append(at)
    return chosen + rest[: most - len(chosen)]
