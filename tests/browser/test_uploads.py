"""A learner's own table: sent, explained and trained on; a file that is none changes nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core.data import datasets
from tests.browser.conftest import Visit
from tests.browser.stage import Stage

# Semicolons and decimal commas, a column of words, missing values, two names alike.
MESSY = """Größe (cm);Gewicht;Farbe;Farbe;Art
12,5;3,1;rot;x;Apfel
11,0;2,9;grün;x;Apfel
;3,0;rot;x;Apfel
19,5;1,2;gelb;x;Banane
21,0;;gelb;x;Banane
20,1;1,3;grün;x;Banane
n/a;1,1;gelb;x;Banane
12,2;3,3;rot;x;Apfel
18,7;1,4;gelb;x;Banane
13,1;3,2;;x;Apfel
17,9;1,5;gelb;x;Banane
11,7;2,8;rot;x;Apfel
"""
BROKEN = {
    "empty.csv": b"",
    "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
    "ragged.csv": b"a,b,label\n1,2,x\n3,4,5,y\n6,7,x\n",
    "words.csv": b"One day a table came to town.\nIt had no columns.\n",
}


@pytest.fixture
def page(visit: Visit) -> Page:
    opened = visit("/train?train_data=own table")
    Stage(opened)
    return opened


def send(page: Page, name: str, content: bytes) -> None:
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )


def train_one_epoch(stage: Stage) -> None:
    loss = stage.note("Loss")
    stage.button("round").click()
    stage.wait("stage.dataset.label.startsWith('epoch 1 ')")
    assert stage.note("Loss") != loss


def test_iris(page: Page) -> None:
    iris = datasets.to_csv(datasets.load("iris", samples=150, noise=0, seed=0))
    expect(page.get_by_text("you see two moons")).to_be_visible()
    send(page, "iris.csv", iris.encode())
    expect(page.get_by_text("150 rows, 4 features; species is 3 classes.")).to_be_visible()
    expect(page.get_by_text("you see two moons")).to_have_count(0)
    stage = Stage(page)
    stage.wait("stage.innerText.includes('setosa')")
    train_one_epoch(stage)


def test_messy_table(page: Page) -> None:
    send(page, "obst.csv", MESSY.encode("cp1252"))
    expect(page.get_by_text("Art is 2 classes.")).to_be_visible()
    said = page.get_by_text("Art is 2 classes.").inner_text()
    assert "Western European" in said
    assert "missing value" in said
    stage = Stage(page)
    # The sentence comes before the picture, and a click on the old picture would train the old run.
    stage.wait("stage.innerText.includes('Apfel')")
    train_one_epoch(stage)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_file_keeps_the_picture(page: Page, name: str) -> None:
    iris = datasets.to_csv(datasets.load("iris", samples=150, noise=0, seed=0))
    send(page, "iris.csv", iris.encode())
    stage = Stage(page)
    stage.wait("stage.innerText.includes('setosa')")
    stage.button("round").click()
    stage.wait("stage.dataset.label.startsWith('epoch 1 ')")
    before = stage.label, stage.note("Loss"), stage.pixels()
    send(page, name, BROKEN[name])
    alert = page.locator("[data-testid=stAlert]")
    expect(alert).to_be_visible()
    assert len(alert.inner_text().split()) > 4
    assert page.locator("[data-testid=stException]").count() == 0
    assert (stage.label, stage.note("Loss"), stage.pixels()) == before
