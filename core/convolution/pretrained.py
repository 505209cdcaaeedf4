"""A network that learnt from a million photographs, by its name on the Hugging Face hub.

    >>> network = load("microsoft/resnet-18")
    >>> seen = look(network, photograph)

core/hub loads it and says what it refuses. transformers is imported with the first network: that
takes seconds.

Left out: training it, and networks that are no ResNet-like classifier of images.

References: He et al. 2016, "Deep residual learning for image recognition"; Deng et al. 2009
(ImageNet).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from core.hub import models
from core.hub.memory import bytes_of, check_images, configuration
from core.hub.problems import explained
from core.hub.repository import Progress, unwatched
from core.hub.weights import complete

NAME = "microsoft/resnet-18"
KINDS = ("bit", "convnext", "convnextv2", "regnet", "resnet")
SIDE = 224


@dataclass(frozen=True, eq=False)
class Pretrained:
    """A classifier of images with its own way to scale them. ``name`` is where it came from."""

    name: str
    model: Any
    processor: Any


@dataclass(frozen=True, eq=False)
class Seen:
    """What it makes of a picture.

    ``image`` (H, W, 3) uint8 is what went in; ``maps`` has (channels, rows, columns) for the stem
    and each stage; ``labels`` are the five likeliest answers with their probabilities.
    """

    image: np.ndarray
    maps: dict[str, np.ndarray]
    labels: list[tuple[str, float]]


def load(name: str, progress: Progress = unwatched) -> Pretrained:
    """The network called ``name`` on the hub.

    Raises ``ValueError`` in plain words where it cannot be had (core/hub).
    """
    return models.load(name, CLASSIFIER, progress)


def _memory(name: str, folder: Path) -> int:
    from transformers import AutoModelForImageClassification

    check_images(folder, name)
    return bytes_of(AutoModelForImageClassification, configuration(folder, name, KINDS))


def _build(name: str, folder: Path) -> Pretrained:
    from transformers import AutoImageProcessor, AutoModelForImageClassification

    model = complete(AutoModelForImageClassification, name, folder)
    processor = AutoImageProcessor.from_pretrained(folder, use_fast=False, local_files_only=True)
    return Pretrained(name, model, processor)


CLASSIFIER = models.Recipe("an image classifier such as " + NAME, _memory, _build)


def look(network: Pretrained, pixels: np.ndarray) -> Seen:
    """All its stages for a picture (rows, columns) or (rows, columns, 3) uint8, in one pass.

    Raises ``ValueError`` for a network that has no feature maps.
    """
    image = Image.fromarray(pixels).convert("RGB")
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    # The middle square at the size it learnt from; whole blocks are averaged first.
    image = image.resize(
        (SIDE, SIDE), Image.Resampling.BILINEAR, (left, top, left + side, top + side), 2.0
    )
    with explained(network.name), torch.inference_mode():
        inputs = network.processor(image, return_tensors="pt")
        output = network.model(**inputs, output_hidden_states=True)
    stages = [stage for stage in output.hidden_states or () if stage.ndim == 4]
    if not stages:
        raise ValueError(f"{network.name} is not convolutional, so it has no feature maps to show.")
    names = ["stem", *(f"stage {number}" for number in range(1, len(stages)))]
    probabilities, order = output.logits[0].softmax(dim=0).topk(min(5, output.logits.shape[1]))
    return Seen(
        image=np.asarray(image),
        maps={name: stage[0].numpy() for name, stage in zip(names, stages, strict=True)},
        labels=[
            (network.model.config.id2label.get(int(index), f"class {index}"), float(probability))
            for index, probability in zip(order, probabilities, strict=True)
        ],
    )
