"""Clusters without labels: k-means and HDBSCAN on the vectors, and names from their words.

Left out: clusters of a map's points. A map distorts distances; the vectors do not.

References: Lloyd 1982 (k-means); Campello et al. 2013 (HDBSCAN); Hubert & Arabie 1985 (adjusted
Rand index); Spärck Jones 1972 (inverse document frequency).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.embeddings.space import unit

KMEANS, HDBSCAN = "k-means", "HDBSCAN"
NOISE, NOWHERE = -1, "in no cluster"


@dataclass(frozen=True, eq=False)
class Clusters:
    """``of`` (things,) says which cluster each is in, from 0 on; ``NOISE`` is in none.

    ``names`` has one for each, ``dimensions`` is how many were seen; ``agreement`` is the adjusted
    Rand index with the known groups (1 the same, 0 as by chance), None where they are not known.
    """

    method: str
    of: np.ndarray
    names: tuple[str, ...]
    dimensions: int
    agreement: float | None

    def label(self, at: int) -> str:
        """The name of a thing's cluster."""
        return NOWHERE if self.of[at] == NOISE else self.names[self.of[at]]


def clusters(
    vectors: np.ndarray,
    texts: Sequence[str],
    groups: Sequence[str],
    *,
    method: str = KMEANS,
    count: int = 10,
    smallest: int = 5,
    axes: int = 0,
    seed: int = 0,
) -> Clusters:
    """Cluster vectors (things, dimensions) at length 1, so that Euclid's order is the cosine's.

    ``count`` is k-means' number of clusters. ``smallest`` is HDBSCAN's least size of one, and
    ``axes`` how many principal axes it sees, 0 for all dimensions.
    """
    from sklearn.cluster import HDBSCAN as Density
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA
    from sklearn.metrics import adjusted_rand_score

    ones = seen = unit(vectors)
    if method == KMEANS:
        of = KMeans(min(count, len(ones)), n_init=4, random_state=seed).fit_predict(ones)
    else:
        if 0 < axes < min(ones.shape):
            seen = PCA(axes, random_state=seed).fit_transform(ones)
        reader = Density(min_cluster_size=min(smallest, len(ones)), min_samples=1, copy=True)
        of = reader.fit_predict(seen)
    known = len(set(groups)) > 1
    return Clusters(
        method,
        of,
        names(ones, texts, of),
        seen.shape[1],
        float(adjusted_rand_score(groups, of)) if known else None,
    )


def names(ones: np.ndarray, texts: Sequence[str], of: np.ndarray, most: int = 3) -> tuple[str, ...]:
    """Each cluster by the words that its most typical things have and few others (TF-IDF).

    An item counts by the fourth power of its cosine with the centre, so that an outlier names
    nothing. A word names a cluster only if it is more frequent there than among all items; without
    such a word the cluster has a number, and so have clusters with the same first word. So no two
    names are alike. ``ones`` are the vectors at length 1, (things, dimensions).
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    count = int(of.max()) + 1
    reader = TfidfVectorizer(stop_words="english", token_pattern=r"(?u)\b[^\W\d_]{2,}\b")
    try:
        weights = reader.fit_transform(texts)
    except ValueError:  # there is no word in any of the texts
        return tuple(f"cluster {cluster + 1}" for cluster in range(count))
    vocabulary = reader.get_feature_names_out()
    has = (weights > 0).astype(int)
    everywhere = np.asarray(has.sum(axis=0)).ravel()  # items that have each word, (words,)
    found: list[list[str]] = []
    for cluster in range(count):
        rows = np.flatnonzero(of == cluster)
        typical = np.clip(ones[rows] @ unit(ones[rows].mean(axis=0)), 0, 1) ** 4
        # (members,) @ (members, words) -> (words,)
        here = np.asarray(has[rows].sum(axis=0)).ravel()
        scores = np.where(here * len(of) > everywhere * len(rows), weights[rows].T @ typical, 0)
        best = np.argsort(-scores, kind="stable")
        found.append([vocabulary[at] for at in best[:most] if scores[at] > 0])
    leads = Counter(words[0] for words in found if words)
    numbers = {lead: iter(range(1, shared + 1)) for lead, shared in leads.items() if shared > 1}
    named = []
    for cluster, words in enumerate(found):
        if words and words[0] in numbers:
            words[0] += f" ({next(numbers[words[0]])})"
        named.append(", ".join(words) or f"cluster {cluster + 1}")
    return tuple(named)
