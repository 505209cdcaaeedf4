"""A learner without a browser: one Streamlit session, as Streamlit's own browser client holds it.

    learner = Learner("http://127.0.0.1:8501", "train?train_epochs=5000")
    await learner.open()
    answer = await learner.press("train-play", "Play")
    await learner.close()

It speaks the protobuf messages of the installed Streamlit, keeps its message cache, runs its
timers, drops the widgets that a rerun no longer draws, and answers for the app's stages. Left out:
drawing, and the static files.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from uuid import uuid4

import streamlit  # noqa: F401  (before its protobufs)
from google.protobuf.message import Message
from requests.cookies import RequestsCookieJar
from streamlit.components.v2.bidi_component.constants import EVENT_DELIM
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState, FileURLs
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX

from tests.load.connection import Connection
from tests.load.message_cache import MessageCache
from tests.load.picture import read
from tests.load.stage import Stage

STAGE = "dlp_stage"  # the component that shows the app's pictures
SECONDS = 120  # how long a learner waits for an answer before it counts as none


@dataclass
class Answer:
    """How the server answered an action: seconds from the moment it was sent until the end.

    Where no answer came, ``answered`` is False and ``seconds`` is how long the learner waited.
    """

    what: str
    sent: float
    fragment: str = ""
    seconds: float = 0.0
    answered: bool = False
    picture: float | None = None
    """Seconds until the answer's first picture, or None where it has none."""
    bytes: int = 0
    run: str = ""
    interrupted: float | None = None
    """When the run was said to end early, for another run that may or may not be the answer."""
    ended: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True)
class Drawn:
    """A picture that arrived: when, at which step of the run, and whether it was played live."""

    at: float
    step: int
    live: bool


@dataclass(frozen=True)
class Widget:
    """An element with an id, the fragment it stands in, and the run that last drew it."""

    kind: str
    element: Message
    fragment: str
    run: str


class Learner:
    """One open page of the app. ``address`` is "page?query"; ``cookies`` are the browser's."""

    def __init__(self, url: str, address: str, cookies: RequestsCookieJar | None = None) -> None:
        self.connection = Connection(url, cookies)
        self.address = address
        self.page, _, self.query = address.partition("?")
        self.session = self.page_hash = ""
        self.widgets: dict[str, Widget] = {}
        self.values: dict[str, WidgetState] = {}
        self.answers: list[Answer] = []
        self.drawn: list[Drawn] = []
        self.errors: list[str] = []
        self.bytes = 0
        self.closing = False
        self._cache = MessageCache()
        self._run = ""  # what is drawn belongs to the run that began last
        self._stages: dict[str, Stage] = {}
        self._timers: dict[str, tuple[float, asyncio.Task]] = {}
        self._waiting: list[Answer] = []
        self._addresses: dict[str, asyncio.Future[Sequence[FileURLs]]] = {}
        self._reader: asyncio.Task | None = None

    # -- what a learner does --------------------------------------------------------------------
    async def open(self, *, seconds: float = SECONDS) -> Answer:
        """Open the page, or come back to it after the connection was lost."""
        await self.connection.open(self.session, seconds=seconds)
        self._reader = asyncio.create_task(self._read())
        return await self.rerun("open", seconds=seconds)

    async def close(self) -> None:
        """Close the tab."""
        self.closing = True
        self._stop_timers()
        self._stop_stages()
        await self.connection.close()
        if self._reader:
            await self._reader

    def find(self, ending: str) -> tuple[str, Widget]:
        """The id and the widget whose key is ``ending``, or ends so after a hyphen.

        Raises ``LookupError`` where the page has none.
        """
        for name, widget in self.widgets.items():
            if name.endswith("-" + ending):
                return name, widget
        raise LookupError(f"{self.address} has no widget {ending}")

    async def press(self, ending: str, what: str, *, seconds: float = SECONDS) -> Answer:
        """Click a button."""
        name, widget = self.find(ending)
        click = WidgetState(id=name, trigger_value=True)
        return await self.rerun(what, widget.fragment, [click], seconds=seconds)

    async def slide(self, random: Random, *, seconds: float = SECONDS) -> Answer | None:
        """Move one of the page's sliders to another place; None where there is none to move."""
        sliders = [
            (name, widget)
            for name, widget in self.widgets.items()
            if widget.kind == "slider"
            and not widget.element.disabled
            and len(widget.element.default) == 1
            and widget.element.max > widget.element.min
        ]
        if not sliders:
            return None
        name, widget = random.choice(sliders)
        slider = widget.element
        step = slider.step or 1
        places = max(1, round((slider.max - slider.min) / step))
        value = min(slider.max, slider.min + step * random.randint(0, places))
        state = WidgetState(id=name)
        if slider.options:  # a select_slider travels as the text of its place
            state.string_array_value.data.append(slider.options[int(value)])
        else:
            state.double_array_value.data.append(value)
        self.values[name] = state
        return await self.rerun("slide", widget.fragment, seconds=seconds)

    async def upload(
        self, ending: str, name: str, content: bytes, *, seconds: float = SECONDS
    ) -> Answer:
        """Give a file to an uploader, in place of the one that was there."""
        uploader, widget = self.find(ending)
        request = BackMsg()
        request.file_urls_request.request_id = ticket = str(uuid4())
        request.file_urls_request.session_id = self.session
        request.file_urls_request.file_names.append(name)
        given_out = self._addresses[ticket] = asyncio.get_running_loop().create_future()
        await self.connection.send(request.SerializeToString())
        (given,) = await asyncio.wait_for(given_out, seconds)
        await self.connection.put(given.upload_url, name, content, seconds=seconds)
        files = FileUploaderState()
        files.uploaded_file_info.add(
            name=name, size=len(content), file_id=given.file_id
        ).file_urls.CopyFrom(given)
        self.values[uploader] = WidgetState(id=uploader, file_uploader_state_value=files)
        return await self.rerun("upload", widget.fragment, seconds=seconds)

    async def set_state(self, component: str, name: str, value: object) -> None:
        """Send a value as a component's script does by ``setStateValue``; wait for nothing."""
        held = self.values.get(component)
        state = {**(json.loads(held.json_value) if held else {}), name: value}
        self.values[component] = WidgetState(id=component, json_value=json.dumps(state))
        await self._send(self.widgets[component].fragment)

    async def trigger(self, component: str, event: str, value: object) -> None:
        """Send an event as a component's script does by ``setTriggerValue``; wait for nothing."""
        name = f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{component}{EVENT_DELIM}events"
        events = json.dumps([{"event": event, "value": value}])
        state = WidgetState(id=name, json_trigger_value=events)
        await self._send(self.widgets[component].fragment, [state])

    async def rerun(
        self,
        what: str,
        fragment: str = "",
        triggers: Sequence[WidgetState] = (),
        *,
        seconds: float = SECONDS,
    ) -> Answer:
        """Ask for a rerun of the page, or of a fragment, and wait for its end."""
        answer = Answer(what, time.perf_counter(), fragment)
        self.answers.append(answer)
        self._waiting.append(answer)
        await self._send(fragment, triggers)
        try:
            await asyncio.wait_for(answer.ended.wait(), seconds)
        except TimeoutError:
            self._waiting.remove(answer)
        if not answer.answered:
            answer.seconds = time.perf_counter() - answer.sent
            self.errors.append(f"no answer: {what}")
        return answer

    async def _send(
        self, fragment: str = "", triggers: Sequence[WidgetState] = (), *, timer: bool = False
    ) -> None:
        request = BackMsg()
        state = request.rerun_script
        state.query_string = self.query
        state.page_script_hash = self.page_hash
        if not self.page_hash:
            state.page_name = self.page
        state.fragment_id = fragment
        state.is_auto_rerun = timer
        state.cached_message_hashes.extend(self._cache.hashes)
        state.context_info.timezone = "UTC"
        state.context_info.locale = "en-US"
        state.context_info.url = f"{self.connection.url}/{self.page}"
        state.context_info.color_scheme = "light"
        state.widget_states.widgets.extend([*self.values.values(), *triggers])
        await self.connection.send(request.SerializeToString())

    # -- what the server says -------------------------------------------------------------------
    async def _read(self) -> None:
        async for content in self.connection.messages():
            self.bytes += len(content)
            for answer in self._waiting:
                answer.bytes += len(content)
            try:
                await self._take(ForwardMsg.FromString(content))
            except Exception as problem:  # this client's own fault has to be seen, too
                self.errors.append(f"client: {type(problem).__name__} {problem}")
        self._stop_timers()
        self._stop_stages()
        if not self.closing:
            self.errors.append("connection lost")
        for answer in self._waiting:
            answer.ended.set()
        self._waiting.clear()

    async def _take(self, sent: ForwardMsg) -> None:
        self._cache.keep(sent)
        message, run = self._cache.whole(sent), sent.metadata.run
        now = time.perf_counter()
        match message.WhichOneof("type"):
            case "new_session":
                self._run = run.script_run_id
                self._begin(message, list(run.fragment_ids), now)
            case "navigation":
                self.page_hash = message.navigation.page_script_hash
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                await self._draw(message, now)
            case "script_finished":
                self._finish(message, run.script_run_id or self._run, list(run.fragment_ids), now)
            case "auto_rerun":
                self._start_timer(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            case "stop_auto_rerun":
                for fragment in message.stop_auto_rerun.fragment_ids:
                    self._stop_timer(fragment)
            case "file_urls_response":
                response = message.file_urls_response
                self._addresses.pop(response.response_id).set_result(response.file_urls)

    def _begin(self, message: ForwardMsg, fragments: list[str], now: float) -> None:
        """A run begins: of these fragments, or of the whole page where there are none."""
        started = message.new_session
        self.session = started.initialize.session_id or self.session
        if not fragments:
            self.page_hash = started.page_script_hash
            self._cache.age = started.config.max_cached_message_age
            self._stop_timers()
        for answer in [*self._waiting]:
            asked = not fragments or answer.fragment in fragments
            if answer.run:
                self._end(answer, now)  # its end was in the queue that this run has cleared
            elif asked:
                answer.run, answer.interrupted = self._run, None
            elif answer.interrupted:
                # Streamlit turns an end still in the queue into an early one when another
                # fragment's run begins. Nothing more will come for this one.
                self._end(answer, answer.interrupted)

    async def _draw(self, message: ForwardMsg, now: float) -> None:
        element, fragment = message.delta.new_element, message.delta.fragment_id
        kind = element.WhichOneof("type")
        content = getattr(element, kind)
        if kind == "exception":
            self.errors.append(f"traceback: {content.type} {content.message}"[:300])
        elif name := getattr(content, "id", ""):
            self.widgets[name] = Widget(kind, content, fragment, self._run)
        if kind == "bidi_component" and content.component_name == STAGE:
            await self._show(content.id, content.bytes, now)

    async def _show(self, component: str, packed: bytes, now: float) -> None:
        """A stage gets a message, and answers as its script does."""
        if component not in self._stages:
            self._stages[component] = Stage(partial(self.set_state, component))
        pictures = read(packed)
        if not await self._stages[component].receive(pictures):
            return
        for answer in self._waiting:
            if answer.run == self._run and answer.picture is None:
                answer.picture = now - answer.sent
        steps = pictures.steps[-1:] if pictures.film else pictures.steps
        self.drawn.extend(Drawn(now, step, live=not pictures.film) for step in steps)

    def _finish(self, message: ForwardMsg, run: str, fragments: list[str], now: float) -> None:
        early = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
        if not early:
            self._cache.end_run(fragments)
            self.widgets = {
                name: widget
                for name, widget in self.widgets.items()
                if widget.run == run or (fragments and widget.fragment not in fragments)
            }
            self.values = {k: value for k, value in self.values.items() if k in self.widgets}
            for name in self._stages.keys() - self.widgets.keys():
                self._stages.pop(name).stop()
        for answer in [answer for answer in self._waiting if answer.run == run]:
            if early:
                answer.run, answer.interrupted = "", now
            else:
                self._end(answer, now)

    def _end(self, answer: Answer, now: float) -> None:
        self._waiting.remove(answer)
        answer.seconds, answer.answered = now - answer.sent, True
        answer.ended.set()

    # -- timers ---------------------------------------------------------------------------------
    def _start_timer(self, fragment: str, interval: float) -> None:
        if fragment in self._timers and self._timers[fragment][0] == interval:
            return
        self._stop_timer(fragment)
        task = asyncio.create_task(self._tick(fragment, interval))
        self._timers[fragment] = (interval, task)

    async def _tick(self, fragment: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            await self._send(fragment, timer=True)

    def _stop_timer(self, fragment: str) -> None:
        if fragment in self._timers:
            self._timers.pop(fragment)[1].cancel()

    def _stop_stages(self) -> None:
        for stage in self._stages.values():
            stage.stop()

    def _stop_timers(self) -> None:
        for fragment in [*self._timers]:
            self._stop_timer(fragment)
