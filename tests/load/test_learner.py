"""A learner understands what a Streamlit server says; here the server follows a script."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from tests.load.learner import Learner
from tests.load.message_cache import MessageCache
from tests.running import run

Reply = Callable[[BackMsg], Sequence[ForwardMsg] | None]


def begins(run: str, *fragments: str) -> ForwardMsg:
    message = ForwardMsg()
    message.new_session.page_script_hash = "page"
    message.new_session.config.max_cached_message_age = 2
    message.metadata.run.script_run_id = run
    message.metadata.run.fragment_ids.extend(fragments)
    return message


def ends(run: str, *fragments: str, early: bool = False) -> ForwardMsg:
    message = ForwardMsg()
    message.script_finished = early * ForwardMsg.FINISHED_EARLY_FOR_RERUN
    message.metadata.run.script_run_id = run
    message.metadata.run.fragment_ids.extend(fragments)
    return message


def button(key: str, fragment: str = "") -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.button.id = f"$$ID-hash-{key}"
    message.delta.fragment_id = fragment
    return message


def stage(content: bytes) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.fragment_id = "live"
    component = message.delta.new_element.bidi_component
    component.id, component.component_name, component.bytes = (
        "$$ID-hash-stage",
        "dlp_stage",
        content,
    )
    return message


@asynccontextmanager
async def visiting(reply: Reply) -> AsyncIterator[tuple[Learner, list[BackMsg]]]:
    """A learner at a server that answers each request by ``reply``, and the requests so far.

    Where ``reply`` returns None, the server closes the connection.
    """
    requests: list[BackMsg] = []

    def page(_: ServerConnection, request: Request) -> Response | None:
        stream = request.path.endswith("/stream")
        return None if stream else Response(200, "OK", Headers({"Content-Length": "0"}))

    async def talk(socket: ServerConnection) -> None:
        async for content in socket:
            requests.append(BackMsg.FromString(content))
            messages = reply(requests[-1])
            if messages is None:
                return
            for message in messages:
                await socket.send(message.SerializeToString())

    async with serve(
        talk, "127.0.0.1", 0, process_request=page, subprotocols=["streamlit"]
    ) as server:
        port = server.sockets[0].getsockname()[1]
        learner = Learner(f"http://127.0.0.1:{port}", "train?train_seed=3")
        yield learner, requests
        await learner.close()


def replies(*answers: Sequence[ForwardMsg] | None) -> Reply:
    """Each request gets the next of these answers, and those after them get nothing."""
    left = iter(answers)
    return lambda request: next(left, ())


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is true; ``TimeoutError`` after a while."""
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.01)


PAGE = [begins("1"), button("play"), button("other", "part"), ends("1")]


def test_a_page_is_opened_and_a_button_pressed() -> None:
    async def visit() -> None:
        pressed = [begins("2"), button("play"), ends("2")]
        async with visiting(replies(PAGE, pressed)) as (learner, requests):
            opened = await learner.open()
            answer = await learner.press("play", "play")
            assert opened.answered
            assert answer.answered
            assert answer.bytes > 0
            assert list(learner.widgets) == ["$$ID-hash-play"]  # the other was not drawn again
            with pytest.raises(LookupError, match="no widget other"):
                learner.find("other")
            first, second = (request.rerun_script for request in requests)
            assert (first.page_name, first.query_string) == ("train", "train_seed=3")
            assert second.page_script_hash == "page"
            assert second.widget_states.widgets[0].trigger_value
            assert learner.errors == []

    run(visit())


def test_a_run_that_starts_over_is_not_the_end() -> None:
    async def visit() -> None:
        again = [begins("2"), ends("2", early=True), begins("3"), button("play"), ends("3")]
        async with visiting(replies(PAGE, again)) as (learner, _):
            await learner.open()
            answer = await learner.press("play", "play")
            assert (answer.run, answer.answered) == ("3", True)

    run(visit())


def test_an_end_that_another_fragment_turned_early_is_an_end() -> None:
    async def visit() -> None:
        crossed = [
            begins("2", "part"),
            ends("2", "part", early=True),
            begins("3", "live"),
            ends("3", "live"),
        ]
        async with visiting(replies(PAGE, crossed)) as (learner, _):
            await learner.open()
            assert (await learner.press("other", "slide")).answered

    run(visit())


def test_an_end_that_was_never_sent_is_an_end() -> None:
    async def visit() -> None:
        crossed = [begins("2", "part"), begins("3", "live"), ends("3", "live")]
        async with visiting(replies(PAGE, crossed)) as (learner, _):
            await learner.open()
            assert (await learner.press("other", "slide")).answered

    run(visit())


def test_no_answer_is_an_error_and_the_wait_counts() -> None:
    async def visit() -> None:
        async with visiting(replies(PAGE)) as (learner, _):
            await learner.open()
            answer = await learner.press("play", "pause", seconds=0.1)
            assert not answer.answered
            assert answer.seconds >= 0.1
            assert learner.errors == ["no answer: pause"]

    run(visit())


def test_a_lost_connection_is_an_error() -> None:
    async def visit() -> None:
        async with visiting(replies(PAGE, None)) as (learner, _):
            await learner.open()
            answer = await learner.press("play", "play")
            assert not answer.answered
            assert learner.errors == ["connection lost", "no answer: play"]

    run(visit())


def test_a_traceback_is_an_error() -> None:
    async def visit() -> None:
        broken = ForwardMsg()
        broken.delta.new_element.exception.type = "KeyError"
        broken.delta.new_element.exception.message = "'a'"
        async with visiting(replies([begins("1"), broken, ends("1")])) as (learner, _):
            await learner.open()
            assert learner.errors == ["traceback: KeyError 'a'"]

    run(visit())


def test_a_fragment_with_a_timer_is_asked_for_until_the_page_runs_again() -> None:
    async def visit() -> None:
        timer = ForwardMsg()
        timer.auto_rerun.fragment_id, timer.auto_rerun.interval = "live", 0.02
        async with visiting(replies([*PAGE, timer])) as (learner, requests):
            await learner.open()
            await asyncio.sleep(0.3)
            ticks = [request.rerun_script for request in requests[1:]]
            assert len(ticks) > 2
            assert all(tick.is_auto_rerun and tick.fragment_id == "live" for tick in ticks)

    run(visit())


def message(number: int, step: int, **more: object) -> bytes:
    """A stage's message, as ``app/plot/pack.py`` begins it."""
    header = {
        "number": number,
        "labels": [f"epoch 0 · step {step:,}"],
        "frames": [{}],
        "film": False,
        "ask": False,
        "parts": {f"part {number}": "{}"},
        "arrays": {},
        "kept": [],
        **more,
    }
    text = json.dumps(header).encode()
    return len(text).to_bytes(4, "little") + text


def test_a_stage_asks_for_the_next_message_once() -> None:
    async def visit() -> None:
        first = [begins("1"), stage(message(7, 1_200, ask=True)), ends("1")]
        async with visiting(replies(first)) as (learner, requests):
            await learner.open()
            await asyncio.sleep(0.3)
            assert [(drawn.step, drawn.live) for drawn in learner.drawn] == [(1_200, True)]
            (asked,) = (request.rerun_script for request in requests[1:])
            assert asked.fragment_id == "live"
            assert asked.widget_states.widgets[0].json_value == '{"drawn": [7, 1]}'

    run(visit())


def test_a_message_that_builds_on_a_lost_one_is_sent_back() -> None:
    async def visit() -> None:
        shown = [begins("1"), stage(message(1, 10)), ends("1")]
        more = [begins("2", "live"), stage(message(2, 20, kept=["part 1"])), ends("2", "live")]
        lost = [begins("3", "live"), stage(message(4, 40, kept=["part 3"])), ends("3", "live")]
        async with visiting(replies(shown, more, lost)) as (learner, requests):
            await learner.open()
            await learner.rerun("again", "live")
            await learner.rerun("again", "live")
            await until(lambda: len(requests) == 4)
            assert [drawn.step for drawn in learner.drawn] == [10, 20]
            (state,) = requests[3].rerun_script.widget_states.widgets
            assert state.json_value == '{"missing": 4}'

    run(visit())


def test_a_film_rests_and_asks_for_nothing() -> None:
    async def visit() -> None:
        first = [begins("1"), stage(message(1, 5, film=True)), ends("1")]
        async with visiting(replies(first)) as (learner, requests):
            await learner.open()
            await asyncio.sleep(0.2)
            assert [(drawn.step, drawn.live) for drawn in learner.drawn] == [(5, False)]
            assert len(requests) == 1

    run(visit())


def test_events_of_a_component_travel_under_streamlits_own_name() -> None:
    async def visit() -> None:
        first = [begins("1"), stage(message(1, 1, film=True)), ends("1")]
        async with visiting(replies(first)) as (learner, requests):
            await learner.open()
            component, _ = learner.find("stage")
            await learner.trigger(component, "kernel", "up")
            await until(lambda: len(requests) == 2)
            (state,) = requests[1].rerun_script.widget_states.widgets
            assert state.id == _make_trigger_id(component, "events")
            assert state.json_trigger_value == '[{"event": "kernel", "value": "up"}]'

    run(visit())


def test_a_message_is_kept_for_as_many_runs_as_the_server_thinks() -> None:
    cache = MessageCache(age=1)
    kept = button("play", "part")
    kept.hash, kept.metadata.cacheable = "h", True
    cache.keep(kept)
    reference = ForwardMsg(ref_hash="h")
    assert cache.hashes == ["h"]
    assert cache.whole(reference) is kept
    cache.end_run([])
    cache.end_run(["another"])  # of a fragment: the others' messages do not age
    assert cache.whole(reference) is kept
    cache.end_run(["part"])
    cache.end_run([])
    assert cache.hashes == []
    with pytest.raises(KeyError):
        cache.whole(reference)
