"""Two runs side by side, and many in a race."""

from __future__ import annotations

from dataclasses import replace

from playwright.sync_api import expect

from core import train
from core.knobs import differences
from tests.browser.conftest import Visit
from tests.browser.stage import Stage


def test_pinned_run_stays_beside_the_next(visit: Visit) -> None:
    page = visit("/train")
    stage = Stage(page)
    stage.play_until(step=100)
    kept = stage.pixels()
    page.locator(".st-key-train-pin button").filter(visible=True).click()
    expect(page.locator(".st-key-train-unpin button").filter(visible=True)).to_be_visible()

    other = replace(train.Settings(), hidden=(train.Settings().hidden[0], 1))
    page.locator(".st-key-train_hidden_2 input").fill("1")
    page.keyboard.press("Enter")
    expect(stage.panel("A, pinned")).to_be_visible()
    (change,) = differences(train.Settings(), other)
    expect(page.get_by_text(f"From A to this run: {change}.")).to_be_visible()
    stage.play_until(step=50)
    assert stage.pixels("A, pinned") != stage.pixels()
    # Scrubbing moves both of them, each to its picture nearest to the same step.
    stage.slider.press("Home")
    assert stage.pixels("A, pinned") != kept

    page.locator(".st-key-train-unpin button").filter(visible=True).click()
    expect(stage.panel("A, pinned")).to_have_count(0)


def test_race_runs_and_ranks(visit: Visit) -> None:
    page = visit("/train?train_samples=100")
    Stage(page)
    page.get_by_role("radio", name="Race").click()
    stage = Stage(page, "train-race")
    page.wait_for_selector(".st-key-train-race-play button:visible")
    for name in train.RaceSettings().activations:
        expect(stage.panel(name)).to_be_visible()
    before = [stage.pixels(name) for name in train.RaceSettings().activations]
    stage.play_until(step=60)
    after = [stage.pixels(name) for name in train.RaceSettings().activations]
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert len(set(after)) == len(after)
    stage.slider.press("Home")
    assert [stage.pixels(name) for name in train.RaceSettings().activations] == before
