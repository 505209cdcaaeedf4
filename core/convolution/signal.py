"""Convolution in one dimension: a kernel that slides along a signal with noise.

The same idea as on images, and older there: averages make noise smaller, differences find steps,
and the shape itself, used as a kernel, finds that shape where the eye sees only noise.

Left out: complex signals, filters with feedback, the frequency domain.

References: North 1943 and Turin 1960 (the matched filter is the linear filter with the best ratio
of peak to noise, for white noise).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from core.convolution.kernels import OWN, binomial
from core.knobs import Knobs, choice, seed, slider

SAMPLES = 240
LONGEST = 41  # numbers of a kernel
PULSES = 4
NEAR = 3  # samples within which a place counts as found


def pulse() -> np.ndarray:
    """The shape that is hidden in a signal: a short ripple, (21,)."""
    x = np.linspace(-1, 1, 21)
    return np.cos(3 * np.pi * x) * np.cos(np.pi * x / 2) ** 2


def _steps(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Even levels and the places where they change."""
    places = np.array([40, 80, 130, 160, 205]) + rng.integers(-12, 13, 5)
    levels = np.cumsum(rng.choice([-1.0, 1.0], 6) * rng.uniform(0.7, 1.3, 6))
    return levels[np.searchsorted(places, np.arange(SAMPLES), side="right")], places


def _pulses(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The same pulse at a few places, and where their middles are."""
    signal, half = np.zeros(SAMPLES), len(pulse()) // 2
    places = np.linspace(30, SAMPLES - 30, PULSES).astype(int) + rng.integers(-14, 15, PULSES)
    for place in places:
        signal[place - half : place + half + 1] += pulse()
    return signal, places


def _wave(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A slow wave, which has no places to find."""
    turn = 2 * np.pi * (np.arange(SAMPLES) / SAMPLES * rng.uniform(2.0, 3.0) + rng.uniform())
    return np.sin(turn), np.array([], dtype=int)


SIGNALS: dict[str, Callable[[np.random.Generator], tuple[np.ndarray, np.ndarray]]] = {
    "steps": _steps,
    "hidden pulses": _pulses,
    "slow wave": _wave,
}


def _average(length: int) -> np.ndarray:
    return np.full(length, 1 / length)


def _bell(length: int) -> np.ndarray:
    return binomial(length) / 2 ** (length - 1)


def _edge(length: int) -> np.ndarray:
    """The average to the right less the average to the left."""
    side = np.sign(np.arange(length) - (length - 1) / 2)
    return side / max(1, length // 2)


def _matched(_: int) -> np.ndarray:
    return pulse() / np.sum(pulse() ** 2)


KERNELS: dict[str, Callable[[int], np.ndarray]] = {
    "moving average": _average,
    "bell-shaped average": _bell,
    "edge": _edge,
    "matched filter": _matched,
}


@dataclass(frozen=True)
class Settings(Knobs):
    """A signal, its noise, and the kernel that slides along it."""

    signal: str = choice(
        "steps",
        SIGNALS,
        label="Signal",
        help="The true signal, before noise is added.",
    )
    noise: float = slider(
        0.5,
        low=0.0,
        high=2.0,
        step=0.05,
        label="Noise",
        help="Standard deviation of the noise added to every sample.",
    )
    filter: str = choice(
        "moving average",
        (*KERNELS, OWN),
        label="Kernel of the signal",
        help="An average reduces noise, a difference finds steps, and the matched filter is the "
        "hidden pulse itself.",
    )
    length: int = slider(
        11,
        low=1,
        high=LONGEST,
        step=2,
        label="Length",
        help="How many samples the kernel covers. A longer average removes more noise but blurs "
        "sharp changes.",
        when=lambda settings: settings.filter in ("moving average", "bell-shaped average", "edge"),
    )
    place: int = slider(
        120,
        low=0,
        high=SAMPLES - 1,
        label="Position of the kernel",
        help="Move the kernel along the signal: the products under it add up to one number.",
    )
    seed: int = seed(help="Sets the signal and the noise.")


@dataclass(frozen=True, eq=False)
class Filtered:
    """A signal before and after the kernel. Arrays are float64 (samples,) unless said.

    ``clean`` and ``noisy`` are the signal, ``output`` what the kernel makes of the noisy one, and
    ``ideal`` of the clean one. ``kernel`` (length,). ``products`` (length,) are what is added up at
    ``settings.place``, over the samples ``under`` (length,). ``places`` are where there is
    something to find, ``found`` the strongest answers, as many, and ``guessed`` the largest samples
    of the noisy signal, as many.
    """

    settings: Settings
    clean: np.ndarray
    noisy: np.ndarray
    kernel: np.ndarray
    output: np.ndarray
    ideal: np.ndarray
    under: np.ndarray
    products: np.ndarray
    places: np.ndarray
    found: np.ndarray
    guessed: np.ndarray

    @property
    def noise_left(self) -> float:
        """The noise that comes out, as a share of the noise that went in; NaN without noise."""
        noise = np.std(self.noisy - self.clean)
        return float(np.std(self.output - self.ideal) / noise) if noise else float("nan")

    @property
    def noise_theory(self) -> float:
        """The same for endless white noise: the root of the sum of the squared weights."""
        return float(np.sqrt(np.sum(self.kernel**2)))

    def hits(self, candidates: np.ndarray) -> int:
        """How many of the places have a candidate within ``NEAR`` samples."""
        return int(sum(np.abs(candidates - place).min() <= NEAR for place in self.places))


def filtered(settings: Settings, own: np.ndarray | None = None) -> Filtered:
    """Slide the kernel along the signal; ``own`` (length,) is the learner's kernel, if any."""
    rng = np.random.default_rng(settings.seed)
    clean, places = SIGNALS[settings.signal](rng)
    noisy = clean + settings.noise * rng.standard_normal(SAMPLES)
    if settings.filter == OWN:
        if own is None:
            raise ValueError("Your kernel has no numbers yet.")
        kernel = np.asarray(own, dtype=float)
    else:
        kernel = KERNELS[settings.filter](settings.length)
    output = convolve(noisy, kernel)
    under = settings.place - len(kernel) // 2 + np.arange(len(kernel))
    # The first and the last sample are repeated beyond the ends.
    beneath = noisy[np.clip(under, 0, SAMPLES - 1)]
    # A step may go down as well as up, and a pulse always looks the same.
    size = np.abs if settings.signal == "steps" else np.asarray
    return Filtered(
        settings,
        clean,
        noisy,
        kernel,
        output,
        convolve(clean, kernel),
        under,
        beneath * kernel,
        places,
        _strongest(size(output), len(places)),
        _strongest(size(noisy), len(places)),
    )


def convolve(signal: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The kernel over every sample, (samples,): as long as the signal, its ends repeated."""
    before = len(kernel) // 2
    line = torch.from_numpy(signal)[None, None]  # (1, 1, samples)
    padded = F.pad(line, (before, len(kernel) - 1 - before), mode="replicate")
    return F.conv1d(padded, torch.from_numpy(kernel)[None, None])[0, 0].numpy()


def _strongest(size: np.ndarray, count: int) -> np.ndarray:
    """The places of the ``count`` largest numbers that are not beside a larger one."""
    size, found = size.astype(float), []
    for _ in range(count):
        found.append(int(size.argmax()))
        size[max(0, found[-1] - 3 * NEAR) : found[-1] + 3 * NEAR + 1] = -np.inf
    return np.array(found, dtype=int)


def read(text: str) -> np.ndarray:
    """A kernel of one row as numbers, (length,). Raises ``ValueError`` in a plain sentence."""
    words = re.split(r"[\s,;]+", text.strip().replace("−", "-"))
    try:
        kernel = np.array([float(word) for word in words if word])
    except ValueError:
        raise ValueError("Write the kernel as a row of numbers, such as -1 0 1.") from None
    if not 1 <= len(kernel) <= LONGEST:
        raise ValueError(f"The kernel has {len(kernel)} numbers; give it 1 to {LONGEST}.")
    if not (np.abs(kernel) <= 1000).all():
        raise ValueError("Keep the kernel's numbers between −1000 and 1000.")
    return kernel
