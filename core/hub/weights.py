"""A model of transformers with all its weights, read from the safetensors of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.hub.problems import ModelRefused


def complete(auto: Any, name: str, folder: Path) -> Any:
    """What ``auto``, such as ``AutoModelForCausalLM``, reads in ``folder``, as float32 for answers.

    Raises ``ModelRefused`` where weights are missing: the library would draw them at random, and
    the outputs would mean nothing.
    """
    import torch

    model, report = auto.from_pretrained(
        folder,
        use_safetensors=True,
        dtype=torch.float32,
        local_files_only=True,
        trust_remote_code=False,
        output_loading_info=True,
    )
    if report["missing_keys"]:
        raise ModelRefused(
            f"{name} was saved for another task: {len(report['missing_keys'])} of its weights are "
            "missing. Choose another model."
        )
    return model.eval()
