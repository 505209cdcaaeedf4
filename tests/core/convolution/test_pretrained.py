"""Networks by name: the page looks into a tiny saved ResNet and says plainly what is missing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from core.convolution.pretrained import load, look
from tests.core.fake_hub import FakeHub
from tests.core.tiny_resnet import tiny_resnet


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_resnet(tmp_path_factory.mktemp("tiny-resnet"))


def test_all_stages_of_a_photograph_and_the_likeliest_labels(hub: FakeHub, folder: Path) -> None:
    network = load(hub.add("tiny/resnet", folder))
    photograph = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    seen = look(network, photograph)
    assert [maps.shape for maps in seen.maps.values()] == [
        (4, 56, 56),
        (4, 56, 56),
        (8, 28, 28),
        (8, 14, 14),
        (16, 7, 7),
    ]
    assert list(seen.maps) == ["stem", "stage 1", "stage 2", "stage 3", "stage 4"]
    assert seen.image.shape == (224, 224, 3)
    inputs = network.processor(seen.image, return_tensors="pt")
    with torch.inference_mode():
        oracle = network.model(**inputs).logits[0].softmax(dim=0)
    assert seen.labels[0] == (
        "LABEL_" + str(int(oracle.argmax())),
        pytest.approx(oracle.max().item()),
    )
    assert len(seen.labels) == 5
    grey = look(network, photograph[..., 0])
    assert grey.image.shape == (224, 224, 3)


def changed(folder: Path, where: Path, file: str, **entries: object) -> Path:
    """A copy of the network's folder with other entries in one of its files."""
    shutil.copytree(folder, where)
    content = json.loads((where / file).read_text())
    (where / file).write_text(json.dumps({**content, **entries}))
    return where


@pytest.mark.parametrize(
    ("file", "entries", "why"),
    [
        ("config.json", {"depths": [1, 1, 20_000, 1]}, "too large for this app"),
        ("config.json", {"model_type": "vit"}, "of the kind 'vit', which the app cannot use"),
        ("config.json", {"hidden_sizes": [4, 8, 8, 32]}, "files do not fit together"),
        ("config.json", {"depths": [1, 1, 2, 1]}, "was saved for another task"),
        ("config.json", {"hidden_act": "no such function"}, "files do not fit together"),
        ("preprocessor_config.json", {"size": {"shortest_edge": 90_000}}, "images of a size"),
    ],
)
def test_a_network_that_cannot_be_built_is_refused(
    hub: FakeHub, folder: Path, tmp_path: Path, file: str, entries: dict, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        load(hub.add("tiny/changed", changed(folder, tmp_path / "changed", file, **entries)))


def test_a_class_without_a_label_has_its_number(hub: FakeHub, folder: Path, tmp_path: Path) -> None:
    labels = {str(index): "cat" for index in (0, 1, 2, 3, 4, 9)}
    named = changed(folder, tmp_path / "changed", "config.json", id2label=labels)
    seen = look(load(hub.add("tiny/labels", named)), np.zeros((30, 30), np.uint8))
    assert {label for label, _ in seen.labels} <= {"cat", "class 5"}


def test_a_network_that_fails_on_a_picture_is_said(hub: FakeHub, folder: Path) -> None:
    network = load(hub.add("tiny/resnet", folder))

    def fail(*given: object, **named: object) -> None:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    network.model.forward = fail
    with pytest.raises(ValueError, match="tiny/resnet cannot be used"):
        look(network, np.zeros((30, 30), np.uint8))


def test_a_name_that_is_not_there_is_answered_in_plain_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ValueError, match=r"cannot be loaded.*no network connection"):
        load("nobody/nothing-of-this-name")
    with pytest.raises(ValueError, match="Give the name"):
        load(" ")
