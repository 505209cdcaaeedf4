"""Clusters without labels: k-means and HDBSCAN on the vectors, and names from their words.

Left out: clusters of a map's points. A map distorts distances; the vectors do not.

References: Lloyd 1982 (k-means); Campello et al. 2013 (HDBSCAN); Hubert & Arabie 1985 (adjusted
Rand index); Spärck Jones 1972 (inverse document frequency).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.embeddings.space import unit

KMEANS, HDBSCAN = "k-means", "HDBSCAN"
NOISE, NOWHERE = -1, "in no cluster"


@dataclass(frozen=True, eq=False)
class Clusters:
    """``of`` (things,) says which cluster each is in, from 0 on; ``NOISE`` is in none.

    ``names`` has one for each; ``agreement`` is the adjusted Rand index with the known groups (1
    the same, 0 as by chance), None where they are not known.
    """

    method: str
    of: np.ndarray
    names: tuple[str, ...]
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
    ``axes`` how many principal axes it sees: 0 for all dimensions, where all distances are much
    alike and hardly anything is dense.
    """
    from sklearn.cluster import HDBSCAN as Density
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA
    from sklearn.metrics import adjusted_rand_score

    ones = unit(vectors)
    if method == KMEANS:
        of = KMeans(min(count, len(ones)), n_init=4, random_state=seed).fit_predict(ones)
    else:
        few = 0 < axes < min(ones.shape)
        seen = PCA(axes, random_state=seed).fit_transform(ones) if few else ones
        reader = Density(min_cluster_size=min(smallest, len(ones)), min_samples=1, copy=True)
        of = reader.fit_predict(seen)
    known = len(set(groups)) > 1
    return Clusters(
        method,
        of,
        names(ones, texts, of),
        float(adjusted_rand_score(groups, of)) if known else None,
    )


def names(ones: np.ndarray, texts: Sequence[str], of: np.ndarray, most: int = 3) -> tuple[str, ...]:
    """Each cluster by the words that its most typical things have and few others (TF-IDF).

    An item counts by the fourth power of its cosine with the centre, so that an outlier names
    nothing. ``ones`` are the vectors at length 1, (things, dimensions).
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    count = int(of.max()) + 1
    reader = TfidfVectorizer(stop_words="english", token_pattern=r"(?u)\b[^\W\d_]{2,}\b")
    try:
        weights = reader.fit_transform(texts)
    except ValueError:  # there is no word in any of the texts, such as in names of images
        return tuple(f"cluster {cluster + 1}" for cluster in range(count))
    vocabulary = reader.get_feature_names_out()
    found = []
    for cluster in range(count):
        rows = np.flatnonzero(of == cluster)
        typical = np.clip(ones[rows] @ unit(ones[rows].mean(axis=0)), 0, 1) ** 4
        # (members,) @ (members, words) -> (words,)
        scores = weights[rows].T @ typical
        best = [
            vocabulary[at] for at in np.argsort(-scores, kind="stable")[:most] if scores[at] > 0
        ]
        found.append(", ".join(best) or f"cluster {cluster + 1}")
    return tuple(found)
