"""A run's step in the page's address, from which a reload, a link or a new server goes on.

A run follows from its settings, so its step is all that the address needs: ``train_at=1000``. The
browser writes it there (app/plot/reached.js). When a visit begins with such an address, it asks for
as many steps, and the player plays them again. What a learner brought or changed by hand is in no
link; then the address says ``1000-own``, and the page says that it cannot play that again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st

from app.markdown import escape_markdown

if TYPE_CHECKING:
    from app.playback import Playback
    from core.run import Frame, Run

NOTE = "reached"


def begins(slug: str) -> bool:
    """Whether this is the visit's first run of a player."""
    key = f"{slug}-met"
    first = key not in st.session_state
    st.session_state[key] = True
    return first


def parameter(slug: str, held: Playback[Run[Frame]]) -> dict[str, str | bool]:
    """What the stage keeps in the address, and whether it is to ask for what it finds there."""
    step = held.run.step
    own = held.own or getattr(held.run, "edited", False)
    value = f"{step}{'-own' * own}" if step else ""
    return {"name": f"{slug}_at", "value": value, "first": held.first and not step}


def follow(held: Playback[Run[Frame]], said: object, number: int) -> bool:
    """Begin to play what the browser asked for; whether the page is to run again for it.

    The browser says the ``number`` of the message that it answers and the text in its address. It
    can send anything, and after a new start of the server, what it once told the old one.
    """
    if not held.first or held.run.step or not isinstance(said, list):
        return False
    if len(said) != 2 or said[0] != number or not isinstance(said[1], str):
        return False
    asked = said[1]
    held.first = False
    run = held.run
    understood = re.fullmatch(r"([0-9]{1,9})(-own)?", asked)
    step = int(understood[1]) if understood else 0
    if understood is None or not 0 < step <= run.total:
        sentence, until = (
            (
                f"The link says “{escape_markdown(asked[:60])}” for the step reached, which takes "
                f"whole numbers from 1 to {run.total}. What does not fit is not used."
            ),
            1,
        )
    elif understood[2] or held.own:
        sentence, until = (
            (
                f"{_reached(held, step)} Part of it was your own data or a change by hand. No link "
                "carries those, so the run begins anew."
            ),
            1,
        )
    else:
        sentence, until = f"{_reached(held, step)} It is played again up to there.", step
        held.goal, held.playing = step, True
    held.notes[NOTE] = sentence, until
    return True


def note(held: Playback[Run[Frame]]) -> None:
    """Say which step the link asks for, until the run is there."""
    sentence, until = held.notes.get(NOTE, ("", 0))
    place = st.container()  # also where it stays empty: else what follows would be drawn anew
    if held.run.step < until and not held.run.finished:
        place.info(sentence, icon=":material/history:")


def _reached(held: Playback[Run[Frame]], step: int) -> str:
    run = held.run
    return f"This run had reached {run.round_name} {step // run.round} (step {step:,})."
