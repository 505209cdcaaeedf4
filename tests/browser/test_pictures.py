"""The pictures stay what they are while their data change: same nodes, same zoom; and clicks."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from app.components import publish
from tests.browser.conftest import Visit, settle
from tests.browser.server import ROOT, Server
from tests.browser.stage import Stage

LONG = "/train?train_epochs=5000"


def test_plots_outlive_ticks(visit: Visit) -> None:
    """Playing, pausing and scrubbing change the plots; they never replace them."""
    stage = Stage(visit(LONG))
    settle(stage.page)
    hold = ".main-svg, canvas, figure, .film input"
    held = stage.root.evaluate_handle("(stage, parts) => [...stage.querySelectorAll(parts)]", hold)
    assert held.evaluate("nodes => nodes.length") > 10
    stage.play_until(step=300)
    stage.slider.press("Home")
    lost = held.evaluate("nodes => nodes.filter((n) => !n.isConnected).map((n) => n.className)")
    assert lost == []


def ranges(panel: Locator) -> list[float]:
    """The ends of both axes of a plot."""
    return panel.locator(".host").evaluate(
        "({ _fullLayout: { xaxis, yaxis } }) => [...xaxis.range, ...yaxis.range]"
    )


def zoom(page: Page, panel: Locator) -> None:
    """Drag a rectangle over the middle of a plot."""
    box = panel.locator(".nsewdrag").bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.7 * box["height"], steps=5)
    page.mouse.up()


def test_zoom_outlives_ticks(visit: Visit) -> None:
    stage = Stage(visit(LONG))
    panel = stage.panel("Map")
    before = ranges(panel)
    zoom(stage.page, panel)
    stage.page.wait_for_function(
        "([host, before]) => host._fullLayout.xaxis.range[0] !== before",
        arg=[panel.locator(".host").element_handle(), before[0]],
    )
    zoomed = ranges(panel)
    stage.button("play").click()
    stage.wait("step > 0")
    stage.wait(f"shown > {stage.shown + 5}")
    assert ranges(panel) == zoomed
    stage.pause()
    stage.slider.press("Home")
    assert ranges(panel) == zoomed


MOVING = f"""
import sys

sys.path.insert(0, {str(ROOT)!r})
import numpy as np
import streamlit as st

from app import plot, theme
from app.plot import Panel

places = st.container(), st.container()
second = st.button("Move")
trace = {{"type": "scatter", "x": np.arange(3.0), "y": np.arange(3.0) ** 2}}
panel = Panel("Map", "A line", [trace], theme.current().layout(x="x", y="y"))
with places[second]:
    plot.show({{"map": panel}}, key="it")
"""


def test_zoom_outlives_a_stage_that_is_put_elsewhere(browser: Browser, tmp_path: Path) -> None:
    """As when a click meets a tick: the component leaves the page and comes back as another one."""
    (tmp_path / "moving.py").write_text(MOVING, encoding="utf-8")
    publish(tmp_path / "static")
    with Server(tmp_path / "moving.py") as server:
        page = browser.new_page(base_url=server.url)
        page.goto("/")
        panel = Stage(page).panel("Map")
        before = ranges(panel)
        zoom(page, panel)
        page.wait_for_function(
            "([host, before]) => host._fullLayout.xaxis.range[0] !== before",
            arg=[panel.locator(".host").element_handle(), before[0]],
        )
        zoomed = ranges(panel)
        stood = page.locator(".dlp-stage").element_handle()
        page.get_by_role("button", name="Move").click()
        page.wait_for_function(
            "(stood) => !stood.isConnected && document.querySelector('.dlp-stage .main-svg')",
            arg=stood,
        )
        assert ranges(panel) == zoomed
        page.close()


def test_zoom_while_playing(visit: Visit) -> None:
    """The ticks that arrive during the drag do not take the rectangle away."""
    stage = Stage(visit(LONG))
    panel = stage.panel("Map")
    before = ranges(panel)
    stage.button("play").click()
    stage.wait("step > 0")
    zoom(stage.page, panel)
    stage.wait(f"shown > {stage.shown + 5}")
    after = ranges(panel)
    assert after[1] - after[0] < 0.6 * (before[1] - before[0])


def test_click_on_a_weight_edits_it(visit: Visit) -> None:
    page = visit("/train")
    stage = Stage(page)
    canvas = stage.panel("Network").locator("canvas[tabindex]")
    tip = stage.panel("Network").locator("[role=tooltip]")
    box = canvas.bounding_box()
    # Somewhere on the way down between the inputs and the first hidden layer there is a weight.
    # Whole pixels, since a browser rounds the place of a click, but not that of a movement.
    x, top = round(box["x"] + 0.2 * box["width"]), round(box["y"])
    for y in range(top + 60, top + int(box["height"]), 3):
        page.mouse.move(x, y)
        if "weight from" in tip.inner_text():
            break
    found = re.search(r"to unit (\d+) of layer 1: ([−0-9.e]+)", tip.inner_text())
    assert found, tip.inner_text()
    # Beside the pointer, on the left of it where there is no room on the right.
    said = tip.bounding_box()
    assert x + 14 in (round(said["x"]), round(said["x"] + said["width"]) + 28)
    page.mouse.down()
    page.mouse.up()

    box = page.locator(".st-key-train-weight input")
    expect(box).to_be_visible()
    expect(page.get_by_text(f"to unit {found[1]} of hidden layer 1")).to_be_visible()
    shown = float(found[2].replace("−", "-"))
    assert abs(float(box.input_value()) - shown) <= 0.01 * abs(shown) + 0.0006
    before = stage.pixels()
    box.fill("5")
    box.press("Enter")
    expect(page.get_by_text("You set a weight by hand")).to_be_visible()
    raster = stage.panel("Map").locator("canvas.raster").element_handle()
    page.wait_for_function("([c, old]) => c.toDataURL() !== old", arg=[raster, before])
    expect(box).to_have_value("5.000")


def test_a_weight_is_chosen_by_keys(visit: Visit) -> None:
    stage = Stage(visit("/train"))
    panel = stage.panel("Network")
    panel.locator("canvas[tabindex]").focus()
    for key in ("ArrowRight", "PageDown", "ArrowDown", "ArrowDown"):
        stage.page.keyboard.press(key)
    said = panel.locator("[role=tooltip]").inner_text()
    assert said.startswith("weight from unit 2 of layer 1 to unit 2 of layer 2: ")
    stage.page.keyboard.press("Enter")
    expect(stage.page.get_by_text("Weight from unit 2 to unit 2 of hidden layer 2")).to_be_visible()
