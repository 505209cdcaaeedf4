"""The game that the views share: its data, its playback, and changes while it plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from app import boundary, controls, player, sketch, theme, uploads
from app.markdown import escape_markdown
from app.playback import Playback
from app.reading import read_table
from core.gans.distributions import SPAN, Column, Distribution, of_points
from core.gans.play import Run
from core.gans.presets import PRESETS
from core.gans.remedies import changes
from core.gans.settings import OWN, OWN_POINTS, Settings, without_restart
from core.knobs import differences

if TYPE_CHECKING:
    from core.parsing.table import Table


def game(slug: str) -> Playback[Run]:
    """The game of the knobs in the sidebar, the presets, and the learner's own data if asked for.

    A turned knob takes effect in the game that is there, where that can be. Where the networks or
    the data would be others, and for a preset, a new one begins.
    """
    fixed = st.session_state.pop(f"{slug}-fix", {})
    for knob, value in fixed.items():
        st.session_state[f"{slug}_{knob}"] = value
    with st.sidebar:
        brought = st.container()  # above the knobs, or a pad would lie below the fold
        settings = controls.settings(slug, Settings)
    with brought:
        own = own_data(slug, settings) if settings.data in OWN else None
    # Turned by hand to where a preset has them, knobs are no preset that was asked for.
    preset = PRESETS.get(st.session_state.get(f"{slug}-preset", "")) == settings
    controls.presets(slug, PRESETS, settings)
    if settings.data in OWN and own is None:
        settings = Settings(**{**vars(settings), "data": Settings().data})
    return playback(slug, settings, own, anew=preset or bool(fixed), quiet=preset)


def fix(slug: str, settings: Settings, name: str) -> None:
    """Ask for the game of these settings with a fix, from the start; ``game`` turns its knobs.

    A button among what ticks cannot turn them itself: the browser's next tick would say how they
    stood before.
    """
    st.session_state[f"{slug}-fix"] = changes(settings, name)


def is_fixed(slug: str) -> bool:
    """Whether the learner asked for a fix that the knobs do not have yet."""
    return f"{slug}-fix" in st.session_state


def own_data(slug: str, settings: Settings) -> Distribution | None:
    """Points drawn on a pad, or two columns of a file; None until there are enough."""
    points: np.ndarray | None  # (N, 2)
    columns = None
    if settings.data == OWN_POINTS:
        drawn = sketch.points(
            key=f"{slug}-pad",
            labels=("real",),
            colours=(theme.current().positive,),
            x_range=SPAN,
            y_range=SPAN,
            height=260,
            alt="A drawing area: click or drag to add real points.",
        )
        points = np.array([point[:2] for point in drawn], np.float32).reshape(-1, 2)
    else:
        table = uploads.file(
            f"{slug}-table",
            "A table as text, with two columns of numbers",
            uploads.TABLES,
            read_table,
        )
        points, columns = (
            two_columns(slug, uploads.settled(f"{slug}-table", table)) if table else (None, None)
        )
    # The same points have to be the same distribution, or each rerun would begin a new game; and
    # what cannot be used leaves the game on what it had.
    key = f"{slug}-{settings.data}"
    held = st.session_state.get(key)
    if points is None or not len(points):
        if held is None or settings.data == OWN_POINTS:
            st.caption("Add your points; until then you see the ring of 8.")
            return None
        return held[1]
    if held is None or held[1].columns != columns or not np.array_equal(held[0], points):
        try:
            held = (points, of_points(points, settings.data, columns))
        except ValueError as problem:
            st.caption(f"{problem} Until then, you see the earlier points.")
            return held and held[1]
        st.session_state[key] = held
    scaled = " Each column is scaled to fill the plot." if settings.data != OWN_POINTS else ""
    st.caption(f"{len(points):,} points for G to imitate.{scaled}")
    return held[1]


def two_columns(slug: str, table: Table) -> tuple[np.ndarray | None, tuple[Column, Column] | None]:
    """Two columns as points (N, 2), chosen where there are more; rows with gaps are left out."""
    from core.gans.table import columns_of_numbers, points  # with pandas, which is slow to load

    try:
        numbers = columns_of_numbers(table)
        usable = list(numbers)
        across = st.selectbox("Across", usable, key=f"{slug}-across-{escape_markdown(table.name)}")
        others = [name for name in usable if name != across]
        up = st.selectbox("Up", others, key=f"{slug}-up-{escape_markdown(table.name)}")
        found, columns = points(numbers, across, up)
    except ValueError as problem:
        st.warning(escape_markdown(str(problem)), icon=":material/table:")
        return None, None
    if left_out := len(numbers) - len(found):
        st.caption(
            f"{left_out:,} of {len(numbers):,} rows are left out: they lack a number or have "
            "one that is too large."
        )
    return found, columns


def playback(
    slug: str, settings: Settings, own: Distribution | None, *, anew: bool, quiet: bool
) -> Playback[Run]:
    """The game of these settings, which says so where it is another one, or goes on otherwise.

    ``anew`` starts a new game, whatever was turned. ``quiet`` shows no message above the page.
    """
    held: Playback[Run] | None = st.session_state.get(f"{slug}-playback")
    identity = (settings, own)
    told = ""
    if held is not None and held.identity != identity and held.run.step:
        before = held.run.settings
        same_data = isinstance(held.identity, tuple) and held.identity[1] is own
        turned = "; ".join(differences(before, settings)) or "other data"
        if same_data and without_restart(before, settings) and not anew:
            with held.lock:
                held.run.retune(settings)
                held.identity = identity
            told = f"{turned}: in effect since iteration {held.run.step:,}, without a restart."
        else:
            told = f"{turned}: training restarted{kept(before, settings) * same_data}."
        if not quiet:
            st.toast(told, icon=":material/tune:")
    held = player.playback(slug, identity, lambda: Run(settings, own), own=own is not None)
    if told:
        held.notes["told"] = told
    return held


def kept(one: Settings, other: Settings) -> str:
    """What is said of a new game that has the same points and draws as the one before."""
    same = all(getattr(one, name) == getattr(other, name) for name in ("data", "spread", "seed"))
    return ", with the same data and the same seed" * same


def pause(held: Playback[Run]) -> None:
    """Stop the game, for a view that looks at it standing still: its film ends where it stands."""
    with held.lock:
        held.playing = False
        if held.film[-1].step != held.run.step:  # a pace of rounds shows none within them
            held.film.append(held.run.frame())


def further(slug: str, held: Playback[Run]) -> None:
    """Buttons that take the game on from here, for the views that look at it standing still."""
    done = held.run.finished is not None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for steps, label in ((1, "1 iteration more"), (50, "50 more"), (500, "500 more")):
            st.button(
                label,
                icon=":material/skip_next:",
                key=f"{slug}-further-{steps}",
                disabled=done,
                on_click=boundary.callback(held.advance),
                args=(steps,),
            )
        st.caption(f"This is the game of the view Play after {held.run.step:,} iterations.")
