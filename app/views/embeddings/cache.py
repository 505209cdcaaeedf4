"""What the views compute once and share: maps, how faithful they are, clusters, smaller vectors.

Each is found by the fingerprint of the vectors and the settings, and by the words where it has any.
All visitors share them, within the server's budget of memory (core/cache.py).
"""

from __future__ import annotations

import numpy as np

from app import waiting
from core.cache import shared
from core.embeddings import clusters as grouping
from core.embeddings import shipped
from core.embeddings.dimensions import (
    Compression,
    Curves,
    Drawn,
    Measured,
    Truth,
    curves,
    drawn,
    measured,
)
from core.embeddings.dimensions import truth as truth_of
from core.embeddings.faithfulness import Faithfulness, faithfulness
from core.embeddings.projection import Layout, Settings, lay_out
from core.embeddings.space import Space


def points(space: Space, settings: Settings) -> np.ndarray:
    """The map's places: the shipped ones where there are any, else computed."""
    ready = shipped.layout(space.vectors, settings.shipped_as or "")
    return layout(space, settings).points if ready is None else ready


def ready(space: Space, settings: Settings, *, film: bool) -> bool:
    """Whether the map, and its ``film`` where that is asked for, needs no computing."""
    mark = shipped.fingerprint(space.vectors)
    computed = _layout.held(mark, settings, space.vectors)
    if computed or film or settings.shipped_as is None:
        return computed
    return shipped.layout(space.vectors, settings.shipped_as) is not None


def layout(space: Space, settings: Settings) -> Layout:
    """The map with its film, and with what places new things on it."""
    mark = shipped.fingerprint(space.vectors)
    return waiting.answer("Laying out the map", _layout, mark, settings, space.vectors)


@shared
def _layout(fingerprint: str, settings: Settings, _vectors: np.ndarray) -> Layout:
    return lay_out(_vectors, settings)


def faithful(space: Space, places: np.ndarray, near: int) -> Faithfulness:
    """How far to trust a map of these places."""
    marks = shipped.fingerprint(space.vectors), shipped.fingerprint(places)
    return _faithful(marks, near, space.vectors, places)


@shared
def _faithful(
    fingerprints: tuple[str, str], near: int, _vectors: np.ndarray, _places: np.ndarray
) -> Faithfulness:
    return faithfulness(_vectors, _places, near)


def clusters(space: Space, **how: object) -> grouping.Clusters:
    """Clusters of a space; ``how`` goes to ``core.embeddings.clusters.clusters``."""
    marks = shipped.fingerprint(space.vectors), space.named
    return waiting.answer(
        "Finding clusters",
        _clusters,
        marks,
        tuple(sorted(how.items())),
        space.vectors,
        space.texts,
        space.groups,
    )


@shared
def _clusters(
    marks: tuple[str, str], how: tuple, _vectors: np.ndarray, _texts: tuple, _groups: tuple
) -> grouping.Clusters:
    return grouping.clusters(_vectors, _texts, _groups, **dict(how))


def truth(space: Space) -> Truth:
    """The vectors with their neighbours, before they become smaller."""
    return _truth(shipped.fingerprint(space.vectors), space.vectors)


@shared
def _truth(fingerprint: str, _vectors: np.ndarray) -> Truth:
    return truth_of(_vectors)


def smaller(space: Space, how: Compression) -> Measured:
    """The neighbours that remain when the vectors become smaller."""
    return _smaller(shipped.fingerprint(space.vectors), how, space)


@shared
def _smaller(fingerprint: str, how: Compression, _space: Space) -> Measured:
    return measured(truth(_space), how)


def sizes(space: Space, again: int) -> Curves:
    """Recall by bytes for every way to make the vectors smaller."""
    mark = shipped.fingerprint(space.vectors)
    return waiting.answer("Measuring every size", _sizes, mark, again, space)


@shared
def _sizes(fingerprint: str, again: int, _space: Space) -> Curves:
    return curves(truth(_space), again)


def other_dimensions(space: Space, dimensions: int) -> Drawn:
    """The recall of the first dimensions and of the same number of random ones."""
    mark = shipped.fingerprint(space.vectors)
    return waiting.answer("Drawing other dimensions", _drawn, mark, dimensions, space)


@shared
def _drawn(fingerprint: str, dimensions: int, _space: Space) -> Drawn:
    return drawn(truth(_space), dimensions)
