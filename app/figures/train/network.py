"""The network itself, and the output of each of its units."""

from __future__ import annotations

import numpy as np

from app.figures.train.decision_map import target_span
from app.plot import Panel
from app.theme import Theme
from core.data.preprocessing import Prepared
from core.train.frame import Frame

HEIGHT = 300  # pixels


def network(
    frame: Frame,
    prepared: Prepared,
    activations: tuple[str, ...],
    theme: Theme,
    *,
    selected: dict | None = None,
) -> Panel:
    """The network itself: units with their maps, links as wide as their weights."""
    names = prepared.dataset.class_names
    inputs = list(prepared.input_names)
    columns = [{"title": "Inputs", "names": inputs, "maps": frame.input_maps}]
    for k, maps in enumerate(frame.unit_maps):
        units = [f"unit {i + 1}" for i in range(len(maps))]
        columns.append({"title": f"{len(maps)} {activations[k]}", "names": units, "maps": maps})
    outputs = list(names) if len(names) > 2 else ["output"]
    maps = _output_maps(frame, prepared)
    columns.append({"title": "Output", "names": outputs, "maps": maps})
    hidden = ", ".join(str(len(maps)) for maps in frame.unit_maps) or "no hidden layers"
    alt = (
        f"The network. Inputs: {len(inputs)}. Hidden units: {hidden}. Outputs: {len(outputs)}. "
        f"The arrow keys move over its units and weights; Enter selects one."
    )
    weights = sum(weight.size for weight in frame.weights) + sum(bias.size for bias in frame.biases)
    return Panel(
        title="Network",
        note=f"{weights:,} weights and biases; click one to change it",
        alt=alt,
        diagram={
            "columns": columns,
            "weights": list(frame.weights),
            "biases": list(frame.biases),
            "colours": theme.diverging,
            "negative": theme.negative,
            "positive": theme.positive,
            "ink": theme.ink,
            "muted": theme.muted,
            "paper": theme.paper,
            "grid": theme.grid,
            "selected": selected,
            "height": HEIGHT,
            "alt": alt,
        },
        height=HEIGHT,
    )


def _output_maps(frame: Frame, prepared: Prepared) -> np.ndarray:
    """The map of each output as bytes, ``(outputs, rows, columns)``, 128 for zero."""
    if frame.map is None:  # of more than two classes
        assert frame.map_class is not None
        assert frame.map_confidence is not None
        count = len(prepared.dataset.class_names)
        wins = frame.map_class[None] == np.arange(count)[:, None, None]
        return (128 + 127 * wins * frame.map_confidence[None]).astype(np.uint8)
    middle, reach = (0.0, 1.0) if prepared.dataset.class_names else target_span(prepared)
    small = frame.map[None, ::2, ::2]
    return np.clip((small - middle) / reach * 127 + 128, 1, 255).astype(np.uint8)
