"""How much of a text the sentence encoder reads, in its tokens.

Left out: the encoder itself (core/embeddings/sentences.py).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.embeddings import sentences as encoder

READ = encoder.LONGEST - 2  # tokens of a text; the model adds one at either end


def token_count(text: str) -> int:
    """How many tokens the encoder's tokenizer makes of a text; others make a few more or less."""
    return len(encoder.tokenizer().encode(text, add_special_tokens=False))


def beyond(texts: Sequence[str]) -> np.ndarray:
    """Which texts go on where the encoder stops to read, bool (texts,)."""
    # A token has at least one letter, so short texts need not be counted.
    long = [at for at, text in enumerate(texts) if len(text) > READ]
    found = np.zeros(len(texts), bool)
    counted = encoder.tokenizer().encode_batch([texts[at] for at in long], add_special_tokens=False)
    found[long] = [len(one) > READ for one in counted]
    return found
