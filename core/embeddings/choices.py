"""What a learner chooses in the views of the embeddings, and their presets."""

from __future__ import annotations

from dataclasses import dataclass

from core.embeddings.encoders import ENCODERS, SENTENCES
from core.embeddings.projection import PCA, TSNE, Settings
from core.knobs import Knobs, choice, slider, switch

BY_GROUP, BY_CLUSTER, BY_KEPT = "group", "cluster (k-means)", "true neighbours kept"
SHIPPED, TEXTS, COLUMN, VECTORS, IMAGES = (
    "what ships with it",
    "your texts",
    "a column of your table",
    "your vectors",
    "your images",
)
HUB = "a model from the hub, by name"


@dataclass(frozen=True)
class Choice(Knobs):
    """What is embedded, and by what."""

    encoder: str = choice(
        SENTENCES,
        (*ENCODERS, HUB),
        label="Encoder",
        help="The model that turns each item into a vector.",
    )
    data: str = choice(
        SHIPPED,
        (SHIPPED, TEXTS, COLUMN, VECTORS, IMAGES),
        label="Things",
    )


@dataclass(frozen=True)
class Look(Knobs):
    """How the map is drawn."""

    colour: str = choice(BY_GROUP, (BY_GROUP, BY_CLUSTER, BY_KEPT), label="Colour by")
    near: int = slider(
        10,
        low=2,
        high=30,
        label="Neighbours to compare",
        help="How many nearest neighbours to compare: the share of true neighbours that the map "
        "keeps.",
    )
    film: bool = switch(
        False,
        label="Show the optimisation",
        help="Shows the optimisation as a film, from the first positions to the map.",
    )


MAPS: dict[str, Settings] = {
    "UMAP": Settings(),
    "PCA: a rotation": Settings(method=PCA),
    "t-SNE": Settings(method=TSNE),
    "Too few neighbours": Settings(neighbours=3),
    "Large minimum distance": Settings(minimum_distance=0.9),
    "In three dimensions": Settings(dimensions=3),
}


TYPED = "what you type or click"
QUESTIONS = (
    TYPED,
    "My code stops with an error message.",
    "The pitch was wonderful.",
    "money in the bank",
    "We walked along the bank of the river.",
    "doctor",
    "lemon cake",
)


@dataclass(frozen=True)
class Asking(Knobs):
    """Whose neighbours are looked for, and how many."""

    question: str = choice(
        TYPED,
        QUESTIONS,
        label="Show the neighbours of",
        help="Type any text above the map, or click one of its points.",
    )
    near: int = slider(6, low=1, high=15, label="Neighbours of each kind")


ASKED: dict[str, Asking] = {
    "Click or type": Asking(),
    "No word in common": Asking(question=QUESTIONS[1]),
    "Two meanings": Asking(question=QUESTIONS[2]),
    "Bank: money": Asking(question=QUESTIONS[3]),
    "Bank: river": Asking(question=QUESTIONS[4]),
    "A single word": Asking(question=QUESTIONS[5]),
}

ANALOGIES, AXES, CENTRE, CLUSTERS = "analogies", "axes of meaning", "centre and outlier", "clusters"


@dataclass(frozen=True)
class Looking(Knobs):
    """The questions about directions and distances in the full space."""

    part: str = choice(
        ANALOGIES,
        (ANALOGIES, AXES, CENTRE, CLUSTERS),
        label="Look at",
    )
    everywhere: bool = switch(
        False,
        label="Search the whole table",
        help="Search all words of the table, not only those on the map.",
        when=lambda chosen: chosen.part == ANALOGIES,
    )
    method: str = choice(
        "k-means",
        ("k-means", "HDBSCAN"),
        label="Clusters by",
        help="k-means needs the number of clusters; HDBSCAN finds dense regions and leaves out "
        "the other points.",
        when=lambda chosen: chosen.part == CLUSTERS,
    )
    count: int = slider(
        10,
        low=2,
        high=30,
        label="How many",
        when=lambda chosen: chosen.part == CLUSTERS and chosen.method == "k-means",
    )
    smallest: int = slider(
        5,
        low=2,
        high=30,
        label="Smallest cluster",
        when=lambda chosen: chosen.part == CLUSTERS and chosen.method == "HDBSCAN",
    )
    few: bool = switch(
        True,
        label="Use ten principal components",
        help="HDBSCAN looks for dense regions in these ten dimensions instead of in all of them.",
        when=lambda chosen: chosen.part == CLUSTERS and chosen.method == "HDBSCAN",
    )


LOOKED: dict[str, Looking] = {
    "a − b + c": Looking(),
    "Among 22,000 words": Looking(everywhere=True),
    "An axis of meaning": Looking(part=AXES),
    "Typical and outlying": Looking(part=CENTRE),
    "Ten clusters": Looking(part=CLUSTERS),
    "By density": Looking(part=CLUSTERS, method="HDBSCAN"),
    "Density in all dimensions": Looking(part=CLUSTERS, method="HDBSCAN", few=False),
}


@dataclass(frozen=True)
class SeedComparison(Knobs):
    """Three maps of the same vectors."""

    varied: str = choice(
        "seed",
        ("seed", "neighbours", "minimum distance"),
        label="What differs",
        help="Compares three seeds, or 5, 15 and 50 neighbours, or minimum distances of 0, 0.1 and "
        "0.8.",
    )
    first: int = slider(0, low=0, high=90, label="First seed")


THRICE: dict[str, SeedComparison] = {
    "Seeds": SeedComparison(),
    "5, 15, 50 neighbours": SeedComparison(varied="neighbours"),
    "Dense or loose": SeedComparison(varied="minimum distance"),
}
