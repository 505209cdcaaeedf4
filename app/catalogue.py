"""The concepts of the app, in one list: navigation, the home page's cards and the tests read it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "pages"
ROOMS = ("core", "app/figures", "app/views")
"""Where a view has its numbers, its pictures and its knobs, each in a module of its name."""


@dataclass(frozen=True)
class View:
    """One view of a concept: ``app/views/<slug>/<name>.py``, whose ``show`` draws it.

    Whole reruns draw a view that ``plays`` a run. A view that ``pins`` a setting also gets the
    place beside the page's title.
    """

    name: str
    plays: bool = False
    pins: bool = False

    @property
    def title(self) -> str:
        """What a learner reads: the name, so that who sees a view knows its files."""
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Concept:
    """One page. ``slug`` is its address and the first part of each of its knobs' addresses."""

    slug: str
    title: str
    icon: str
    idea: str
    section: str
    views: tuple[View, ...]
    related: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """The page's file."""
        return PAGES / f"{self.slug}.py"

    def files(self, title: str) -> list[str]:
        """The files, from the project's root, of the view with this title; some are folders."""
        name = next(view.name for view in self.views if view.title == title)
        places = [f"{room}/{self.slug}/{name}{end}" for room in ROOMS for end in (".py", "/")]
        return [place for place in places if (ROOT / place).exists()]


CONCEPTS = (
    Concept(
        slug="train",
        title="Train a network",
        icon=":material/neurology:",
        idea="A network learns by moving its weights downhill on the training loss; "
        "the validation loss shows whether it generalises or memorises.",
        section="Networks",
        views=(
            View("network", plays=True),
            View("race", plays=True),
        ),
        related=("activations", "gradients"),
    ),
    Concept(
        slug="activations",
        title="Activations",
        icon=":material/show_chart:",
        idea="Without an activation between its layers, a deep network is one linear layer; "
        "how the activation treats the signal decides how well the network learns.",
        section="Networks",
        views=(
            View("curves"),
            View("linear_vs_nonlinear", plays=True),
            View("depth"),
        ),
        related=("train", "gradients"),
    ),
    Concept(
        slug="gradients",
        title="Vanishing gradients",
        icon=":material/stairs:",
        idea="Each layer multiplies the gradient on its way back; unless these factors stay near "
        "1, the first layers learn nothing, or the gradients explode.",
        section="Networks",
        views=(
            View("at_initialisation", pins=True),
            View("training", plays=True, pins=True),
            View("ladder", plays=True),
            View("chain_rule"),
        ),
        related=("train", "activations", "sequences"),
    ),
    Concept(
        slug="convolution",
        title="Convolution",
        icon=":material/grid_on:",
        idea="A few weights slide over the whole image and find the same pattern everywhere; "
        "each further layer sees more of the image.",
        section="Architectures",
        views=(
            View("slide"),
            View("feature_maps"),
            View("filters"),
            View("attribution"),
            View("shift_invariance"),
            View("training", plays=True),
            View("parameters"),
            View("signal"),
        ),
        related=("train", "activations", "gradients"),
    ),
    Concept(
        slug="sequences",
        title="Sequences",
        icon=":material/timeline:",
        idea="A recurrent network carries a state from step to step; gates decide what it keeps, "
        "and whether gradients survive on the way back through time.",
        section="Architectures",
        views=(
            View("gates"),
            View("cell"),
            View("influence"),
            View("memory", plays=True),
            View("learning", plays=True),
            View("forecast", plays=True),
        ),
        related=("gradients", "activations", "embeddings"),
    ),
    Concept(
        slug="gans",
        title="GANs",
        icon=":material/swords:",
        idea="A generator turns noise into points, a discriminator tells them from real ones; "
        "each learns from the other.",
        section="Architectures",
        views=(
            View("play", plays=True),
            View("slow_motion", plays=True),
            View("latent_space", plays=True),
            View("comparison", plays=True),
            View("digits", plays=True),
        ),
        related=("train", "convolution"),
    ),
    Concept(
        slug="embeddings",
        title="Embeddings",
        icon=":material/scatter_plot:",
        idea="A network turns each item into a point so that similar items lie close together; a "
        "map shows the neighbours, and numbers tell how far to trust it.",
        section="Vectors and search",
        views=(
            View("map"),
            View("neighbours"),
            View("geometry"),
            View("seeds"),
            View("learn", plays=True),
            View("text_and_image"),
            View("dimensions"),
        ),
        related=("retrieval", "convolution", "sequences"),
    ),
    Concept(
        slug="retrieval",
        title="Retrieval",
        icon=":material/manage_search:",
        idea="Retrieval is nearest-neighbour search among pieces of text; a model then answers "
        "from what the search finds, and can be no better than that.",
        section="Vectors and search",
        views=(
            View("query"),
            View("chunks"),
            View("evaluate"),
            View("grounding"),
            View("index_size", plays=True),
            View("graph_walk"),
        ),
        related=("embeddings", "sequences"),
    ),
)

BY_SLUG = {concept.slug: concept for concept in CONCEPTS}
