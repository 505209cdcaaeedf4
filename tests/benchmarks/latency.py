"""From a key press on a slider to the finished picture, in the visitor's browser.

Reference: the same figures on a bare page, each through ``st.plotly_chart`` with its default
configuration, torch imported. Both pages take turns, so that both meet the same machine. A page
that only writes the slider's value, with this app's configuration, shows what is Streamlit's own.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.benchmarks.table import Line
from tests.browser.server import Server

BARE = Path(__file__).parent / "bare"
KNOBS = ("probe", "mean")
PROMPT = 120  # milliseconds
# Pictures that need no training, the dearest of each page: the address, the knob to turn, and the
# milliseconds that it may take. Each knob has room for 39 presses.
DEAREST = {
    "60 to 100 layers": (
        "gradients?gradients_depth=61&gradients_width=64",
        "gradients_depth",
        PROMPT,
    ),
    "100 layers, ever wider": (
        "gradients?gradients_depth=100&gradients_width=25",
        "gradients_width",
        PROMPT,
    ),
    "60 to 100 layers, A and B": (
        "gradients?gradients_depth=61&gradients_versus=all+fixes",
        "gradients_depth",
        PROMPT,
    ),
    "colour image, kernel": (
        "convolution?convolution_image=photograph&convolution_bias=-2",
        "convolution_bias",
        PROMPT,
    ),
    "all feature maps of another image": (
        "convolution?convolution_view=Feature+maps",
        "convolution-seen_example",
        250,
    ),
    "where it looks in another image": (
        "convolution?convolution_view=Attribution",
        "convolution-seen_example",
        PROMPT,
    ),
}

# Notes when a key went down and when the picture last changed, by the browser's clock. The app's
# components say when they have drawn everything; Streamlit's plots and texts count by each change.
# What plotly draws again at rest is the same picture (tests/browser/test_quick.py).
WATCH = """() => {
  window.watched = { pressed: 0, changed: 0 };
  addEventListener("keydown", () => (watched.pressed = performance.now()), true);
  const stage = document.querySelector("[data-shown]");
  new MutationObserver((changes) => {
    const drawn = ({ target }) => (target.closest ? target : target.parentElement)
      ?.closest(".js-plotly-plot, .stText");
    if (stage || changes.some(drawn)) watched.changed = performance.now();
  }).observe(stage ?? document.body, stage ? { attributeFilter: ["data-shown"] }
    : { subtree: true, childList: true, attributes: true, characterData: true });
}"""
IDLE = "document.querySelector('[data-test-script-state=notRunning]') !== null"
# A picture is finished when it has changed and then stayed as it is for this long.
DONE = f"""() => watched.changed > watched.pressed && performance.now() - watched.changed > 300
  && {IDLE}"""


def measure(
    browser: Browser,
    ours: str,
    *,
    presses: int = 40,
    turned: Sequence[str] = KNOBS,
    dearest: Sequence[str] = tuple(DEAREST),
) -> list[Line]:
    """Median and 95th percentile for each slider; ``ours`` is the address of a running app."""
    with Server(BARE / "sliders.py", BARE) as bare, Server(BARE / "word.py") as word:
        keys = [f"activations_{knob}" for knob in turned]
        pages = [_open(browser, f"{ours}/activations", keys), _open(browser, bare.url, keys)]
        lines = []
        for knob in turned:
            taken: list[list[float]] = [[], []]
            for _ in range(presses):
                for page, delays in zip(pages, taken, strict=True):
                    delays.append(_press(page, f"activations_{knob}"))
            middle = [statistics.median(delays) for delays in taken]
            slowest = [percentile(delays, 0.95) for delays in taken]
            lines += [
                Line(f"{knob}, median", middle[0], middle[1], "ms", "≤ 0.6"),
                Line(f"{knob}, 95th percentile", slowest[0], slowest[1], "ms", f"≤ {PROMPT} ms"),
            ]
        written = _open(browser, word.url, keys[:1])
        delays = [_press(written, keys[0]) for _ in range(presses)]
        lines.append(
            Line("a bare page's word, 95th percentile", percentile(delays, 0.95), unit="ms")
        )
        for page in (*pages, written):
            page.context.close()
    return lines + [
        _dearest(browser, f"{ours}/{DEAREST[what][0]}", what, presses=min(presses, 38))
        for what in dearest
    ]


def _dearest(browser: Browser, address: str, what: str, *, presses: int) -> Line:
    """The 95th percentile of a knob that goes up one by one."""
    _, knob, prompt = DEAREST[what]
    page = _open(browser, address, (knob,))
    delays = [_press(page, knob) for _ in range(presses)]
    page.context.close()
    return Line(
        f"{what}, 95th percentile", percentile(delays, 0.95), unit="ms", target=f"≤ {prompt} ms"
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that at least ``share`` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def _open(browser: Browser, address: str, knobs: Sequence[str]) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(address)
    drawn = "[data-shown], .js-plotly-plot .scatterlayer path, .stText"
    page.wait_for_selector(drawn, state="attached")
    page.wait_for_function(IDLE)
    page.evaluate(WATCH)
    for knob in knobs:
        _press(page, knob)  # the first one also pays for what is loaded only once
    return page


def _press(page: Page, knob: str) -> float:
    page.locator(f".st-key-{knob} input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(DONE)
    return page.evaluate("watched.changed - watched.pressed")
