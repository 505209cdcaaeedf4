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
        idea="A network learns by nudging its weights downhill on the training loss; "
        "the validation loss tells whether it understood or memorised.",
        section="Networks",
        related=("activations", "gradients"),
    ),
    Concept(
        slug="activations",
        title="Activations",
        icon=":material/show_chart:",
        idea="Without a bend between its layers, a deep network is one straight layer; "
        "how the bend treats the signal decides how well it learns.",
        section="Networks",
        related=("train", "gradients"),
    ),
    Concept(
        slug="gradients",
        title="Vanishing gradients",
        icon=":material/stairs:",
        idea="On its way back a gradient is multiplied in every layer; unless the factors stay near "
        "1, the first layers learn nothing, or everything explodes.",
        section="Networks",
        related=("train", "activations", "sequences"),
    ),
    Concept(
        slug="convolution",
        title="Convolution",
        icon=":material/grid_on:",
        idea="A few weights slide over the whole image and find the same thing wherever it is; "
        "each layer of a stack sees farther.",
        section="Architectures",
        related=("train", "activations", "gradients"),
    ),
    Concept(
        slug="sequences",
        title="Sequences",
        icon=":material/timeline:",
        idea="A recurrent network carries a state from step to step; gates decide what it keeps, "
        "and whether the error finds its way back through time.",
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
        idea="A network turns each thing into a point, so that near means alike; a map shows who "
        "is near whom, and says how far it can be believed.",
        section="Meaning",
        related=("convolution", "sequences"),
    ),
)

BY_SLUG = {concept.slug: concept for concept in CONCEPTS}
