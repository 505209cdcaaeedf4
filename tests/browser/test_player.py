"""Play, pause, step, reset and the film, as a visitor has them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core import train
from tests.browser.conftest import Visit, settle
from tests.browser.stage import Stage

# Notes when the label's step changed and when the visitor last clicked, by the browser's clock.
WATCH = """() => {
  window.watched = { changed: 0, clicked: 0, label: "" };
  document.addEventListener("click", () => (watched.clicked = performance.now()), true);
  new MutationObserver(() => {
    const { label } = document.querySelector(".dlp-stage").dataset;
    if (label !== watched.label) watched.changed = performance.now();
    watched.label = label;
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-label"] });
}"""


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit("/train")


@pytest.fixture
def stage(page: Page) -> Stage:
    return Stage(page)


def test_play_trains_and_draws(stage: Stage) -> None:
    assert stage.label == "epoch 0 · step 0"
    before = stage.shown
    stage.button("play").click()
    stage.wait(f"step > 100 && shown > {before + 10}")
    assert "epoch 0" not in stage.label


def test_pause_stops_the_training(visit: Visit) -> None:
    """After a pause the step rests, however often; how soon is the benchmark's to measure."""
    page = visit("/train?train_epochs=5000")
    stage = Stage(page)
    page.evaluate(WATCH)
    for _ in range(3):
        stage.button("play").click()
        stage.wait(f"shown > {stage.shown + 4}")
        stage.pause()
        rested = stage.label
        # Many ticks long, nothing changes any more.
        page.wait_for_function(
            "performance.now() - Math.max(watched.changed, watched.clicked) > 1000"
        )
        assert stage.label == rested


def test_step_and_epoch(stage: Stage) -> None:
    stage.button("step").click()
    stage.wait("step > 0")
    assert stage.label == "epoch 0 · step 1"

    round_of = train.Run(train.Settings()).round
    stage.button("round").click()
    stage.wait("step > 1")
    assert stage.label == f"epoch 1 · step {1 + round_of}"


def test_reset_returns_to_the_same_picture(stage: Stage) -> None:
    first = stage.label, stage.note("Loss"), stage.pixels()
    stage.play_until(step=50)
    assert stage.pixels() != first[2]
    stage.button("reset").click()
    stage.wait("step === 0")
    assert (stage.label, stage.note("Loss"), stage.pixels()) == first


def test_new_seed_is_another_picture(stage: Stage) -> None:
    first = stage.pixels()
    stage.button("reseed").click()
    stage.page.wait_for_url("**/train?train_seed=1")
    settle(stage.page)
    assert stage.label == "epoch 0 · step 0"
    assert stage.pixels() != first


def test_scrubbing_brings_words_and_no_picture(visit: Visit) -> None:
    """What comes after a scrub is far less than the film, which is in the browser."""
    page = visit("about:blank")
    received: list[str | bytes] = []
    page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda data: received.append(data))
    )
    page.goto("/train?train_epochs=5000")
    stage = Stage(page)
    stage.play_until(step=200)
    settle(page)
    film = max(map(len, received))
    words = page.locator(".st-key-train-seeing")
    latest, loss, said = stage.label, stage.note("Loss"), words.inner_text()
    received.clear()
    stage.slider.press("Home")
    assert stage.label == "epoch 0 · step 0"
    assert stage.note("Loss") != loss
    stage.slider.press("ArrowRight")
    assert stage.label not in ("epoch 0 · step 0", latest)
    expect(words).not_to_have_text(said, use_inner_text=True)
    stage.slider.press("End")
    assert (stage.label, stage.note("Loss")) == (latest, loss)
    expect(words).to_have_text(said, use_inner_text=True)
    assert sum(map(len, received)) < film / 4


def test_a_film_drawn_anew_stays_where_it_was(stage: Stage) -> None:
    stage.play_until(step=200)
    stage.slider.press("Home")
    stage.slider.press("ArrowRight")
    label = stage.label
    shown = stage.shown
    stage.page.get_by_role("button", name="View").click()
    stage.page.locator(".st-key-train-log label").click()
    stage.wait(f"shown > {shown}")
    assert stage.label == label


def test_film_plays(stage: Stage) -> None:
    stage.play_until(step=200)
    last = stage.label
    stage.slider.press("Home")
    before = stage.shown
    stage.film.get_by_role("button", name="Play the film").click()
    stage.wait(f"stage.dataset.label === {last!r}")
    assert stage.shown > before + 3
    assert stage.film.get_by_role("button", name="Play the film").is_visible()


def test_a_hidden_tab_asks_for_nothing_until_it_is_seen_again(visit: Visit) -> None:
    page = visit("/train?train_epochs=5000")
    stage = Stage(page)
    page.evaluate(WATCH)
    show = """(hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    stage.button("play").click()
    stage.wait("step > 0")
    page.evaluate(show, True)
    page.wait_for_function("performance.now() - Math.max(watched.changed, watched.clicked) > 1000")
    rested = stage.step
    page.evaluate(show, False)
    stage.wait(f"step > {rested}")
