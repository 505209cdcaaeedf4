"""Activations: the curves and the data on them, why a network needs them, what depth does."""

import numpy as np
import streamlit as st

from app import controls, downloads, page, player, plot, theme
from app.catalogue import BY_SLUG
from app.figures import activations as figures
from core.activations import ACTIVATIONS, centring, curves, export, landing, linear, words
from core.activations.contest import contest
from core.activations.presets import ACTING, CURVES, DEPTH, PRESETS, WHY
from core.activations.settings import Settings
from core.activations.trained import pre_activations
from core.train.network import layer_name
from core.train.race import Race, RaceFrame

SLUG = "activations"
NO_NETWORK = (
    "You have not trained a network in this visit yet, so a normal distribution is shown instead."
)

with page.header(SLUG):
    view = controls.view(SLUG, list(PRESETS))
colours = theme.current()


def body() -> None:
    """The view: its knobs and presets, and what they show."""
    with st.sidebar:
        settings = controls.settings(SLUG, Settings, only=ACTING[view])
    controls.presets(SLUG, PRESETS[view], settings, only=ACTING[view])
    {CURVES: show_curves, WHY: show_why, DEPTH: show_depth}[view](settings)


def show_curves(settings: Settings) -> None:
    """Curve, slope, the data that arrives, and what comes out of it."""
    trained, about = sums_of_the_trained(settings)
    arriving = landing.bell(settings) if trained is None else trained
    shown = [curves.curve(name) for name in settings.shown]
    probes = [curves.probe(name, settings.probe) for name in settings.shown]
    landings = [landing.landing(name, arriving) for name in settings.shown]
    plot.show(
        {
            "curves": figures.curves(shown, probes, landings[0], colours),
            "slopes": figures.slopes(shown, probes, colours),
            "outputs": figures.outputs(landings, colours),
            "states": figures.states(landings, colours),
        },
        key=f"{SLUG}-curves",
        rows=[[("curves", 6), ("slopes", 5)], [("outputs", 6), ("states", 5)]],
    )
    about += [probe.sentence for probe in probes]
    page.seeing(SLUG, about + [words.about_landing(one) for one in landings])
    table(settings)
    take_home(settings, trained)


def sums_of_the_trained(settings: Settings) -> tuple[np.ndarray | None, list[str]]:
    """A layer's sums in the network of the training page where they are wanted; and which."""
    if settings.source == "adjustable":
        return None, []
    held = st.session_state.get("train-playback")
    if held is None:
        train = BY_SLUG["train"]
        st.page_link(train.path, label=f"{NO_NETWORK} → {train.title}", icon=train.icon)
        return None, []
    run = held.run
    count = len(run.layers)
    layer = st.segmented_control(
        "Layer",
        range(1, count + 1),
        default=1,
        required=True,
        key=f"{SLUG}-layer",
        format_func=lambda number: layer_name(number - 1, count),
        label_visibility="collapsed",
    )
    sums = pre_activations(run.network, run.prepared.x_train, layer)
    if not np.isfinite(sums).all():
        return None, ["The sums of that layer overflow, so a normal distribution is shown instead."]
    return sums, [words.about_sums(sums, run.settings, layer, run.epoch)]


def table(settings: Settings) -> None:
    """What is worth knowing of each activation shown."""
    rows = [
        "| Activation | Formula | Range | Zero-centred | Why it is used |",
        "|---|---|---|---|---|",
    ]
    for name in settings.shown:
        one = ACTIVATIONS[name]
        centred = "yes" if one.zero_centred else "no"
        rows.append(f"| **{name}** | ${one.formula}$ | {one.range} | {centred} | {one.why} |")
    st.markdown("\n".join(rows))  # st.table would load pandas


def show_why(settings: Settings) -> None:
    """The stack multiplied out, the stack with a bend, and both of them trained."""
    stack = linear.collapse(settings)
    maps = figures.collapse_maps(stack, settings, colours)
    race_of = contest(settings)
    held = player.playback(SLUG, race_of, lambda: Race(*race_of))
    race = held.run
    player.transport(SLUG, held)

    def draw(frame: RaceFrame, latest: RaceFrame) -> dict:
        epochs = race.settings.epochs
        trained = {
            variant: figures.race_map(frame, variant, race.prepared[0], race.plane, colours)
            for variant in frame.variants
        }
        return maps | {"loss": figures.race_loss(frame, latest, epochs, colours)} | trained

    def below(frame: RaceFrame, selected: dict | None) -> None:
        page.seeing(SLUG, [words.about_contest(frame), *words.about_collapse(stack, settings)])

    rows = [
        [("stack", 1), ("single", 1), ("bent", 1), ("plane", 1)],
        [("loss", 2), *((name, 1) for name in dict.fromkeys(("identity", settings.between)))],
    ]
    player.stage(SLUG, held, draw, rows=rows, below=below)
    take_home(settings)


def show_depth(settings: Settings) -> None:
    """Mean, spread, contrast and one-sided push through the layers."""
    measured = centring.centring(settings)
    plot.show(
        {
            "signal": figures.signal(measured, colours),
            "push": figures.push(measured, colours),
            "spread": figures.spread(measured, colours),
            "contrast": figures.contrast(measured, colours),
        },
        key=f"{SLUG}-depth",
        rows=[[("signal", 6), ("push", 5)], [("spread", 6), ("contrast", 5)]],
    )
    page.seeing(SLUG, [*words.about_signal(measured), *measured.sentences])
    take_home(settings)


def take_home(settings: Settings, sums: np.ndarray | None = None) -> None:
    """The code that ran; its program works on these sums, where there are some."""
    page.code(
        SLUG,
        {
            "value and slope": curves.value_and_slope,
            "states": curves.states,
            "landing": landing.landing,
            "multiply out": linear.multiply_out,
            "best plane": linear.best_plane,
            "signals": centring.signals,
            "one-sided gradient": centring.one_sided,
        },
        downloads=lambda: downloads.script(SLUG, export.script(settings, sums), "Activations"),
    )


page.answer(body, plays=view == WHY)
page.footer(SLUG)
player.warm_up()
