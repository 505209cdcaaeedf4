"""Sweeps: random settings of a view, and what its sentences say of them.

A gate asks a few, always the same; by night, ``NIGHTLY=1`` asks a hundred of each.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace

import hypothesis
import numpy as np
from hypothesis import strategies as st

from core.embeddings import encoders
from core.embeddings.space import Space

MANY, FEW = 100, 5
EXAMPLES = MANY if "NIGHTLY" in os.environ else FEW

sweep = hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.generate],
    report_multiple_bugs=False,
)
shorter = hypothesis.settings(sweep, max_examples=MANY if EXAMPLES == MANY else 2)


def number(pattern: str, said: str) -> float:
    """The number that stands where ``pattern`` has its group, without commas."""
    found = re.search(pattern, said)
    assert found, f"“{pattern}” is not in “{said}”"
    return float(found[1].replace(",", "").replace("−", "-"))


@st.composite
def spaces(draw: st.DrawFn, most: int = 200) -> Space:
    """A part of what ships, as any encoder sees it; sometimes at other lengths or all of one
    group."""
    name = draw(st.sampled_from(list(encoders.ENCODERS)))
    corpus = draw(st.sampled_from(list(encoders.corpora_of(name))))
    whole = encoders.space(name, corpus)
    count = draw(st.integers(12, min(most, len(whole))))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    rows = np.sort(rng.choice(len(whole), count, replace=False))
    vectors = whole.vectors[rows]
    # A little noise parts what is equally near, so that there is one right order.
    noise = 1e-4 * np.abs(vectors).mean() * rng.normal(size=vectors.shape)
    vectors = (vectors + noise).astype(np.float32)
    kind = draw(st.sampled_from(["plain", "plain", "scaled", "stretched", "one group"]))
    if kind == "scaled":
        vectors = vectors * np.float32(draw(st.sampled_from([1e-3, 7.0])))
    if kind == "stretched":
        vectors = vectors * rng.uniform(0.5, 3, (count, 1)).astype(np.float32)
    groups = tuple(whole.groups[row] for row in rows)
    return replace(
        whole,
        vectors=vectors,
        texts=tuple(whole.texts[row] for row in rows),
        groups=("",) * count if kind == "one group" else groups,
        images=None,
    )
