"""Networks by name: a tiny ResNet saved to disk is looked into; what is not there is said plainly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from core.cnn.pretrained import load, look
from tests.core.tiny_resnet import tiny_resnet


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_resnet(tmp_path_factory.mktemp("tiny-resnet"))


def test_all_stages_of_a_photograph_and_the_likeliest_labels(folder: Path) -> None:
    network = load(str(folder))
    photograph = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    seen = look(network, photograph)
    assert [maps.shape for maps in seen.maps.values()] == [
        (4, 56, 56), (4, 56, 56), (8, 28, 28), (8, 14, 14), (16, 7, 7)
    ]  # fmt: skip
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


def test_a_name_that_is_not_there_is_answered_in_plain_words(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ValueError, match=r"cannot be loaded.*no network connection"):
        load(str(tmp_path / "nothing"))
    with pytest.raises(ValueError, match="Give the name"):
        load(" ")
