"""A network that learnt from a million photographs, by its name on the Hugging Face hub.

    network = load("microsoft/resnet-18")
    seen = look(network, photograph)

The first time, its weights come over the network; after that they lie in the hub's own cache. Only
safetensors are read: no file that could run code.

Left out: training it, and networks that are no ResNet-like classifier of images.

References: He et al. 2016, "Deep residual learning for image recognition"; Deng et al. 2009
(ImageNet).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from core.online import hub_answers

NAME = "microsoft/resnet-18"
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


@lru_cache(maxsize=2)
def load(name: str) -> Pretrained:
    """The network called ``name``, or saved in the folder of that name.

    Raises ``ValueError`` in plain words where it cannot be had: no network connection, no such
    name, no weights as safetensors, or no classifier that shows its stages.
    """
    if not name.strip():
        raise ValueError(f"Give the name of a network, such as {NAME}.")
    here_only = not hub_answers()
    try:
        if here_only and not _is_here(name):
            raise OSError(f"{name} is not on this computer.")
        # Not before: loading this library alone takes seconds.
        from transformers import AutoImageProcessor, AutoModelForImageClassification

        model = AutoModelForImageClassification.from_pretrained(
            name, use_safetensors=True, local_files_only=here_only
        )
        processor = AutoImageProcessor.from_pretrained(
            name, use_fast=False, local_files_only=here_only
        )
    except (OSError, ValueError) as problem:
        raise ValueError(
            f"{name} cannot be loaded. Either there is no network connection (its weights come "
            "from huggingface.co the first time), or there is no image classifier of that name "
            "with weights as safetensors. Everything else on this page works without."
        ) from problem
    return Pretrained(name, model.eval(), processor)


def _is_here(name: str) -> bool:
    """Whether there is a folder of that name, or what was fetched earlier under it.

    Raises ``ValueError`` for a name that cannot be one on the hub.
    """
    from huggingface_hub import try_to_load_from_cache

    return Path(name).is_dir() or isinstance(try_to_load_from_cache(name, "config.json"), str)


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
    inputs = network.processor(image, return_tensors="pt")
    with torch.inference_mode():
        output = network.model(**inputs, output_hidden_states=True)
    stages = [stage for stage in output.hidden_states or () if stage.ndim == 4]
    if not stages:
        raise ValueError(f"{network.name} has no feature maps to show: it is no convolutional one.")
    names = ["stem", *(f"stage {number}" for number in range(1, len(stages)))]
    probabilities, order = output.logits[0].softmax(dim=0).topk(min(5, output.logits.shape[1]))
    return Seen(
        image=np.asarray(image),
        maps={name: stage[0].numpy() for name, stage in zip(names, stages, strict=True)},
        labels=[
            (network.model.config.id2label[int(index)], float(probability))
            for index, probability in zip(order, probabilities, strict=True)
        ],
    )
