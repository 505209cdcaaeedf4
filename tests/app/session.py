"""A learner's session without a browser: ``AppTest``, with what else a browser does.

A widget inside a fragment reruns that fragment alone; a fragment with a timer ticks; the address
says what the bound widgets are turned to. Plain ``AppTest`` reruns the whole script for everything
and leaves the address as it was, which hides what goes wrong between them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlencode

from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX
from streamlit.testing.v1 import AppTest, app_test
from streamlit.testing.v1.element_tree import ElementTree, Widget, parse_tree_from_messages
from streamlit.testing.v1.local_script_runner import LocalScriptRunner, require_widgets_deltas

from app.catalogue import PAGES

MAIN = PAGES.parent / "app" / "main.py"
SECONDS = 120  # after which a run counts as stuck


class _Runner(LocalScriptRunner):
    """Runs the whole script, or one fragment of what is on the page already."""

    def __init__(self, *given: object, session: Session, **named: object) -> None:
        super().__init__(*given, **named)
        self._session = session

    def run(
        self,
        widget_state: WidgetStates | None = None,
        query_params: dict | None = None,
        timeout: float = SECONDS,
        page_hash: str = "",
        context_info: object = None,
    ) -> ElementTree:
        session = self._session
        if session.fragment:
            self.forward_msg_queue._queue = list(session.messages_outside(session.fragment))
        request = RerunData(
            widget_states=widget_state,
            query_string=urlencode(query_params or {}, doseq=True),
            page_script_hash=page_hash,
            context_info=context_info,
            fragment_id_queue=[session.fragment] if session.fragment else [],
            is_auto_rerun=session.ticks,
            is_history_navigation=session.goes_back,
        )
        # Apart from the request that every runner begins with, which is for the whole script.
        self._requests = ScriptRequests()
        self.request_rerun(request)
        try:
            self.start()
            require_widgets_deltas(self, timeout)
        finally:
            self.join()
        session.messages = self.forward_msgs()
        return parse_tree_from_messages(session.messages)


class Session(AppTest):
    """One visit to the app, from its home page."""

    def __init__(self, script: Path = MAIN) -> None:
        super().__init__(script, default_timeout=SECONDS)
        self.messages: list[ForwardMsg] = []
        self.fragment = ""
        self.ticks = self.goes_back = False
        self.page = "home"
        self.errors: list[BaseException] = []
        """What the page answered by a sentence in the last run, and is an error all the same."""
        self._known: dict[str, object] = {}

    # --- What a browser does ---------------------------------------------------------------------

    def open(self, page: str, address: dict[str, str | list[str]] | None = None) -> Session:
        """Go to a page of this name, by an address with these parameters or by the navigation."""
        others = {key: said for key, said in self.query_params.items() if key not in self.bound}
        self.query_params = others if address is None else dict(address)
        self._known = {}
        self.switch_page(str(PAGES / f"{page}.py"))
        self.page = page
        self._rerun("")
        return self

    def back(self, page: str, address: dict[str, str | list[str]]) -> None:
        """Go back in the browser's history, to an address where this session has been before."""
        self.goes_back = True
        try:
            self.open(page, address)
        finally:
            self.goes_back = False

    def act(self, element: str, state: WidgetState | None = None) -> None:
        """Rerun what the element of this id is in; ``state`` is what a component sends."""
        self._rerun(self._fragment_of().get(element, ""), state=state)

    def send(self, key: str, value: object) -> None:
        """Have a component say something, as its script in the browser does."""
        component = self.components[key]
        if isinstance(value, dict):  # a script in the browser changes one thing and keeps the rest
            value = dict(self.session_state.get(key) or {}) | value
        state = WidgetState(id=component.id, json_value=json.dumps(value))
        if component.component_name.endswith("slide") and isinstance(value, dict):  # says it once
            state = WidgetState(id=f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{component.id}__events")
            events = [{"event": name, "value": what} for name, what in value.items()]
            state.json_trigger_value = json.dumps(events)
        self.act(component.id, state)

    def tick(self, name: str) -> None:
        """Have a stage ask for its next message, or the timer of a fragment run out."""
        what = self.ticking[name]
        if isinstance(what, int):
            self.send(name, {"drawn": [what, 1]})
        else:
            self._rerun(what, ticks=True)

    # --- What is on the page ---------------------------------------------------------------------

    @property
    def widgets(self) -> list[Widget]:
        """Every widget, in the order of the page."""
        return [node for node in self._tree if isinstance(node, Widget)]

    @property
    def bound(self) -> dict[str, Widget]:
        """The widgets that the page's address carries, by their keys."""
        return {
            widget.key: widget
            for widget in self.widgets
            if getattr(widget.proto, "query_param_key", "")
        }

    @property
    def ticking(self) -> dict[str, int | str]:
        """What goes on by itself: stages that ask, by their keys, with the number of the message
        that they show; fragments whose timer runs, by their keys, with their ids."""
        running: dict[str, int | str] = {}
        for key, component in self.components.items():
            header = header_of(component)
            if header.get("ask"):
                running[key] = header["number"]
        names = self._fragment_storage._target_key_by_id
        for message in self.messages:
            match message.WhichOneof("type"):
                case "auto_rerun":
                    fragment = message.auto_rerun.fragment_id
                    running[names.get(fragment, fragment)] = fragment
                case "stop_auto_rerun":
                    for fragment in message.stop_auto_rerun.fragment_ids:
                        running.pop(names.get(fragment, fragment), None)
        return running

    @property
    def components(self) -> dict[str, BidiComponent]:
        """The app's own components, by their keys."""
        return {element.key: element.proto for element in self.get("bidi_component")}

    def messages_outside(self, fragment: str) -> Iterator[ForwardMsg]:
        """What the page was told apart from a fragment and those inside it."""
        for message in self.messages:
            whose = message.delta.fragment_id or message.auto_rerun.fragment_id
            if whose != fragment and fragment not in self._fragment_storage._iter_ancestor_ids(
                whose
            ):
                yield message

    def _fragment_of(self) -> dict[str, str]:
        """For each element with an id, the fragment that drew it."""
        found = {}
        for message in self.messages:
            element = message.delta.new_element
            if kind := element.WhichOneof("type"):
                found[getattr(getattr(element, kind), "id", "")] = message.delta.fragment_id
            found[message.delta.add_block.id] = message.delta.fragment_id
        return found

    def _rerun(self, fragment: str, *, ticks: bool = False, state: WidgetState | None = None):
        self.fragment, self.ticks = fragment, ticks
        sent = self._tree.get_widget_states()
        if state is not None:
            sent.widgets.append(state)
        try:
            self._run(sent)
        finally:
            self.fragment, self.ticks = "", False
        self._say_in_address()

    def _say_in_address(self) -> None:
        """Write what has been turned into the address, and take out what is at its default."""
        for key, widget in self.bound.items():
            said, default = said_by(widget, widget.value), usual(widget)
            if said == self._known.setdefault(key, default):
                continue
            self._known[key] = said
            self.query_params.pop(key, None)
            if said != default:
                self.query_params[key] = said

    def _run(self, widget_state: WidgetStates | None = None, timeout: float | None = None):
        self.errors.clear()
        log = logging.getLogger("app.boundary")
        handler = logging.Handler()
        handler.emit = lambda record: self.errors.append(record.exc_info[1])
        log.addHandler(handler)
        try:
            with patch.object(app_test, "LocalScriptRunner", partial(_Runner, session=self)):
                return super()._run(widget_state, timeout)
        finally:
            log.removeHandler(handler)


def header_of(component: BidiComponent) -> dict:
    """What stands first in the message of a component that shows panels; empty for any other."""
    length = int.from_bytes(component.bytes[:4], "little")
    return json.loads(component.bytes[4 : 4 + length]) if length else {}


def said_by(widget: Widget, value: object) -> str | list[str]:
    """A widget's value as an address has it."""
    match widget.type:
        case "multiselect" | "button_group":
            values = value if isinstance(value, (list, tuple)) else [value]
            texts = [str(widget.format_func(one)) for one in values if one is not None]
            return texts if len(texts) > 1 else "".join(texts)
        case "selectbox" | "select_slider":
            return str(widget.format_func(value))
        case "toggle":
            return str(value).lower()
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole else value)


def usual(widget: Widget) -> str | list[str]:
    """A widget's default as an address would have it."""
    default = widget.proto.default
    match widget.type:
        case "multiselect" | "button_group":
            texts = [widget.options[at] for at in default]
            return texts if len(texts) > 1 else "".join(texts)
        case "selectbox":
            return widget.options[default]
        case "select_slider":
            return widget.options[int(default[0])]
        case "slider":
            return said_by(widget, default[0])
    return said_by(widget, default)
