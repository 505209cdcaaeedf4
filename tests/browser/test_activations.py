"""The activations page: knobs move the pictures, the probe speaks, each view shows its own."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from core.activations import curves
from core.activations.settings import Settings
from tests.browser.conftest import Visit, settle
from tests.browser.stage import Stage

ADDRESS = "/activations"


def turn(page: Page, knob: str, key: str = "ArrowRight") -> None:
    """Press a key on a slider and wait for the picture that answers."""
    stage = Stage(page, "activations")
    before = stage.shown
    page.locator(f".st-key-activations_{knob} input[type=range]").press(key)
    stage.wait(f"shown > {before}")
    settle(page)


def paths(page: Page, title: str) -> list[str]:
    """The curves of a panel, as drawn."""
    panel = Stage(page, "activations").panel(title)
    return panel.locator(".trace path").evaluate_all("all => all.map((p) => p.getAttribute('d'))")


def titles(page: Page) -> list[str]:
    """The titles of the panels on the stage."""
    return page.locator(".dlp-stage figcaption b").all_inner_texts()


def test_probe_moves_and_speaks(visit: Visit) -> None:
    page = visit(ADDRESS)
    Stage(page, "activations")
    seeing = page.locator(".st-key-activations-seeing")
    for name in Settings().shown:
        expect(seeing).to_contain_text(plain(curves.probe(name, Settings().probe).sentence))
    turn(page, "probe", "Home")
    lowest = curves.probe("ReLU", -6.0).sentence
    expect(seeing).to_contain_text(plain(lowest))
    page.wait_for_url("**/activations?activations_probe=-6**")


def plain(sentence: str) -> str:
    """A sentence without its emphasis, as it reads on the page."""
    return sentence.replace("*", "")


def test_data_move_the_pictures(visit: Visit) -> None:
    page = visit(ADDRESS)
    stage = Stage(page, "activations")
    names = titles(page)
    before = {name: paths(page, name) for name in names}
    shown = stage.shown
    turn(page, "mean", "End")
    stage.wait(f"shown > {shown} && !stage.querySelector('.host.painted')")  # plotly has drawn
    changed = [name for name in names if paths(page, name) != before[name]]
    assert len(changed) >= 2, changed


def test_views(visit: Visit) -> None:
    page = visit(ADDRESS)
    Stage(page, "activations")
    seen = [titles(page)]
    for view in ("Linear vs nonlinear", "Depth"):
        page.get_by_role("radio", name=view).click()
        page.wait_for_function(
            "(old) => ![...document.querySelectorAll('.dlp-stage figcaption b')]"
            ".some((title) => old.includes(title.innerText))"
            " && document.querySelectorAll('.dlp-stage figure').length > 1",
            arg=seen[-1],
        )
        settle(page)
        seen.append(titles(page))
    assert len({tuple(one) for one in seen}) == 3
    assert page.locator("[data-testid=stException]").count() == 0


def test_stacks_train_side_by_side(visit: Visit) -> None:
    page = visit(f"{ADDRESS}?activations_view=Linear+vs+nonlinear")
    stage = Stage(page, "activations")
    page.wait_for_selector(".st-key-activations-play button:visible")
    before = stage.label
    stage.play_until(step=50)
    assert stage.label != before
    stage.slider.press("Home")
    assert stage.label == before
