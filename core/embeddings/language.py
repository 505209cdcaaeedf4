"""Whether texts are in the language that the sentence encoder has learned, which is English.

    >>> doubt(["Der Kessel kocht und wir machen Tee für alle im Haus."])[:74]
    'The encoder has learned English. It cuts these words into 1.5 pieces each,'
    >>> doubt(["The kettle boils and we make tea for everyone."])
    ''

English texts have many stop words, and the encoder's vocabulary has most of their words as a whole.
Texts are doubted only where both signs are missing.

Left out: which language it is; texts in several languages, which are judged together; a word or
two, which may be a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice

from core.embeddings import sentences

# Words that occur in every text and say nothing about its subject.
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a about after all also an and any are as at be because been before but by can could did do
        does each for from had has have how i if in into is it its may me more most much must my no
        not of on one only or other our out over s same should so some such t than that the their
        them then there these they this those to up us use used very was we were what when where
        which while who whom whose why will with would you your
        """,
    )
)

SEEN, LONGEST = 100, 300  # texts, and characters of each, that are looked at
LEAST_WORDS = 5
LEAST_LETTERS = 5
# As measured: on 772 sentences and questions of the app and on short texts in twenty languages
# (tests/core/embeddings/test_language.py).
PIECES = 1.5  # tokens per word, from which a text is probably not English
COMMON = 0.15  # share of common English words, from which it is probably English
ENGLISH = 1.1  # tokens per word in English texts


def doubt(texts: Sequence[str]) -> str:
    """A sentence where these texts as a whole are probably not English; else the empty text.

    Raises ``ValueError`` where the encoder's package is missing or not the published one.
    """
    seen = [unicodedata.normalize("NFKC", text[:LONGEST]).lower() for text in islice(texts, SEEN)]
    letters = [sign for text in seen for sign in text if sign.isalpha()]
    others = sum(not unicodedata.name(sign, "").startswith("LATIN") for sign in letters)
    if len(letters) >= LEAST_LETTERS and others > len(letters) / 2:
        return (
            "The encoder has learned English, and these texts are in another script. It may rate "
            "unrelated texts as similar."
        )
    words = [word for text in seen for word in re.findall(r"[^\W\d_]+", text)]
    if len(words) < LEAST_WORDS:
        return ""
    common = sum(word in STOP_WORDS for word in words) / len(words)
    cut = sentences.tokenizer().encode_batch(words, add_special_tokens=False)
    pieces = sum(len(word) for word in cut) / len(words)
    if common >= COMMON or pieces < PIECES:
        return ""
    return (
        f"The encoder has learned English. It cuts these words into {pieces:.1f} pieces each, "
        f"English ones into {ENGLISH}. This happens with other languages, names and code. It may "
        "rate unrelated texts as similar."
    )
