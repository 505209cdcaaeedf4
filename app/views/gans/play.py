"""Play: the game live, every picture of it, and what goes wrong by name."""

from __future__ import annotations

import streamlit as st

from app import boundary, downloads, page, player, theme, warm_up
from app.figures.gans import plane
from app.figures.gans import play as figures
from app.playback import Playback
from app.views.gans import playing
from core.gans import export, narration, remedies
from core.gans.diagnosis import signs
from core.gans.evaluate import sliced_wasserstein
from core.gans.frame import Frame
from core.gans.game import Game
from core.gans.losses import slope_penalty
from core.gans.network import MinibatchStatistics, SpectralLinear
from core.gans.play import Run
from core.gans.settings import Settings
from core.knobs import differences


def show(slug: str) -> None:
    """The view: knobs and presets, the player with single steps, and what it plays."""
    held = playing.game(slug)
    run = held.run
    colours, columns = theme.current(), run.distribution.columns
    with player.transport(slug, held):
        single_steps(slug, held)
        layers, what = options(slug)

    def draw(frame: Frame, latest: Frame) -> dict:
        panels = {
            "map": plane.discriminator_map(
                frame, run.real, colours, layers=layers, columns=columns
            ),
            "sheet": plane.sheet(frame, run.real, colours, columns=columns),
            "losses": figures.losses(frame, latest, colours),
            "accuracy": figures.accuracy(frame, latest, colours),
            "distance": figures.distance(frame, latest, run.floor, colours, what=what),
        }
        if frame.coverage and run.modes > 1:
            panels["modes"] = figures.modes(frame.coverage, colours)
        return panels

    def below(frame: Frame, selected: dict | None) -> None:
        offer_remedies(slug, frame, run.settings)
        said = narration.about(frame, run.floor)
        if told := held.notes.get("told"):
            said.insert(1, told)  # after what goes on
        page.explanation(slug, said)

    rows = [
        [("map", 5), ("sheet", 5)],
        [("losses", 4), ("accuracy", 4), ("distance", 4), ("modes", 3)],
    ]
    player.stage(slug, held, draw, rows=rows, below=below, pictures=2)
    page.code(
        slug,
        {
            "a step of D": Game.discriminator_step,
            "a step of G": Game.generator_step,
            "gradient penalty": slope_penalty,
            "spectral norm": SpectralLinear,
            "minibatch statistics": MinibatchStatistics,
            "the distance": sliced_wasserstein,
            "the diagnosis": signs,
        },
        downloads=lambda: downloads.script(slug, export.script(run), "GANs"),
    )
    warm_up.torch_compiler()


def single_steps(slug: str, held: Playback[Run]) -> None:
    """Buttons for one player's step, while the other waits."""

    def step(advance: str) -> None:
        with held.lock:
            getattr(held.run, advance)()
            held.film.append(held.run.frame())

    still = held.playing or held.run.finished is not None
    st.button(
        "Only D",
        key=f"{slug}-only-d",
        disabled=still,
        on_click=boundary.callback(step),
        args=("advance_discriminator",),
        help="One step of the discriminator; G stays fixed.",
    )
    st.button(
        "Only G",
        key=f"{slug}-only-g",
        disabled=still,
        on_click=boundary.callback(step),
        args=("advance_generator",),
        help="One step of the generator; D stays fixed.",
    )


def offer_remedies(slug: str, frame: Frame, settings: Settings) -> None:
    """For each trouble that the page names, a button for every fix that is not in use yet."""
    # These are drawn among what ticks, and the knobs are outside: the page starts over for a click.
    if playing.is_fixed(slug):
        st.rerun()
    for sign in frame.signs:
        if not (names := remedies.left(settings, sign.fixes)):
            continue
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f"**{sign.name.capitalize()}.** Try a remedy on these data:", width="content"
            )
            for name in names:
                knobs = "; ".join(differences(settings, remedies.fixed(settings, name)))
                st.button(
                    name,
                    key=f"{slug}-fix-{sign.name}-{name}",
                    icon=":material/healing:",
                    on_click=boundary.callback(playing.fix),
                    args=(slug, settings, name),
                    help=f"{knobs}. Everything else stays the same; training restarts.",
                )


def options(slug: str) -> tuple[tuple[str, ...], str]:
    """What lies on the map, and which distance is drawn."""
    with st.popover("View", icon=":material/layers:"):
        layers = st.pills(
            "Show on the map",
            plane.LAYERS,
            selection_mode="multi",
            default=plane.LAYERS,
            key=f"{slug}-layers",
            persist_state="page",
        )
        what = st.segmented_control(
            "Distance",
            figures.DISTANCES,
            default=figures.DISTANCES[0],
            required=True,
            key=f"{slug}-distance",
            persist_state="page",
        )
    return tuple(layers), what
