"""Any model of sentence-transformers by its name on the Hugging Face hub, CLIP included.

    >>> model = load("sentence-transformers/paraphrase-MiniLM-L3-v2")
    >>> model.encode_texts(["A dog barks."])
    >>> model.encode_images([picture])  # where the model takes images

core/hub loads it and says what it refuses. sentence-transformers is imported with the first model.

Left out: training, and models that want another prompt for questions than for documents.

References: Reimers & Gurevych 2019, "Sentence-BERT"; Radford et al. 2021, "Learning transferable
visual models from natural language supervision" (CLIP).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.data.images import Picture
from core.hub import models
from core.hub.memory import bytes_of, check_images, configuration, read, settings
from core.hub.problems import ModelRefused, explained
from core.hub.repository import MODULE, Progress, unwatched

NAME = "sentence-transformers/paraphrase-MiniLM-L3-v2"
KINDS = (
    "albert",
    "bert",
    "camembert",
    "clip",
    "deberta-v2",
    "distilbert",
    "electra",
    "modernbert",
    "mpnet",
    "roberta",
    "xlm-roberta",
)
TRANSFORMERS = ("Transformer", "CLIPModel")
MODULES = (*TRANSFORMERS, "Pooling", "Dense", "Normalize")
# What a transformer's own file may set: how texts are cut, not how the model is built.
OPTIONS = {
    "max_seq_length",
    "do_lower_case",
    "transformer_task",
    "modality_config",
    "module_output_name",
}
SAVED = "SentenceTransformer"
BATCH = 16


@dataclass(frozen=True, eq=False)
class Model:
    """A model that makes vectors; ``name`` is where it came from."""

    name: str
    model: Any

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        """The vectors of texts, float32 (texts, dimensions)."""
        return self._encode(list(texts))

    def encode_images(self, pictures: Sequence[Picture]) -> np.ndarray:
        """The vectors of pictures, float32 (pictures, dimensions).

        Raises ``ValueError`` for a model that only reads text.
        """
        from PIL import Image

        if not self.takes_images:
            raise ValueError(f"{self.name} reads only text. CLIP, for example, also reads images.")
        return self._encode([Image.fromarray(one.pixels).convert("RGB") for one in pictures])

    @property
    def takes_images(self) -> bool:
        """Whether it is a model of images and texts."""
        return "image" in getattr(self.model, "modalities", ["text"])

    def _encode(self, things: list) -> np.ndarray:
        with explained(self.name):
            encoded = self.model.encode(things, batch_size=BATCH, show_progress_bar=False)
            return np.asarray(encoded, dtype=np.float32)


def load(name: str, progress: Progress = unwatched) -> Model:
    """The model called ``name`` on the hub.

    Raises ``ValueError`` in plain words where it cannot be had (core/hub).
    """
    return models.load(name, ENCODER, progress)


def _memory(name: str, folder: Path) -> int:
    """Bytes of all modules (transformers and dense layers), from their configurations."""
    from transformers import AutoModel

    listed = folder / "modules.json"
    # A model that lists no modules is a transformer; the library averages what it makes of a text.
    modules = (
        read(listed, name, list) if listed.is_file() else [{"type": "Transformer", "path": ""}]
    )
    saved = folder / "config_sentence_transformers.json"
    if saved.is_file() and settings(saved, name).get("model_type", SAVED) != SAVED:
        raise ModelRefused(f"{name} is a sentence-transformers model that gives no vectors.")
    total = 0
    for module in modules:
        kind, path = module["type"].split(".")[-1], module["path"]
        if kind not in MODULES or (path and not MODULE.fullmatch(path)):
            raise ModelRefused(
                f"{name} has a module {kind[:40]!r}, which the app does not support. It supports: "
                f"{', '.join(MODULES)}."
            )
        if kind in TRANSFORMERS:
            _check_options(name, folder / path)
            check_images(folder / path, name)
            total += bytes_of(AutoModel, configuration(folder / path, name, KINDS))
        elif kind == "Dense":
            layer = settings(folder / path / "config.json", name)
            total += 4 * (layer["in_features"] + 1) * layer["out_features"]
    return total


def _check_options(name: str, folder: Path) -> None:
    """Refuse options that would change a configuration after it was counted."""
    for path in folder.glob("sentence_*_config.json"):
        others = {key for key, value in settings(path, name).items() if value} - OPTIONS
        if others:
            raise ModelRefused(
                f"{name} sets options that the app does not accept: "
                f"{', '.join(sorted(others))[:80]}."
            )


def _build(name: str, folder: Path) -> Model:
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(folder),
        device="cpu",
        trust_remote_code=False,
        local_files_only=True,
        model_kwargs={"use_safetensors": True, "dtype": torch.float32},
    )
    return Model(name, model)


ENCODER = models.Recipe("a model of sentence-transformers such as " + NAME, _memory, _build)
