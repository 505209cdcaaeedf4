"""Embeddings in the browser: clicks, typing, scrubbing, and a warm-up behind the picture."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit, settle
from tests.browser.stage import Stage

TYPED = "Type a word or a sentence"


def test_a_click_on_a_point_shows_its_true_neighbours(visit: Visit) -> None:
    page = visit("/embeddings")
    stage = Stage(page, "embeddings")
    settle(page)
    seen = page.locator(".st-key-embeddings-seeing")
    expect(seen).not_to_contain_text("You clicked")
    point = (
        stage.panel("UMAP of 300 sentences").locator(".scatterlayer .point").nth(40).bounding_box()
    )
    page.mouse.move(point["x"] + point["width"] / 2, point["y"] + point["height"] / 2)
    page.mouse.down()
    page.mouse.up()
    expect(seen).to_contain_text("You clicked")
    expect(seen).to_contain_text("true nearest neighbour")


def test_a_map_is_zoomed_dragged_searched_and_cut_out(visit: Visit) -> None:
    page = visit("/embeddings")
    stage = Stage(page, "embeddings")
    settle(page)
    seen = page.locator(".st-key-embeddings-seeing")
    panel = stage.panel("UMAP of 300 sentences")
    box = panel.locator(".nsewdrag").first.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def across() -> float:
        """How much of the map's x axis is seen."""
        low, high = panel.locator(".host").evaluate("host => host.layout.xaxis.range")
        return high - low

    before = across()
    page.mouse.move(*middle)
    page.mouse.wheel(0, -400)
    page.wait_for_function(
        "before => { const [low, high] = document.querySelector('.main .host').layout.xaxis.range;"
        " return high - low < 0.97 * before; }",
        arg=before,
    )
    page.get_by_label("Find in the texts").fill("the")
    page.get_by_label("Find in the texts").press("Enter")
    expect(seen).to_contain_text("of 300 texts")
    assert across() < before  # what is drawn anew stays zoomed
    panel.get_by_role("button", name="Reset axes").click()
    panel.get_by_role("button", name="Lasso Select").click()
    width, height = box["width"], box["height"]
    corners = [(0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95), (0.05, 0.06)]
    page.mouse.move(box["x"] + 0.05 * width, box["y"] + 0.05 * height)
    page.mouse.down()
    for right, down in corners[1:]:
        page.mouse.move(box["x"] + right * width, box["y"] + down * height, steps=4)
    page.mouse.up()
    expect(seen).to_contain_text("The lasso caught")
    expect(seen).to_contain_text("of 300 points")


def test_a_typed_word_finds_its_neighbours_and_three_dimensions_are_drawn(visit: Visit) -> None:
    address = "/embeddings?embeddings_method=PCA&embeddings-of_encoder=words+(token+table)"
    page = visit(f"{address}&embeddings_view=Neighbours")
    Stage(page, "embeddings")
    box = page.get_by_label(TYPED)
    box.fill("puppy")
    box.press("Enter")
    table = page.locator("[data-testid=stMarkdownContainer] table")
    # A visitor who is quicker than the warm-up waits for the step of it that runs.
    expect(table.locator("tr").nth(1)).to_contain_text("dog", timeout=60_000)
    expect(page.locator(".st-key-embeddings-seeing")).to_contain_text("PCA places it")
    page.goto(f"{address}&embeddings_dimensions=3")
    stage = Stage(page, "embeddings")
    expect(stage.panel("PCA of 301 words").locator(".gl-container canvas").first).to_be_visible()


def test_how_a_map_came_about_can_be_scrubbed(visit: Visit) -> None:
    page = visit("/embeddings?embeddings_method=t-SNE&embeddings-look_film=true")
    stage = Stage(page, "embeddings")
    assert stage.label == "iteration 750"
    shown = stage.shown
    stage.slider.press("Home")
    stage.wait(f"shown > {shown}")
    assert stage.label == "iteration 0"
    expect(page.locator(".st-key-embeddings-seeing")).to_contain_text(
        "40 pictures of 750 iterations"
    )
