"""The result of a figure function: plain dictionaries and arrays, independent of a browser.

A plotly figure object checks every property when it is built, which costs about 13 ms; a live
picture has no time for that. So figures are plain dictionaries here, and the tests run each of
them through plotly's own checks instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, eq=False)
class Raster:
    """A picture of numbers, painted behind the axes of a plot.

    ``index`` is ``(rows, columns)`` uint8, its first row at the low end of y; ``colours`` is
    ``(up to 256, 3)`` uint8; ``words`` says what an index means, one text for each colour.
    ``columns`` and ``rows`` name the places, where they have names and not only coordinates.
    """

    index: np.ndarray
    colours: np.ndarray
    x: tuple[float, float]
    y: tuple[float, float]
    words: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Panel:
    """One picture of a stage: a plotly figure with an optional raster, or a network diagram.

    ``alt`` says in a sentence what a person who cannot see it would want to know. ``clicks``
    sends clicks on the plot's points back to the page; ``drags`` tells it where on the axes a
    pressed pointer is, as it moves (``x`` and ``y``), where it was pressed (``from``) and whether
    it still is (``held``). A picture that one ``explores`` is dragged and zoomed like a street map,
    and tells the page which points, by their ``customdata``, a lasso has caught. ``thumbnails`` is
    uint8 (pictures, rows, columns, 3); the pointer shows the one whose number is a point's
    ``customdata``. ``main`` is the picture that a phone, which has room for one column, shows first
    in its row. ``height`` and ``width`` are in pixels; where there is less room than ``width``, the
    picture scrolls sideways.
    """

    title: str
    alt: str
    data: list[dict] = field(default_factory=list)
    layout: dict = field(default_factory=dict)
    raster: Raster | None = None
    diagram: dict | None = None
    thumbnails: np.ndarray | None = None
    note: str = ""
    height: int = 300
    width: int = 0
    clicks: bool = False
    drags: bool = False
    explores: bool = False
    main: bool = False
