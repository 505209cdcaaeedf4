"""What the sentences say of trained networks, over random settings, against plain torch.

With ``NIGHTLY`` in the environment there are a hundred settings of each view, else a few.
"""

from __future__ import annotations

import os
import re

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import settings as drawing
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from core.convolution import attribution, filters, hierarchy, precomputed, shift_invariance
from core.convolution import network_narration as narration
from core.convolution.build_assets import FLAT, shipped
from core.convolution.feature_maps import features, origin
from core.convolution.images import CANVAS, DIGITS, SHAPES, class_names, held_out
from core.convolution.network import sights
from core.convolution.shift_invariance import AMOUNTS, NETWORKS, UNITS, Settings, equivariance
from tests.strategies import any_settings

EXAMPLES = 100 if "NIGHTLY" in os.environ else 6
KNOWN = st.sampled_from([DIGITS, SHAPES])


@given(KNOWN, st.integers(0, 99), st.data())
@drawing(max_examples=EXAMPLES)
def test_feature_maps(name, row, data) -> None:
    network, names = shipped(name), class_names(name)
    x = held_out(name)[0][row : row + 1]
    found = features(network, x)
    layer = data.draw(st.sampled_from([*found.maps]))
    maps = found.maps[layer]
    channel = data.draw(st.integers(0, len(maps) - 1))
    cells = st.tuples(*(st.integers(0, side - 1) for side in maps.shape[1:]))
    cell = data.draw(st.none() | cells)
    source = origin(network, found, layer, channel, cell)
    text = narration.about_map(found, layer, channel, source, sights(network)[layer].size)
    at = [*network._modules].index(layer) + 1
    with torch.inference_mode():
        values = network[:at](x)[0, channel]
        logits = network(x)[0]
    y, x_at = (int(i) - 1 for i in re.search(r"row (\d+), column (\d+)", text).groups())
    said = float(re.search(r": (\S+?)\. That cell", text)[1].replace("−", "-"))
    assert said == pytest.approx(float(values[y, x_at]), abs=0.0051)
    assert ("is the same everywhere" in text) == (float(values.max() - values.min()) == 0)
    assert ("is strongest" not in text) or values[y, x_at] == values.max()
    assert ("You clicked" not in text) or values[y, x_at] < values.max()
    guess = narration.about_guess(found, names, None)
    order = logits.argsort(descending=True)
    assert re.findall(r"\*\*(.*?)\*\*", guess) == [names[order[0]], names[order[1]]]
    share = float(logits.softmax(0)[order[0]])
    assert f"{100 * share:.1f}%" in narration.about_softmax(found, names)
    flat = narration.about_flatten(found, network, names)
    assert float(re.search(r"(\S+)\.$", flat)[1].replace("−", "-")) == pytest.approx(
        float(logits[order[0]]), abs=0.0051
    )


@given(KNOWN, st.integers(1, 3), st.integers(0, 31))
@drawing(max_examples=EXAMPLES)
def test_filters(name, block, unit) -> None:
    layer = f"ReLU {min(block, 2 if name == DIGITS else 3)}"
    x, y = held_out(name)
    labels, names = y.numpy(), class_names(name)
    at = [*shipped(name)._modules].index(layer) + 1
    with torch.inference_mode():
        answers = shipped(name)[:at](x).amax((2, 3)).numpy()
    unit = min(unit, answers.shape[1] - 1)
    found = hierarchy.preferences(filters.responses(shipped(name), x)[layer].strongest, labels)
    kinds = [names[k] for k in labels[np.argsort(-answers[:, unit], kind="stable")[:8]]]
    text = narration.about_filter(unit, found, kinds, names)
    means = [answers[labels == k, unit].mean() for k in range(len(names))]
    best = int(np.argmax(means))
    assert f"{kinds.count(names[best])} of its 8 strongest images belong to {names[best]}" in text
    pairs = roc_auc_score(labels == best, answers[:, unit])
    assert float(re.search(r"in (\d+)% of all pairs", text)[1]) / 100 == pytest.approx(
        pairs, abs=0.0051
    )
    assert ("it detects" in text) == (pairs >= hierarchy.DETECTS)
    others = np.delete(means, best).mean()
    preference = (means[best] - others) / (means[best] + others)
    rng = np.random.default_rng(99)
    chance = [_selectivity(answers[:, unit], rng.permutation(labels)) for _ in range(60)]
    # Two draws of the labels differ: a verdict that is wrong by more than that is wrong.
    if "prefers no class" in text:
        assert preference < 1.3 * max(chance)
    else:
        assert preference > np.quantile(chance, 0.9)
    levels = precomputed.levels(name)
    said = " ".join(narration.about_levels(*levels, found))
    count = sum(
        roc_auc_score(labels == k, answers[:, u]) >= hierarchy.DETECTS
        for u, k in enumerate(found.best)
    )
    assert (f"{count} of its {answers.shape[1]} filters detect" in said) == bool(count)
    assert ("none of its" in said) == (count == 0)


def _selectivity(answers: np.ndarray, labels: np.ndarray) -> float:
    means = np.sort([answers[labels == k].mean() for k in np.unique(labels)])
    return float((means[-1] - means[:-1].mean()) / (means[-1] + means[:-1].mean()))


@given(KNOWN, st.integers(0, 99), any_settings(attribution.Settings))
@drawing(max_examples=EXAMPLES)
def test_attribution(name, row, settings) -> None:
    network, names = shipped(name), class_names(name)
    x = held_out(name)[0][row : row + 1]
    target = features(network, x).guesses[settings.explain == "second guess"]
    patch = max(1, settings.patch // 4) if name == DIGITS else settings.patch
    maps = {
        "Saliency": attribution.saliency(network, x, target),
        "Grad-CAM": attribution.grad_cam(network, x, target),
        "Occlusion": attribution.occlusion(network, x, target, patch),
    }
    share = settings.share / 100
    curves = attribution.deletions(network, x, target, maps)
    said = narration.about_deletion(curves, share, names[target])

    def kept(order: np.ndarray) -> float:
        gone = np.argsort(-order.ravel(), kind="stable")[: round(share * order.size)]
        changed = x.clone().flatten(2)
        changed[0, :, gone] = x.mean(dim=(2, 3))[0][:, None]
        with torch.inference_mode():
            return float(network(changed.view_as(x)).softmax(1)[0, target])

    rng = np.random.default_rng(1000 + row)
    random = [kept(rng.random(x.shape[2:])) for _ in range(20)]
    before = float(network(x).softmax(1)[0, target])
    for sentence, (method, order) in zip(said, maps.items(), strict=True):
        left = kept(order)
        assert f"**{method}**" in sentence
        assert f"goes from {100 * before:.1f}% to " in sentence
        assert float(re.search(r" to (\S+)%; without", sentence)[1]) == pytest.approx(
            100 * left, abs=0.11
        )
        # Other random orders than those that chose the sentence.
        if "matter more than others" in sentence:
            assert left < np.mean(random)
            assert np.mean(left < np.array(random)) >= 0.75
        elif "worse than chance" in sentence:
            assert left > np.mean(random)
            assert np.mean(left > np.array(random)) >= 0.75
        assert ("surer of" in sentence) == (left > before + narration.CLOSE)


@given(any_settings(Settings))
@drawing(max_examples=EXAMPLES)
def test_shift_invariance(settings) -> None:
    x, y = held_out(CANVAS)
    image = x[settings.digit : settings.digit + 1]
    changed = shift_invariance.change(image, settings)
    network = shipped(FLAT)
    found = equivariance(network, image, changed, settings.right, settings.down)
    text = narration.about_equivariance(found, settings)
    _maps(network, image, changed, settings, text)
    _accuracies(x, y, settings)


def _maps(network, image, changed, settings, text) -> None:
    layers = [name for name in network._modules if name[:4] in ("conv", "ReLU", "pool")]
    depth = len(layers)
    with torch.inference_mode():
        if settings.turn or settings.noise:
            assert "exactly" not in text
            assert "stay" not in text
            for name in layers:
                at = layers.index(name) + 1
                if re.search(rf"\b{name}\b", text):
                    assert not torch.equal(network[:at](image), network[:at](changed))
            return
        if not (settings.right or settings.down):
            assert "stay as they are" in text
            return
        # On a canvas without a near border: a shift of whole cells is one of all the maps.
        wide = torch.nn.functional.pad(image, (16, 16, 16, 16))
        moved = torch.roll(wide, (settings.down, settings.right), (2, 3))
        exactly = re.search(r"moved exactly with it: (.*?)\. ", text)
        exact = exactly[1].split(", ") if exactly else []
        for at, name in enumerate(layers[:depth], start=1):
            before, after = network[:at](wide), network[:at](moved)
            stride = wide.shape[2] // before.shape[2]
            down, right = settings.down / stride, settings.right / stride
            whole = down.is_integer() and right.is_integer()
            if name in exact:
                assert whole
                again = torch.roll(before, (int(down), int(right)), (2, 3))
                assert torch.allclose(after, again, atol=1e-4)
            elif re.search(rf"Not exactly: [^.]*\b{name}\b", text):
                assert not whole
            if "whole number of cells in every layer compared" in text and name in exact:
                assert whole


def _accuracies(x: torch.Tensor, y: torch.Tensor, settings: Settings) -> None:
    kind = settings.curve
    now = {
        "shift": max(abs(settings.right), abs(settings.down)),
        "rotation": abs(settings.turn),
        "noise": settings.noise,
    }[kind]
    curves = precomputed.accuracies(kind)
    text = narration.about_curves(
        kind, UNITS[kind], AMOUNTS[kind], curves, shift_invariance.parameters(), now
    )
    amount = float(re.search(rf"changes with {kind} (\S+) ", text)[1])
    variants = shift_invariance._variants(x, kind, amount)
    right = {}
    for name, file in NETWORKS.items():
        with torch.inference_mode():
            hits = [shipped(file)(each).argmax(1) == y for each in variants]
        right[name] = torch.stack(hits).float().mean(0).numpy()  # of each digit
    flat, pooled, connected = right.values()
    above = {"flatten": _above(flat, connected), "maximum": _above(pooled, connected)}
    if "Both convolutions stay more accurate" in text:
        assert min(above.values()) > 1.6
    elif match := re.search(r"Only the convolution with (\w+) stays", text):
        assert above.pop(match[1]) > 1.6
        assert next(iter(above.values())) < 4
    else:
        assert "do not stay more accurate" in text
        assert max(above.values()) < 4
    if "the one with the maximum is more" in text:
        assert _above(pooled, flat) > 1.6
    if "the one with flatten is more" in text:
        assert _above(flat, pooled) > 1.6


def _above(one: np.ndarray, other: np.ndarray) -> float:
    """By how many standard errors the same digits are right more often, digit by digit."""
    difference = one - other
    return float(difference.mean() / max(difference.std() / np.sqrt(len(one)), 1e-9))
