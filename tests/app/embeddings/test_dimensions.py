"""Dimensions: how small vectors may be."""

from __future__ import annotations

import numpy as np

from app.figures.embeddings import dimensions as sizes
from app.theme import DARK, LIGHT
from core.embeddings import dimensions
from tests.app.embeddings.visit import opened, said
from tests.app.pictures import check


def test_sizes_can_be_drawn():
    how = dimensions.Compression(store="binary")
    before = dimensions.truth(np.random.default_rng(0).normal(size=(60, 20)).astype(np.float32))
    now = dimensions.measured(before, how)
    check(
        [
            sizes.recall_by_size(dimensions.curves(before, 1), now, how, LIGHT),
            sizes.along_axes(before.shares, now, DARK),
            sizes.losers(now, LIGHT),
        ]
    )


def test_every_encoders_vectors_can_be_made_smaller():
    at = opened("Dimensions")
    for name in ("items (shopping baskets)", "text and image (two towers)"):
        at.selectbox(key="embeddings-of_encoder").set_value(name).run()
        at.selectbox(key="embeddings-sizes_store").set_value("binary").run()
        assert "the Hamming distance" in said(at)
        things = {"items (shopping baskets)": 70, "text and image (two towers)": 400}[name]
        assert f"| memory for 1,000,000 | recall@10 among these {things} |" in said(at)
        assert f"measured on {things} items" in said(at)
