"""What the tests ask of a page's stage: the pictures, the film bar and the player's buttons."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


class Stage:
    """The stage on ``page``, waited for until its first picture is drawn.

    ``slug`` is the first part of the keys of the player's buttons.
    """

    def __init__(self, page: Page, slug: str = "train") -> None:
        self.page = page
        self.slug = slug
        self.root = page.locator(".dlp-stage")
        self.film = self.root.locator(".film")
        self.slider = self.film.locator("input")
        self.wait("shown > 0")

    def wait(self, condition: str) -> None:
        """Wait until a JavaScript expression of ``stage``, ``step`` and ``shown`` is true."""
        self.page.wait_for_function(
            f"""() => {{
              const stage = document.querySelector(".dlp-stage");
              if (!stage?.querySelector(".film")) return false;
              const step = Number(stage.dataset.label?.split("step ")[1]?.replaceAll(",", ""));
              const shown = Number(stage.dataset.shown);
              return {condition};
            }}"""
        )

    def button(self, name: str) -> Locator:
        """A button of the player: play, step, round, reset or reseed.

        Streamlit draws a button that has a help text twice, for mouse and for touch, and hides one.
        """
        return self.page.locator(f".st-key-{self.slug}-{name} button").filter(visible=True)

    def play_until(self, step: int) -> None:
        """Play until the step is at least this, then pause."""
        self.button("play").click()
        self.wait(f"step >= {step}")
        self.pause()

    def pause(self) -> None:
        """Pause, and wait until the film bar can be scrubbed."""
        self.button("play").click()
        self.wait("stage.querySelector('.film input')?.disabled === false")

    @property
    def label(self) -> str:
        """Such as "epoch 3 · step 39"."""
        return self.root.get_attribute("data-label")

    @property
    def step(self) -> int:
        """The step of the picture on screen."""
        return int(self.label.split("step ")[1].replace(",", ""))

    @property
    def shown(self) -> int:
        """How many pictures have been drawn so far."""
        return int(self.root.get_attribute("data-shown"))

    def panel(self, title: str) -> Locator:
        """The panel under this title."""
        return self.root.locator("figure").filter(
            has=self.page.locator("figcaption b").get_by_text(title, exact=True)
        )

    def note(self, title: str) -> str:
        """The words beside a panel's title."""
        return self.panel(title).locator("figcaption span").inner_text()

    def pixels(self, title: str = "Map") -> str:
        """The pixels of a panel's raster, as text to compare."""
        return self.panel(title).locator("canvas.raster").evaluate("c => c.toDataURL()")
