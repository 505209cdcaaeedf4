"""A CLIP of a few weights that spells words letter by letter, in the published format."""

from __future__ import annotations

import json
from pathlib import Path
from string import ascii_lowercase

import torch

BEGIN, END = "<|startoftext|>", "<|endoftext|>"
VOCABULARY = [*ascii_lowercase, *(f"{letter}</w>" for letter in ascii_lowercase), BEGIN, END]
SIDE, DIMENSIONS = 16, 6


def tiny_clip(folder: Path, *, inside: str = "") -> Path:
    """Save it in ``folder``, or as a module of that name ``inside`` it; return the folder."""
    from transformers import (
        CLIPConfig,
        CLIPImageProcessorPil,
        CLIPModel,
        CLIPProcessor,
        CLIPTokenizer,
    )

    own = folder / inside
    own.mkdir(parents=True)
    (own / "vocab.json").write_text(json.dumps({one: at for at, one in enumerate(VOCABULARY)}))
    (own / "merges.txt").write_text("#version: 0.2\n")
    size = {
        "hidden_size": 8,
        "intermediate_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
    }
    begin, end = map(VOCABULARY.index, (BEGIN, END))
    config = CLIPConfig(
        text_config={
            **size,
            "vocab_size": len(VOCABULARY),
            "max_position_embeddings": 32,
            "bos_token_id": begin,
            "eos_token_id": end,
            "pad_token_id": end,
        },
        vision_config={**size, "image_size": SIDE, "patch_size": 8},
        projection_dim=DIMENSIONS,
    )
    with torch.random.fork_rng():
        CLIPModel(config).save_pretrained(own, safe_serialization=True)
    images = CLIPImageProcessorPil(
        size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE}
    )
    tokens = CLIPTokenizer(str(own / "vocab.json"), str(own / "merges.txt"))
    CLIPProcessor(images, tokens).save_pretrained(own)
    if inside:
        module = {
            "idx": 0,
            "name": "0",
            "path": inside,
            "type": "sentence_transformers.models.CLIPModel",
        }
        (folder / "modules.json").write_text(json.dumps([module]))
    return folder
