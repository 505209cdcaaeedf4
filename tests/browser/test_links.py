"""An address rebuilds settings and result; one that says nonsense says so."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from core import train
from tests.browser.conftest import Visit
from tests.browser.stage import Stage

LINK = (
    "/train?train_data=spiral&train_hidden=2&train_hidden_1=6&train_hidden_2=3"
    "&train_activation=ReLU&train_seed=7"
)
SETTINGS = train.Settings(data="spiral", hidden=(6, 3), activation="ReLU", seed=7)


def losses(settings: train.Settings, epochs: int) -> str:
    """What the page says beside the loss curve after so many epochs."""
    run = train.Run(settings)
    for _ in range(epochs * run.round):
        run.advance()
    history = run.history
    pair = history.train_loss[-1], history.validation_loss[-1]
    return "training {:.3f} · validation {:.3f}".format(*pair)


def test_link_rebuilds_knobs_and_result(visit: Visit) -> None:
    first, again = losses(SETTINGS, 0), losses(SETTINGS, 3)
    assert first != again
    for _ in range(2):
        page = visit(LINK)
        stage = Stage(page)
        assert stage.note("Loss") == first
        for name, value in (("data", "spiral"), ("activation", "ReLU")):
            expect(page.locator(f".st-key-train_{name} [role=combobox]")).to_have_value(value)
        for name, value in (("hidden", "2"), ("hidden_1", "6"), ("hidden_2", "3"), ("seed", "7")):
            expect(page.locator(f".st-key-train_{name} input")).to_have_value(value)
        for epoch in (1, 2, 3):
            stage.button("round").click()
            stage.wait(f"stage.dataset.label.startsWith('epoch {epoch} ')")
        assert stage.note("Loss") == again


def test_knob_writes_the_link(visit: Visit) -> None:
    page = visit("/train")
    Stage(page)
    page.locator(".st-key-train_hidden_2 input").fill("3")
    page.keyboard.press("Enter")
    page.wait_for_url("**/train?train_hidden_2=3")


def test_nonsense_gives_the_default_and_a_sentence(visit: Visit) -> None:
    page = visit(
        "/train?train_data=cheese&train_samples=-3&train_hidden=99&train_hidden_1=abc"
        "&train_learning_rate=0.02&train_seed=1e99&train_features=x9&train_standardise=perhaps"
        "&train_view=Nothing&nobody_knows=this"
    )
    stage = Stage(page)
    assert stage.note("Loss") == losses(train.Settings(), 0)
    said = sentences(page)
    for value in ("cheese", "-3", "99", "abc", "0.02", "1e99", "x9", "perhaps", "Nothing"):
        assert any(f"“{value}”" in sentence for sentence in said), (value, said)
    assert all("ignores what does not fit" in sentence for sentence in said)
    assert page.locator("[data-testid=stException]").count() == 0
    assert "Traceback" not in page.locator("body").inner_text()


def sentences(page: Page) -> list[str]:
    """The warnings on the page."""
    page.wait_for_selector("[data-testid=stAlert]")
    return page.locator("[data-testid=stAlert]").all_inner_texts()
