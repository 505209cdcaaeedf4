"""The vanishing gradients page: knobs move it at once, two runs train, and a chain steps back."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit, settle
from tests.browser.stage import Stage

ADDRESS = "/gradients"


def test_a_knob_moves_every_picture_of_the_start_and_the_words(visit: Visit) -> None:
    page = visit(ADDRESS)
    stage = Stage(page, "gradients")
    seeing = page.locator(".st-key-gradients-seeing")
    expect(seeing).to_contain_text("than that of layer 20")
    pixels, shown = stage.pixels("Outputs by layer"), stage.shown
    page.locator(".st-key-gradients_depth input[type=range]").press("End")
    stage.wait(f"shown > {shown}")
    expect(seeing).to_contain_text("than that of layer 100")
    expect(seeing).to_contain_text("is exactly zero")
    assert stage.pixels("Outputs by layer") != pixels
    page.wait_for_url("**/gradients?gradients_depth=100**")


def test_two_networks_are_compared_at_the_start_and_while_they_train(visit: Visit) -> None:
    page = visit(f"{ADDRESS}?gradients_depth=8&gradients_width=8&gradients_versus=ReLU")
    stage = Stage(page, "gradients")
    assert stage.panel("B: outputs").is_visible()
    page.get_by_role("radio", name="Training").click()
    page.wait_for_selector(".st-key-gradients-play button:visible")
    stage.wait("step === 0")
    stage.play_until(step=20)
    settle(page)
    names = [f"{name}: gradient by layer and step" for name in "AB"]
    assert stage.pixels(names[0]) != stage.pixels(names[1])
    assert re.search(r"layer 1: \d", stage.note(names[1]))
    stage.slider.press("Home")
    assert stage.step == 0


def test_an_axis_of_exponents_says_the_numbers(visit: Visit) -> None:
    page = visit(f"{ADDRESS}?gradients_view=Training")
    stage = Stage(page, "gradients")
    for title in ("Loss", "Whole gradient", "Last step relative to the weights"):
        ticks = stage.panel(title).locator(".ytick text").all_text_contents()
        assert {"1"} <= set(ticks) <= {"1", "10", "0.1", *(f"1e-{power}" for power in range(2, 30))}


def test_a_pinned_network_is_a(visit: Visit) -> None:
    page = visit(ADDRESS)
    stage = Stage(page, "gradients")
    page.locator(".st-key-gradients-pin button").filter(visible=True).click()
    expect(page.locator(".st-key-gradients-unpin button").filter(visible=True)).to_be_visible()
    page.locator(".st-key-gradients_width input[type=range]").press("Home")
    expect(stage.panel("B: outputs")).to_be_visible()
    seeing = page.locator(".st-key-gradients-seeing")
    expect(seeing).to_contain_text("From A to B: Units per layer 32 → 2.")


def test_the_chain_steps_back_without_the_server(visit: Visit) -> None:
    page = visit(f"{ADDRESS}?gradients_view=Chain+rule&gradients_links=3")
    stage = Stage(page, "gradients")
    assert stage.label == "3 of 3 links back"
    stage.slider.press("Home")
    assert stage.panel("0 of 3 links back").is_visible()
    stage.slider.press("ArrowRight")
    assert "link 3:" in stage.note("1 of 3 links back")
    expect(page.locator(".st-key-gradients-seeing")).to_contain_text("Autograd gives")


def test_each_view_has_the_knobs_that_act_in_it_and_keeps_the_others(visit: Visit) -> None:
    page = visit(f"{ADDRESS}?gradients_view=Chain+rule&gradients_links=3")
    sidebar = page.locator("[data-testid=stSidebar]")
    links = sidebar.get_by_text("Neurons in the chain")
    expect(links).to_be_visible()
    expect(sidebar.get_by_text("Hidden layers")).to_have_count(0)
    page.get_by_role("radio", name="Ladder").click()
    expect(sidebar.get_by_text("Learning rate")).to_be_visible()
    expect(links).to_have_count(0)
    page.get_by_role("radio", name="Chain rule").click()
    expect(page.locator(".st-key-gradients_links input[type=range]")).to_have_value("3")
