"""Takes the README's pictures of the app: `python -m tests.browser.screenshots`."""

from __future__ import annotations

from playwright.sync_api import Page, sync_playwright

from tests.browser.server import ROOT, Server, launch
from tests.browser.stage import Stage

FOLDER = ROOT / "assets" / "screenshots"
SIZE = {"width": 1280, "height": 800}
SPIRAL = (
    "/train?train_data=spiral&train_hidden_1=8&train_hidden_2=8&train_learning_rate=0.03"
    "&train_noise=0"
)

PICTURES = {
    "train": "light",
    "race": "light",
    "activations": "dark",
    "gradients": "light",
    "convolution": "dark",
    "sequences": "light",
    "gans": "dark",
    "embeddings": "light",
    "retrieval": "dark",
}


def train(page: Page, address: str, slug: str, step: int) -> None:
    """Let the run at ``address`` play to ``step``, and pause it."""
    page.goto(address)
    stage = Stage(page, slug)
    stage.button("play").click()
    stage.wait(f"step >= {step}")
    stage.button("play").click()
    stage.wait("!stage.querySelector('.film input').disabled")


def main() -> None:
    """Visit the pages, each in its best moment, and save what they look like."""
    FOLDER.mkdir(exist_ok=True)
    with Server() as server, sync_playwright() as playwright:
        browser = launch(playwright)
        for name, scheme in PICTURES.items():
            page = browser.new_page(base_url=server.url, viewport=SIZE, color_scheme=scheme)
            match name:
                case "train":
                    train(page, SPIRAL, "train", 1500)
                case "race":
                    train(page, f"{SPIRAL}&train_view=Race", "train-race", 1000)
                case "gans":
                    train(page, "/gans", "gans", 1500)
                case "convolution":
                    page.goto("/convolution?convolution_view=Feature+maps")
                    Stage(page, name)
                case "embeddings":
                    page.goto(f"/{name}")
                    page.locator(".st-key-embeddings-warming").wait_for(timeout=300_000)
                    page.locator(".st-key-embeddings-warming").wait_for(
                        state="detached", timeout=300_000
                    )
                case _:
                    page.goto(f"/{name}")
                    Stage(page, name)
            page.screenshot(path=FOLDER / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
