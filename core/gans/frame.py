"""One picture of the game: points, D's output everywhere, G's gradients, and a grid of noise.

References: Goodfellow et al. 2014, proposition 1 (the optimal discriminator p / (p + q)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import torch
from torch import Tensor

from core.gans.diagnosis import Sign
from core.gans.distributions import SPAN, Distribution, gaussian
from core.gans.evaluate import Coverage
from core.gans.game import Game
from core.gans.history import History
from core.gans.settings import GAUSSIAN, Settings
from core.nn.random_streams import generator
from core.run import nbytes_of

MAP = 40  # pixels of a map's side
POINTS = 200  # fake points, and as many real ones, in the picture
ARROWS = 80  # of them with an arrow
CROWD = 1000  # fake points behind an estimate of the generator's density
BLUR = 0.15  # of that estimate; the real density is blurred by as much
LINES, ALONG = 11, 33  # of the warped grid, each way, and points on each


@dataclass(frozen=True, eq=False)
class Frame:
    """All there is to draw at one step.

    ``fake`` (N, 2) are the points of the same noise throughout; ``generator_gradient`` (n, 2) is
    where the chosen generator loss pushes the first of them. ``map`` (MAP, MAP) is what D thinks, 0
    for fake and 1 for real, its first row at the low end of y; ``optimal`` the same for the best
    possible D, NaN where there are hardly any points, and ``gap`` the mean difference of both over
    the points; both are None where they are not known. ``sheet`` (M, 2) is the generator's picture
    of a grid of noise, its lines apart by rows of NaN. ``reads`` says whether the map can be read
    as a probability. ``settings`` are those that the game had at this step, and ``edited`` whether
    they alone no longer give it; the last measurement of ``history`` is of this step.
    """

    step: int
    settings: Settings
    edited: bool
    fake: np.ndarray
    generator_gradient: np.ndarray
    map: np.ndarray
    optimal: np.ndarray | None
    gap: float | None
    sheet: np.ndarray
    reads: bool
    history: History
    coverage: Coverage | None
    signs: tuple[Sign, ...]
    finished: str | None

    @property
    def nbytes(self) -> int:
        """What keeping this frame costs in memory."""
        return nbytes_of(self)


class Painted(TypedDict):
    """The fields of a ``Frame`` that the two networks give."""

    fake: np.ndarray
    generator_gradient: np.ndarray
    map: np.ndarray
    optimal: np.ndarray | None
    gap: float | None
    sheet: np.ndarray
    reads: bool


def believed(raw: np.ndarray, loss: str) -> np.ndarray:
    """Raw outputs as what D thinks: 0 fake, 1 real. Of WGAN-GP only the order means anything."""
    match loss:
        case "least squares":
            return raw.clip(0, 1)
        case "hinge":
            return (raw.clip(-1, 1) + 1) / 2
        case "WGAN-GP":
            low, high = raw.min(), raw.max()
            return (raw - low) / max(high - low, 1e-12)
        case _:
            return 1 / (1 + np.exp(-raw.clip(-30, 30)))


class Painter:
    """Draws the maps of one run: what does not change from frame to frame is worked out once."""

    def __init__(self, game: Game, distribution: Distribution) -> None:
        self.axis = np.linspace(*SPAN, MAP, dtype=np.float32)
        across, up = np.meshgrid(self.axis, self.axis)
        self._places = torch.from_numpy(np.stack([across, up], axis=2).reshape(-1, 2))
        rng = generator(game.settings.seed, "picture")
        self.noise = game.noise(CROWD, rng)
        self.real = distribution.sample(POINTS, rng)
        self._grid, self._breaks = noise_grid(game)
        self._density = (
            distribution.density(self.axis, self.axis, BLUR) if distribution.known else None
        )

    def paint(self, game: Game) -> Painted:
        """The fields of a frame that the two networks give."""
        shown = game.shown
        with torch.no_grad():
            crowd = shown(self.noise)
            sheet = shown(self._grid).numpy()
            game.discriminator.eval()
            raw = self._map(game, crowd).numpy()
            game.discriminator.train()
        sheet = np.insert(sheet, self._breaks, np.nan, axis=0)
        fake = crowd.numpy()
        loss = game.settings.loss
        thought = believed(raw, loss).reshape(MAP, MAP)  # (MAP², 1) -> (MAP, MAP)
        reads = loss in ("minimax", "non-saturating", "least squares")
        optimal, gap = None, None
        if self._density is not None and loss != "WGAN-GP":
            best, weight = self._best(fake)
            if reads:
                # Against smoothed labels the best answer is that much lower.
                wanted = best * (1 - game.settings.smoothing)
                gap = float((np.abs(thought - wanted) * weight).sum() / weight.sum())
            optimal = np.where(weight > 0.01, best, np.nan).astype(np.float16)
        return {
            "fake": fake[:POINTS].copy(),
            "generator_gradient": game.generator_gradient(crowd[:POINTS])[:ARROWS].numpy(),
            "map": thought.astype(np.float16),
            "optimal": optimal,
            "gap": gap,
            "sheet": sheet,
            "reads": reads,
        }

    def _map(self, game: Game, crowd: Tensor) -> Tensor:
        """D's raw outputs on the whole plane, (MAP², 1).

        With minibatch statistics D judges a point by its company: here, fake points for the most
        part, so that the spread D sees is theirs.
        """
        return game.discriminate_among(self._places, crowd)

    def _best(self, fake: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The optimal discriminator, and how many points there are: both (MAP, MAP)."""
        inside = np.nan_to_num(fake, nan=1e6).clip(-1e6, 1e6)
        across = gaussian(self.axis[:, None] - inside[None, :, 0], BLUR)
        up = gaussian(self.axis[:, None] - inside[None, :, 1], BLUR)
        generated = up @ across.T / len(fake)
        total = self._density + generated
        return self._density / np.maximum(total, 1e-9), total


def noise_grid(game: Game) -> tuple[Tensor, np.ndarray]:
    """Noise along the lines of a grid, (M, noise), and the rows before which a new line begins.

    Between neighbouring lines lies the same share of all noise. What a third and further numbers
    do is left out: they stay 0.
    """
    gaussian_noise = game.settings.noise == GAUSSIAN

    def quantiles(count: int) -> np.ndarray:
        share = np.linspace(0.02, 0.98, count)
        return (
            torch.special.ndtri(torch.from_numpy(share)).numpy()
            if gaussian_noise
            else 2 * share - 1
        )

    if game.settings.noise_dimension == 1:
        line = quantiles(LINES * ALONG)
        return torch.from_numpy(line[:, None].astype(np.float32)), np.array([], int)
    fixed, moving = quantiles(LINES), quantiles(ALONG)
    rows = np.stack(np.meshgrid(moving, fixed), axis=2)  # (LINES, ALONG, 2)
    both = np.concatenate([rows, rows[:, :, ::-1]]).reshape(-1, 2)  # -> (2·LINES·ALONG, 2)
    grid = torch.zeros(len(both), game.settings.noise_dimension)
    grid[:, :2] = torch.from_numpy(both.astype(np.float32))
    return grid, np.arange(1, 2 * LINES) * ALONG
