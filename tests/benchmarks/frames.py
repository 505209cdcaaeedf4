"""How many pictures and epochs a second a visitor sees, live and in the film.

Reference: what TensorFlow Playground does on two cores of the same kind, quoted, not measured
here. Its picture is drawn once an epoch: 43 a second with its default network of 4 and 2 units,
7.7 with six layers of 8, each on 250 training points in batches of 10.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from tests.benchmarks.table import Line
from tests.browser.stage import Stage

SMALL, LARGE = 43.0, 7.7
# Its data: 500 points, half of them to learn from.
NETWORKS: dict[str, tuple[dict, float]] = {
    "default": ({}, SMALL),
    "4-2, 250 points": ({"samples": 500, "hidden": (4, 2)}, SMALL),
    "six layers of 8": ({"samples": 500, "hidden": (8,) * 6}, LARGE),
    "eight layers of 64": ({"samples": 500, "hidden": (64,) * 8}, LARGE),
}
BASIC = ("map", "loss")
STAGES = ("map and loss", "every picture")
# Counts the pictures as they are drawn, and reads epochs (or rounds) and steps from the label.
COUNT = """async (seconds) => {
  const read = () => document.querySelector(".dlp-stage").dataset.label
    .replaceAll(",", "").match(/\\d+/g).map(Number);
  let frames = 0;
  const observer = new MutationObserver((changes) => (frames += changes.length));
  observer.observe(document.body, { subtree: true, attributeFilter: ["data-shown"] });
  const [begun, first] = [performance.now(), read()];
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  const passed = (performance.now() - begun) / 1000;
  observer.disconnect();
  return [frames, ...read().map((now, i) => now - first[i])].map((count) => count / passed);
}"""

PAUSES = 3
LAST_CHANGE = """() => {
  const label = () => document.querySelector(".dlp-stage")?.dataset.label;
  const watched = (window.watched = { clicked: 0, changed: 0, label: label() });
  addEventListener("click", () => (watched.clicked ||= performance.now()), true);
  new MutationObserver(() => {
    if (label() === watched.label) return;
    watched.label = label();
    watched.changed = performance.now();
  }).observe(document.body, { subtree: true, attributeFilter: ["data-label"] });
}"""


def measure(
    browser: Browser,
    url: str,
    *,
    networks: Sequence[str] = tuple(NETWORKS),
    stages: Sequence[str] = STAGES,
    seconds: float = 5,
) -> list[Line]:
    """Frames and epochs a second with map and loss alone, with every picture, and scrubbing."""
    lines = []
    for name in networks:
        knobs, reference = NETWORKS[name]
        for pictures in stages:
            page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
            page.goto(f"{url}/train?{address(knobs)}")
            stage = Stage(page)
            if pictures == STAGES[0]:
                only(page, BASIC)
            frames, epochs, film, pause = play(stage, seconds)
            what = f"{name}, {pictures}"
            wanted = "≥ 12 /s" if pictures == STAGES[0] else "≥ 8 /s"
            lines += [
                Line(f"{what}: frames", frames, reference, "/s", wanted),
                Line(f"{what}: epochs", epochs, reference, "/s", "> 1"),
                Line(f"{what}: film", film, unit="/s", target="≥ 24 /s"),
                Line(f"{what}: pause", pause, unit="ms", target="≤ 200 ms"),
            ]
            page.context.close()
    return lines


def play(stage: Stage, seconds: float) -> tuple[float, float, float, float]:
    """Frames and epochs a second while the run plays, frames a second of its film, and how long
    after a click on Pause the picture still changed, in milliseconds, at the median.
    """
    stage.button("play").click()
    stage.wait("step > 0")
    stage.page.evaluate(COUNT, min(1, seconds / 4))  # until the pace is steady
    frames, epochs, _ = stage.page.evaluate(COUNT, seconds)
    pauses = []
    for _ in range(PAUSES):
        stage.page.evaluate(LAST_CHANGE)
        stage.pause()
        pauses.append(stage.page.evaluate("Math.max(watched.changed - watched.clicked, 1)"))
        if len(pauses) < PAUSES:
            step = stage.step
            stage.button("play").click()
            stage.wait(f"step > {step}")
    stage.slider.press("Home")
    before = stage.shown
    took = stage.page.evaluate(
        """async () => {
          const [button, slider] = document.querySelectorAll(".film button, .film input");
          const begun = performance.now();
          button.click();
          while (Number(slider.value) < Number(slider.max)) {
            await new Promise(requestAnimationFrame);
          }
          return (performance.now() - begun) / 1000;
        }"""
    )
    return frames, epochs, (stage.shown - before) / took, statistics.median(pauses)


def only(page: Page, pictures: Sequence[str]) -> None:
    """Leave only these pictures on the stage, by the pills that a visitor has."""
    page.get_by_role("button", name="View").click()
    pills = page.locator(".st-key-train-shown button")
    for name in pills.all_inner_texts():
        if name not in pictures:
            pills.get_by_text(name, exact=True).click()
    page.keyboard.press("Escape")
    page.wait_for_function(
        f"document.querySelectorAll('.dlp-stage figure').length === {len(pictures)}"
    )


def address(knobs: dict) -> str:
    """The query of these settings of the training page, with epochs that do not run out."""
    said = {"train_epochs": 5000}
    for name, value in knobs.items():
        if isinstance(value, tuple):
            said[f"train_{name}"] = len(value)
            said |= {f"train_{name}_{i + 1}": item for i, item in enumerate(value)}
        else:
            said[f"train_{name}"] = value
    return urlencode(said)
