"""The colours of the app, once for light and once for dark, and the axes that every figure shares.

The classes' colours start from Okabe and Ito's set (2008), which people with any form of colour
blindness tell apart; orange and blue, its safest pair, also are the two ends of the diverging
map, so that the colour of a class in a map is the colour of its points.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import streamlit as st

CLASSES = (
    "#E8830C",
    "#1B76BC",
    "#2FB58C",
    "#A5437F",
    "#D9B800",
    "#56B4E9",
    "#B5432C",
    "#7A7A7A",
    "#8A5A3C",
    "#6A4FB0",
)
LEVELS = 25  # steps of confidence of each class in a class map, at most


def levels(classes: int) -> int:
    """How many steps of confidence each class has in a class map, whose colours fit one byte."""
    return min(LEVELS, 256 // classes)


def _rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)


def _blend(*stops: str, steps: int = 256) -> np.ndarray:
    """Colours evenly blended through ``stops``: ``(steps, 3)`` uint8."""
    position = np.linspace(0, len(stops) - 1, steps)
    channels = np.stack([_rgb(stop) for stop in stops])
    blended = [np.interp(position, range(len(stops)), channels[:, c]) for c in range(3)]
    return np.stack(blended, axis=1).round().astype(np.uint8)


@dataclass(frozen=True)
class Theme:
    """The colours of a light or dark theme for figures, as CSS hex strings."""

    name: str
    ink: str
    muted: str
    grid: str
    paper: str
    classes: tuple[str, ...] = CLASSES
    negative: str = CLASSES[0]
    positive: str = CLASSES[1]

    @cached_property
    def diverging(self) -> np.ndarray:
        """Orange for -1, the paper's colour for 0, blue for +1: ``(256, 3)`` uint8."""
        return _blend(self.negative, self.paper, self.positive)

    @cached_property
    def diverging_map(self) -> np.ndarray:
        """The same for areas under points: paler, so that the points stand out."""
        return _blend(self._pale(self.negative), self.paper, self._pale(self.positive))

    @cached_property
    def sequential(self) -> np.ndarray:
        """From the paper's colour to blue: ``(256, 3)`` uint8."""
        return _blend(self.paper, self.positive)

    def series(self, place: int) -> str:
        """The colour of a series: the classes' colours first, then the same, paler each time."""
        again, own = divmod(place, len(self.classes))
        return self._pale(self.classes[own], 0.6**again) if again else self.classes[own]

    def class_colours(self, count: int) -> tuple[str, ...]:
        """A colour for each class: ten, then each of them nearer to the ink, then to the paper."""
        shades = (
            self.classes,
            tuple(self._mixed(colour, self.ink, 0.5) for colour in self.classes),
            tuple(self._pale(colour, 0.5) for colour in self.classes),
        )
        return tuple(shades[k // len(CLASSES) % 3][k % len(CLASSES)] for k in range(count))

    def class_map(self, classes: int) -> np.ndarray:
        """``levels`` colours a class, from faint to its own: ``(classes * levels, 3)`` uint8."""
        return np.concatenate(
            [
                _blend(self.paper, self._pale(colour), steps=levels(classes))
                for colour in self.class_colours(classes)
            ]
        )

    def _pale(self, colour: str, share: float = 0.7) -> str:
        """``share`` of a colour on this theme's paper."""
        return self._mixed(colour, self.paper, share)

    @staticmethod
    def _mixed(colour: str, other: str, share: float) -> str:
        """``share`` of a colour, and the rest of another."""
        mixed = share * _rgb(colour) + (1 - share) * _rgb(other)
        return "#{:02X}{:02X}{:02X}".format(*mixed.round().astype(int))

    @staticmethod
    def scale(table: np.ndarray, steps: int = 11) -> list[list]:
        """A colour table as a plotly colour scale."""
        picks = np.linspace(0, len(table) - 1, steps).astype(int)
        return [
            [i / (steps - 1), "rgb({},{},{})".format(*table[pick])] for i, pick in enumerate(picks)
        ]

    def layout(
        self,
        *,
        x: str,
        y: str,
        xaxis: dict | None = None,
        yaxis: dict | None = None,
        **more: object,
    ) -> dict:
        """A plotly layout with titled axes in this theme; ``xaxis`` and ``yaxis`` are merged in."""
        axis = {
            "gridcolor": self.grid,
            "zerolinecolor": self.grid,
            "linecolor": self.grid,
            "fixedrange": False,
            "ticks": "",
            "nticks": 6,
        }
        return {
            "xaxis": {**axis, "title": {"text": x, "standoff": 6}, **(xaxis or {})},
            "yaxis": {**axis, "title": {"text": y, "standoff": 6}, **(yaxis or {})},
            "font": {"color": self.muted, "size": 12},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 48, "r": 8, "t": 6, "b": 34},
            "hoverlabel": {"bgcolor": self.paper, "font": {"color": self.ink}},
            "legend": {
                "orientation": "h",
                "x": 0,
                "y": 1,
                "yanchor": "bottom",
                "bgcolor": "rgba(0,0,0,0)",
            },
            "showlegend": False,
            "uirevision": "keep",
            **more,
        }


LIGHT = Theme("light", ink="#262730", muted="#555B66", grid="#E3E5EA", paper="#FFFFFF")
DARK = Theme("dark", ink="#FAFAFA", muted="#A9B0BC", grid="#343A46", paper="#0E1117")


def current() -> Theme:
    """The theme that the visitor's browser shows."""
    return DARK if st.context.theme.type == "dark" else LIGHT
