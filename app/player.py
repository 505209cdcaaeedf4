"""Plays any run: play, pause, one step, many steps, reset, new seed, and the film of it.

A run follows the protocol of ``core/run.py``. The browser asks for the next tick when the last one
has reached it, and a tick trains for a few hundredths of a second: there is no thread,
no request waits behind another one, and a closed or hidden tab stops the work. All ticks of the
server share one turn (``app/turn.py``), so thirty visitors share the machine fairly. The buttons
that start and stop a run stand outside the ticking fragment, because only a whole rerun interrupts
one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import boundary, plot, reached, unanswered
from app.playback import FRAMES, Playback, RunOf
from app.plot import Panel
from app.turn import turn
from core.run import AnyFrame, Frame, Run

SLOW = 0.3  # seconds between two pictures from which on the page says how many play at once
HELPS = {
    "step": "One optimiser step.",
    "reset": "Restart from the same initial weights.",
    "seed": "Draw new initial weights and new data.",
}
PACES: Final[dict[str, Literal["round", 1] | None]] = {
    "as fast as possible": None,
    "after every round": "round",
    "after every step": 1,
}


def playback(
    slug: str, identity: Hashable, make: Callable[[], RunOf], *, own: bool = False
) -> Playback[RunOf]:
    """The page's playback; a new one, from the first step, when ``identity`` is another.

    ``own`` says that the run follows from more than the page's link, such as a learner's own data.

    A run that was playing when its settings changed goes on playing with the new ones.
    """
    key = f"{slug}-playback"
    held: Playback[RunOf] | None = st.session_state.get(key)
    if held is None or held.identity != identity:
        playing = held is not None and held.playing
        held = Playback(identity, make(), playing, own=own, first=reached.begins(slug))
        st.session_state[key] = held
    if boundary.failed():
        held.playing, held.goal = False, None
    # Otherwise a run on a page that was left would go on unseen when the learner comes back.
    for other in st.session_state.values():
        if isinstance(other, Playback) and other is not held:
            other.playing = False
    return held


def transport(
    slug: str,
    held: Playback[Run[Frame]],
    *,
    seed: str | None = None,
    helps: Mapping[str, str] = HELPS,
) -> DeltaGenerator:
    """The row of buttons; returns it, for a page to add its own.

    New seed turns the widget with the key ``seed``, usually the page's knob of that name. ``helps``
    says what Step, Reset and New seed do, where that is no training.
    """
    run = held.run
    reached.note(held)

    # A click that arrives together with a tick can be delivered twice, so what it asks for is
    # settled when the button is drawn: doing it again changes nothing.
    def play(on: bool) -> None:
        with held.priority_lock():
            held.halted = held.playing and not on
            held.playing, held.goal = on, None

    def reset() -> None:
        st.session_state.pop(f"{slug}-playback", None)

    seed = seed or f"{slug}_seed"
    next_seed = (st.session_state.get(seed, run.settings.seed) + 1) % 10_000

    def turn_seed(value: int) -> None:
        st.session_state[seed] = value

    def several() -> None:
        held.go(st.session_state[f"{slug}-steps"])

    done = run.finished is not None
    row = st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"{slug}-transport"
    )
    with row:
        st.button(
            "Pause" if held.playing else "Play",
            icon=":material/pause:" if held.playing else ":material/play_arrow:",
            type="primary",
            key=f"{slug}-play",
            on_click=boundary.callback(play),
            args=(not held.playing,),
            disabled=done,
        )
        still = held.playing or done
        st.button(
            "Step",
            icon=":material/skip_next:",
            key=f"{slug}-step",
            disabled=still,
            on_click=boundary.callback(held.advance),
            args=(1,),
            help=helps["step"],
        )
        st.button(
            run.round_name.capitalize(),
            icon=":material/fast_forward:",
            key=f"{slug}-round",
            disabled=still,
            on_click=boundary.callback(held.go),
            args=(run.round,),
            help=f"One {run.round_name}: {run.round} steps.",
        )
        st.button(
            "Reset",
            icon=":material/replay:",
            key=f"{slug}-reset",
            on_click=boundary.callback(reset),
            help=helps["reset"],
        )
        st.button(
            "New seed",
            icon=":material/casino:",
            key=f"{slug}-reseed",
            on_click=boundary.callback(turn_seed),
            args=(next_seed,),
            help=helps["seed"],
        )
        with st.popover("Pace", icon=":material/speed:"):
            st.segmented_control(
                "Update the pictures",
                list(PACES),
                default="as fast as possible",
                required=True,
                key=f"{slug}-pace",
                persist_state="page",
            )
            st.number_input("Steps", 1, 5_000, 100, key=f"{slug}-steps", persist_state="page")
            st.button(
                "Run these steps",
                key=f"{slug}-several",
                disabled=still,
                on_click=boundary.callback(several),
            )
    return row


def stage(
    slug: str,
    held: Playback[Run[AnyFrame]],
    draw: Callable[[AnyFrame, AnyFrame], dict[str, Panel]],
    *,
    rows: Sequence[plot.Row],
    below: Callable[[AnyFrame, dict | None], None] = lambda frame, selected: None,
    pictures: int = FRAMES,
) -> None:
    """The pictures of the run, live while it plays, and under them what ``below`` writes.

    ``draw(frame, latest)`` returns the panels of a frame; ``latest`` is the newest one of the
    film, or the frame itself while it is played live. ``below`` gets the frame that the learner
    sees, also while scrubbing, and what was selected in a picture by a click. Where drawing takes
    the browser long, fewer ``pictures`` in one tick (app/playback.py) leave more of the machine for
    training.
    """
    shown = _Stage(slug, held, draw, rows, below, pictures)
    boundary.fragment(shown.live, key=f"{slug}-live")()


@dataclass
class _Stage(Generic[AnyFrame]):
    """What ``stage`` remembers from one run of its fragment to the next."""

    slug: str
    held: Playback[Run[AnyFrame]]
    draw: Callable[[AnyFrame, AnyFrame], dict[str, Panel]]
    rows: Sequence[plot.Row]
    below: Callable[[AnyFrame, dict | None], None]
    pictures: int
    message: plot.Message | None = None
    """The latest one; None before the first."""
    frames: Sequence[AnyFrame] = ()
    """Those of the message."""
    rested: tuple | None = None
    """What the message shows, where the run rests."""

    def __post_init__(self) -> None:
        # After a pause the picture comes first, and its film when the browser has drawn it.
        self.halting, self.held.halted = self.held.halted, False
        self.plays = self.held.playing  # as the buttons say

    def live(self) -> None:
        """Run the fragment: within a run of the whole page, or because the browser asks."""
        before = self.message  # none where the whole page runs
        if before is not None and (
            self.held.playing != self.plays or unanswered.missed(f"{self.slug}-stage")
        ):
            st.rerun()
        state = st.session_state.get(f"{self.slug}-stage") or {}
        if before is not None and reached.follow(
            self.held, state.get("reached"), before.header["number"]
        ):
            st.rerun()
        number, frames = answer(state.get("drawn"), self.pictures)
        if not self.held.playing:
            self.rest(film=not (before is None and self.halting), clicked=state.get("selected"))
        elif before is None:  # the learner waits for it
            self.tick(frames)
        elif number == before.header["number"]:
            with turn.taken(id(self.held)):
                if self.held.playing:  # else it was paused meanwhile, and another script shows that
                    self.tick(frames)
        # Else the browser asked before the whole page ran. Streamlit drops what that run drew and
        # waits for this one: it has to come at once.
        self.put()

    def tick(self, shown: int) -> None:
        """Train a little and draw it, with one frame more than were ``shown`` of the last tick."""
        run = self.held.run
        pace = PACES[st.session_state.get(f"{self.slug}-pace") or "as fast as possible"]
        frames = self.held.tick(
            run.round if pace == "round" else pace, self.pictures, at_most=shown + 1
        )
        self.pack(frames, crowd=crowd(self.held))

    def rest(self, *, film: bool, clicked: dict | None) -> None:
        """Draw the film, or only the latest frame, unless that is what the message shows."""
        with self.held.lock:
            frames = [*self.held.film] if film else [self.held.film[-1]]
        rested = (film, len(frames), clicked)
        if self.rested != rested or self.frames[-1] is not frames[-1]:
            self.pack(frames, film=film)
            self.rested = rested

    def pack(self, frames: Sequence[AnyFrame], *, film: bool = False, crowd: str = "") -> None:
        """Make the message of these frames."""
        run, latest = self.held.run, frames[-1]
        self.frames, self.rested = frames, None
        self.message = plot.message(
            [self.draw(frame, frame if self.held.playing else latest) for frame in frames],
            rows=self.rows,
            labels=[
                f"{run.round_name} {frame.step // run.round} · step {frame.step:,}"
                for frame in frames
            ],
            film=film,
            progress=run.step / run.total,
            ask=not film,
            crowd=crowd,
            reached=reached.parameter(self.slug, self.held),
        )

    def put(self) -> None:
        """Put the message on the page, with what stands below it."""
        held = self.held
        assert self.message is not None  # even the first run of the fragment has made one
        selected = plot.mount(self.message, key=f"{self.slug}-stage")
        if held.run.finished:
            st.info(held.run.finished, icon=":material/flag:")
        said = (st.session_state.get(f"{self.slug}-stage") or {}).get("seen")
        seen = scrubbed_to(said, self.message.header["number"], len(self.frames))
        self.below(self.frames[seen], selected)
        if held.playing and held.arrived:
            held.playing, held.goal, held.halted = False, None, True
            st.rerun()


def answer(drawn: object, pictures: int) -> tuple[int | None, int]:
    """The message that the browser has drawn, and how many frames of it; it can send anything."""
    if isinstance(drawn, list) and len(drawn) == 2 and all(isinstance(n, int) for n in drawn):
        return drawn[0], max(0, drawn[1])
    return None, pictures


def scrubbed_to(seen: object, number: int, frames: int) -> int:
    """Which of a message's frames the learner sees; the browser says it, and can send anything."""
    if isinstance(seen, list) and len(seen) == 2 and all(isinstance(n, int) for n in seen):
        of_message, frame = seen
        if of_message == number and 0 <= frame < frames:
            return frame
    return frames - 1


def crowd(held: Playback[Run[Frame]]) -> str:
    """What the page says where other players slow the pictures down."""
    players = turn.players()
    if players < 2 or held.pace < SLOW:
        return ""
    return f"{players} people are training here, so the pictures change every {held.pace:.1f} s"
