"""A ResNet small enough for a test, on disk as the hub would give it."""

from __future__ import annotations

from pathlib import Path

import torch


def tiny_resnet(where: Path) -> Path:
    """Save a ResNet of four tiny stages and six classes with its image processor; returns where."""
    from transformers import ConvNextImageProcessor, ResNetConfig, ResNetForImageClassification

    config = ResNetConfig(
        embedding_size=4,
        hidden_sizes=[4, 8, 8, 16],
        depths=[1, 1, 1, 1],
        layer_type="basic",
        num_labels=6,
    )
    model = ResNetForImageClassification(config)
    rng = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(0.3 * torch.randn(parameter.shape, generator=rng))
    model.save_pretrained(where)
    ConvNextImageProcessor(size={"shortest_edge": 224}, crop_pct=1.0).save_pretrained(where)
    return where
