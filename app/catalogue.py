"""The concepts of the app, in one list: navigation, the home page's cards and the tests read it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PAGES = Path(__file__).parent.parent / "pages"


@dataclass(frozen=True)
class Concept:
    """One page. ``slug`` is its address and the first part of each of its knobs' addresses."""

    slug: str
    title: str
    icon: str
    idea: str
    section: str
    related: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """The page's file."""
        return PAGES / f"{self.slug}.py"


CONCEPTS = (
    Concept(
        slug="train",
        title="Train a network",
        icon=":material/neurology:",
        idea="A network learns by moving its weights downhill on the training loss; "
        "the validation loss shows whether it generalises or memorises.",
        section="Networks",
        related=("activations", "gradients"),
    ),
    Concept(
        slug="activations",
        title="Activations",
        icon=":material/show_chart:",
        idea="Without an activation between its layers, a deep network is one linear layer; "
        "how the activation treats the signal decides how well the network learns.",
        section="Networks",
        related=("train", "gradients"),
    ),
    Concept(
        slug="gradients",
        title="Vanishing gradients",
        icon=":material/stairs:",
        idea="Each layer multiplies the gradient on its way back; unless these factors stay near "
        "1, the first layers learn nothing, or the gradients explode.",
        section="Networks",
        related=("train", "activations", "sequences"),
    ),
    Concept(
        slug="convolution",
        title="Convolution",
        icon=":material/grid_on:",
        idea="A few weights slide over the whole image and find the same pattern everywhere; "
        "each further layer sees more of the image.",
        section="Architectures",
        related=("train", "activations", "gradients"),
    ),
    Concept(
        slug="sequences",
        title="Sequences",
        icon=":material/timeline:",
        idea="A recurrent network carries a state from step to step; gates decide what it keeps, "
        "and whether gradients survive on the way back through time.",
        section="Architectures",
        related=("gradients", "activations", "embeddings"),
    ),
    Concept(
        slug="gans",
        title="GANs",
        icon=":material/swords:",
        idea="A generator turns noise into points, a discriminator tells them from real ones; "
        "each learns from the other.",
        section="Architectures",
        related=("train", "convolution"),
    ),
    Concept(
        slug="embeddings",
        title="Embeddings",
        icon=":material/scatter_plot:",
        idea="A network turns each item into a point so that similar items lie close together; a "
        "map shows the neighbours, and numbers tell how far to trust it.",
        section="Meaning",
        related=("retrieval", "convolution", "sequences"),
    ),
    Concept(
        slug="retrieval",
        title="Retrieval",
        icon=":material/manage_search:",
        idea="Retrieval is nearest-neighbour search among pieces of text; a model then answers "
        "from what the search finds, and can be no better than that.",
        section="Meaning",
        related=("embeddings", "sequences"),
    ),
)

BY_SLUG = {concept.slug: concept for concept in CONCEPTS}
