"""A convolutional network in training: its filters, the maps of one image, and its answer."""

from __future__ import annotations

import numpy as np

from app.figures import tiles
from app.figures.convolution.feature_maps import picture
from app.figures.convolution.filters import weights
from app.figures.tiles import STEP, TILE, Board
from app.plot import Panel
from app.theme import Theme
from core.convolution.images import as_picture
from core.convolution.training_frame import Frame
from core.percent import percent

HEIGHT = 230


def filters(frame: Frame, theme: Theme) -> Panel:
    """The weights of the first layer; of a fully connected one, each unit's as an image."""
    return weights(frame.filters, theme, title="Filters of layer 1", height=HEIGHT)


def feature_maps(frame: Frame, theme: Theme) -> Panel:
    """The maps of every block for the example, a scale for each block, as they are now."""
    total = sum(len(values) for values in frame.maps)
    across = 8 if total <= 32 else 16
    shown = [values[: 2 * across] for values in frame.maps]
    lines = sum(-(-len(values) // across) for values in shown)
    paper = Board(lines * STEP + (len(shown) - 1) * STEP // 3, across * STEP)
    paper.index[:] = tiles.PAPER
    top = 0
    x, y, words = [], [], []
    for block, values in enumerate(shown, start=1):
        values = values.astype(np.float32)
        small = tiles.signed(tiles.stretched(values, TILE, TILE), float(np.abs(values).max()))
        for channel, tile in enumerate(small):
            row, left = top + channel // across * STEP, channel % across * STEP
            paper.put(tiles.FRAME, row, left)
            paper.put(tile, row + 1, left + 1)
            x.append(left + STEP / 2)
            y.append(row + STEP / 2)
            words.append(f"block {block}, map {channel + 1}: up to {values[channel].max():.2f}")
        top += -(-len(small) // across) * STEP + STEP // 3
    silent = sum(int((values.max(axis=(1, 2)) <= 0).sum()) for values in frame.maps)
    note = f"{silent} of {total} silent"
    return Panel(
        title="Feature maps",
        note=note,
        alt=f"Feature maps of {len(frame.maps)} blocks for one validation image; {note}.",
        data=[tiles.spots(np.array(x, np.float32), np.array(y, np.float32), words)],
        layout=tiles.bare(theme, *paper.index.shape, hovermode="closest", hoverdistance=-1),
        raster=paper.raster(tiles.table(theme)),
        height=HEIGHT,
        main=True,
    )


def example(frame: Frame, names: tuple[str, ...], theme: Theme) -> Panel:
    """The validation image that the maps are of, and what the network takes it for."""
    guess = int(frame.probabilities.argmax())
    return picture(
        as_picture(frame.example),
        theme,
        title=f"Validation image: {names[frame.truth]}",
        note=f"says {names[guess]}, {percent(frame.probabilities[guess])}",
        height=HEIGHT,
    )


def in_words(frame: Frame, names: tuple[str, ...]) -> list[str]:
    """Losses and accuracies, the commonest mistake, and the example."""
    now = frame.history
    counts = frame.confusion_validation.copy()
    right, common = int(np.trace(counts)), counts.sum(axis=1)
    np.fill_diagonal(counts, 0)
    true, taken = np.unravel_index(int(counts.argmax()), counts.shape)
    sentences = [
        f"After {frame.epoch} epoch{'s' * (frame.epoch != 1)}: accuracy "
        f"{percent(now.train_metric[-1], 1)} on training images, "
        f"{percent(now.validation_metric[-1], 1)} on validation images; losses "
        f"{now.train_loss[-1]:.3f} and {now.validation_loss[-1]:.3f}. Always guessing the most "
        f"frequent class gives {percent(common.max() / common.sum(), 1)}.",
    ]
    if counts.max():
        sentences.append(
            f"{int(counts.sum())} of {right + int(counts.sum())} validation images are mistaken "
            f"for another class, most often {names[true]} for {names[taken]} "
            f"({counts.max()} times)."
        )
    if frame.step == 0:
        sentences.append("Press Play to train: so far, the filters are random numbers.")
    return sentences
