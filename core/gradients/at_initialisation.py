"""A deep network at the start: one batch forward, one gradient back, measured in every layer.

The gradient g(l) is that of the loss with respect to what hidden layer l hands on. On its way back
through layer l it shrinks by the factor |g(l - 1)| / |g(l)|. If weights and gradient have nothing
to do with each other, theory expects of that factor

    root mean square slope × |W| / sqrt(outputs)          (the layer's weight scale)

where a normalisation divides each slope by the spread that it took out there, and lets nothing
through along the mean and the spread, which it sets: of n numbers, n - 2 are free (RMS: n - 1). A
residual connection makes sqrt(1 + factor²) of it, for the part that goes around. A sigmoid's slope
is at most 0.25.

Computed in float64, where nothing is lost over a hundred layers; a training run has float32, and
``SMALLEST`` and ``LARGEST`` are its limits.

Left out: training. The batch is the first one of the run with the same settings.

References: Glorot & Bengio 2010, section 4.2; He et al. 2015, section 2.2; Schoenholz et al. 2017,
"Deep information propagation" (the factor, there called chi).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from core.activations.curves import saturated, value_and_slope
from core.cache import shared
from core.gradients.data import task
from core.gradients.network import Deep, Trace
from core.gradients.settings import Settings
from core.nn.activations import ACTIVATIONS, dead_units
from core.nn.random_streams import generator

BINS = 41
REACH = 3.0  # the histogram of an activation without ends shows outputs from -REACH to REACH
SMALLEST = float(torch.finfo(torch.float32).tiny)
LARGEST = float(torch.finfo(torch.float32).max)
TINY = 1e-140  # the square of a smaller length loses digits even in float64
# These do not change the first batch: training, the comparison, and the small chain.
USUAL = {
    name: getattr(Settings(), name)
    for name in (
        "versus",
        "learning_rate",
        "optimiser",
        "clipping",
        "links",
        "link_weight",
        "chain_input",
        "chain_target",
    )
}


@dataclass(frozen=True, eq=False)
class Start:
    """What one batch met in L hidden layers; all arrays are float64 (L,) unless said otherwise.

    * ``arriving``: length of the gradient with respect to each layer's output;
    * ``weights``: length of the gradient of each layer's weights;
    * ``theory``: ``arriving`` as the expected factors have it, from the last layer's on;
    * ``factor`` and ``expected``: how much the gradient is multiplied by in each layer on its way
      back, measured and as theory expects;
    * ``slope``: root mean square slope of the activations, ``scale`` of the weights;
    * ``signal``: root mean square of each layer's outputs, ``contrast``: how much of it differs
      from one example to another; ``entering``: root mean square of each layer's inputs;
    * ``dead``: share of units that are off for every row of the data (``dead_units``);
      ``saturated``: share of outputs that are held at an end of the range;
    * ``histogram`` (L, BINS): shares of the activation's outputs between ``low`` and ``high``;
      what lies beyond is in the outermost bins.
    """

    settings: Settings
    loss: float
    arriving: np.ndarray
    weights: np.ndarray
    theory: np.ndarray
    factor: np.ndarray
    expected: np.ndarray
    slope: np.ndarray
    scale: np.ndarray
    signal: np.ndarray
    contrast: np.ndarray
    entering: np.ndarray
    dead: np.ndarray
    saturated: np.ndarray
    histogram: np.ndarray
    low: float
    high: float

    @property
    def layer(self) -> np.ndarray:
        """The numbers of the hidden layers, from 1."""
        return np.arange(1, len(self.arriving) + 1)

    @property
    def shrink(self) -> float:
        """The factor of a layer on (geometric) average; 0 where nothing gets through."""
        return geometric_mean(self.factor[1:])

    @property
    def behind(self) -> float:
        """How many powers of ten the first layer's weights get less gradient than the last's."""
        first, last = self.weights[0], self.weights[-1]
        if not first or not last:
            return np.inf if last else 0.0
        return float(np.log10(last) - np.log10(first))


def geometric_mean(factors: np.ndarray) -> float:
    """The factor that comes to the same when it stands for all; 0 where one is zero or none."""
    if not (factors > 0).all():
        return 0.0
    return float(np.exp(np.log(factors).mean()))


def start(settings: Settings) -> Start:
    """One batch through the network of these settings and its gradient all the way back."""
    untrained = replace(settings, **USUAL)
    return replace(measured(untrained), settings=settings)


@shared
def measured(settings: Settings) -> Start:
    """One batch and its gradient, worked out once for all that differ in ``USUAL`` alone."""
    data = task(settings.data, settings.seed)
    network = Deep([settings], data.inputs, data.outputs, torch.float64, remembers=False)
    x, target = data.batches(generator(settings.seed, "order"))[0]
    x = x.double()[None]
    # The gradient with respect to the inputs closes the first layer's factor.
    trace = network.trace(x.requires_grad_())
    if target.is_floating_point():
        target = target.double()
    loss = data.losses(trace.output, target)[0]
    before, *gradients = torch.autograd.grad(loss, [x, *trace.hidden, *network.weights[:-1]])
    depth = settings.depth
    # (1, N, units) a layer -> (L, N, units), and (1, in, out) a layer -> (L - 1, in, out)
    passed, pushed = torch.cat(gradients[:depth]), torch.cat(gradients[depth + 1 :])
    arriving = np.append(norms(before), norms(passed))
    slopes, held = _activity(settings.activation, torch.cat(trace.normal))
    slope = norms(slopes) / np.sqrt(slopes[0].numel())
    first, *hidden_weights = network.weights[:-1]
    lengths = np.append(norms(first.detach()), norms(torch.cat(hidden_weights).detach()))
    scale = lengths / np.sqrt(settings.width)  # of a random vector, on its way back through one
    rescaled = norms(slopes * _inverse_spreads(settings.normalisation, trace))
    expected = rescaled / np.sqrt(slopes[0].numel()) * scale
    if settings.residual:
        expected[1:] = np.hypot(1, expected[1:])
    hidden = torch.cat(trace.hidden).detach()  # (L, N, units)
    signal = norms(hidden) / np.sqrt(hidden[0].numel())
    contrast = norms(hidden - hidden.mean(1, keepdim=True)) / np.sqrt(hidden[0].numel())
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        factor = arriving[:-1] / arriving[1:]
        # Backwards from the last layer: (L,) -> the product of the factors behind each layer.
        behind = np.cumprod(np.append(1.0, expected[:0:-1]))[::-1]
        theory = arriving[-1] * behind
    histogram, low, high = _histogram(settings.activation, torch.cat(trace.bent).detach())
    return Start(
        settings=settings,
        loss=float(loss.detach()),
        arriving=arriving[1:],
        weights=np.append(norms(gradients[depth]), norms(pushed)),
        theory=theory,
        factor=factor,
        expected=expected,
        slope=slope,
        scale=scale,
        signal=signal,
        contrast=contrast,
        entering=np.append(norms(x.detach()) / np.sqrt(x[0].numel()), signal[:-1]),
        dead=_dead(settings, network, trace),
        saturated=held,
        histogram=histogram,
        low=low,
        high=high,
    )


def norms(tensors: Tensor) -> np.ndarray:
    """The lengths (L,) of L tensors (L, ...), however large or small.

    The square of 1e-200 would be zero even in float64.
    """
    flat = tensors.flatten(1)  # (L, ...) -> (L, n)
    lengths = torch.linalg.vector_norm(flat, dim=1)
    for layer in ((lengths < TINY) | ~lengths.isfinite()).nonzero().flatten():
        largest = flat[layer].abs().max()
        if largest > 0:
            lengths[layer] = torch.linalg.vector_norm(flat[layer] / largest) * largest
    return lengths.numpy()


def _inverse_spreads(kind: str, trace: Trace) -> Tensor | float:
    """What the normalisation leaves of a gradient: (L, 1, units) for a batch's, else (L, N, 1)."""
    if kind == "none":
        return 1.0
    sums = torch.cat(trace.sums).detach()  # (L, N, units)
    across = 1 if kind == "batch" else 2
    squares = (
        sums.square().mean(across, keepdim=True)
        if kind == "RMS"
        else sums.var(across, correction=0, keepdim=True)
    )
    epsilon = torch.finfo(torch.float64).eps if kind == "RMS" else 1e-5  # torch's own
    free = 1 - (1 if kind == "RMS" else 2) / sums.shape[across]
    return (squares + epsilon).rsqrt() * np.sqrt(free)


def _activity(name: str, sums: Tensor) -> tuple[Tensor, np.ndarray]:
    """The slopes (L, N, units) at what arrives, and the shares (L,) of saturated outputs."""
    value, slope = value_and_slope(name, sums)
    held = np.count_nonzero(saturated(name, value.numpy(), slope.numpy()), axis=(1, 2))
    return slope, held / slope[0].numel()


def _dead(settings: Settings, network: Deep, batch: Trace) -> np.ndarray:
    """The shares (L,) of units that are off for every row of the data."""

    def shares(trace: Trace) -> np.ndarray:
        return np.array(
            [float(dead_units(h[0], settings.activation).double().mean()) for h in trace.bent]
        )

    quiet = shares(batch)
    # The batch's rows are rows of the data, so a unit that is on in the batch is not dead. Only
    # batch normalisation makes a row's outputs depend on other rows.
    if not quiet.any() and settings.normalisation != "batch":
        return quiet
    data = task(settings.data, settings.seed).prepared
    rows = torch.cat([data.x_train, data.x_validation]).double()[None]
    with torch.no_grad():
        trace = network.trace(rows)
    return shares(trace)


def _histogram(name: str, values: Tensor) -> tuple[np.ndarray, float, float]:
    """Shares (L, BINS) of the outputs (L, N, units), and the range that the bins span."""
    low, high = np.clip(ACTIVATIONS[name].ends, -REACH, REACH)
    layers = len(values)
    # A bin needs no more digits than float32 has, and half the memory takes a third of the time.
    place = (values.float() - low).mul_(BINS / (high - low)).clamp_(0, BINS - 1).int()
    place += BINS * torch.arange(layers, dtype=torch.int32)[:, None, None]
    counts = torch.bincount(place.flatten(), minlength=layers * BINS).view(layers, BINS)
    return (counts / values[0].numel()).numpy(), float(low), float(high)
