"""Any model of sentence-transformers by its name on the Hugging Face hub, CLIP included.

    model = load("sentence-transformers/paraphrase-MiniLM-L3-v2")
    model.encode_texts(["A dog barks."])   # (1, dimensions)
    model.encode_images([picture])         # where the model takes images, such as CLIP

The first time, its weights come over the network; after that they lie in the hub's own cache. Only
safetensors are read, and no code that comes with a model is run.

Left out: training, and models that want another prompt for questions than for documents.

References: Reimers & Gurevych 2019, "Sentence-BERT"; Radford et al. 2021, "Learning transferable
visual models from natural language supervision" (CLIP).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from core.images import Picture
from core.online import hub_answers

NAME = "sentence-transformers/paraphrase-MiniLM-L3-v2"
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
            raise ValueError(
                f"{self.name} reads text only. CLIP is a model that also takes images."
            )
        return self._encode([Image.fromarray(one.pixels).convert("RGB") for one in pictures])

    @property
    def takes_images(self) -> bool:
        """Whether it is a model of images and texts."""
        return "image" in getattr(self.model, "modalities", ["text"])

    def _encode(self, things: list) -> np.ndarray:
        encoded = self.model.encode(things, batch_size=BATCH, show_progress_bar=False)
        return np.asarray(encoded, dtype=np.float32)


@lru_cache(maxsize=1)
def load(name: str) -> Model:
    """The model called ``name``, or saved in the folder of that name.

    Raises ``ValueError`` in plain words where it cannot be had: no network connection, no such
    name, or no weights as safetensors.
    """
    from sentence_transformers import SentenceTransformer

    if not name.strip():
        raise ValueError(f"Give the name of a model, such as {NAME}.")
    try:
        model = SentenceTransformer(
            name, device="cpu", trust_remote_code=False, model_kwargs={"use_safetensors": True},
            local_files_only=not hub_answers(),
        )  # fmt: skip
    except (OSError, ValueError) as problem:
        raise ValueError(
            f"{name} cannot be loaded. Either there is no network connection (its weights come "
            "from huggingface.co the first time), or there is no sentence-transformers model of that "
            "name with weights as safetensors. Everything else on this page works without."
        ) from problem
    return Model(name, model)
