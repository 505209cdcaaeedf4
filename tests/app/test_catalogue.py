"""The list of concepts: everything that it names is there, and every page is named in it."""

from __future__ import annotations

import re

import pytest
from streamlit.string_util import validate_material_icon

from app import page
from app.catalogue import BY_SLUG, CONCEPTS, PAGES, Concept
from tests.core.test_architecture import ROOT

EVERY = pytest.mark.parametrize("concept", CONCEPTS, ids=lambda concept: concept.slug)


def test_every_page_but_home_is_in_the_catalogue_once() -> None:
    files = {path.stem for path in PAGES.glob("*.py")} - {"home"}
    assert sorted(concept.slug for concept in CONCEPTS) == sorted(files)
    assert len(BY_SLUG) == len({concept.title for concept in CONCEPTS}) == len(CONCEPTS)


@EVERY
def test_a_concept_is_said_in_a_word_and_a_sentence(concept: Concept) -> None:
    # Part of an address and of CSS classes.
    assert re.fullmatch(r"[a-z][a-z-]*", concept.slug)
    assert validate_material_icon(concept.icon)
    assert 40 < len(concept.idea) < 220
    assert concept.idea.endswith(".")
    assert concept.section


@EVERY
def test_a_concept_leads_on_to_others(concept: Concept) -> None:
    assert concept.related
    assert set(concept.related) <= set(BY_SLUG) - {concept.slug}


@EVERY
def test_a_concept_has_a_lesson_in_plain_words(concept: Concept) -> None:
    plain = page.lesson(concept.slug)["plain"]
    assert len(plain) >= 3
    for question, answer in plain.items():
        assert question.endswith("?")
        assert len(answer) > 60


# --- One name for each view ----------------------------------------------------------------------

# Views without a module of this kind, and why.
WITHOUT: dict[str, dict[str, str]] = {
    "app/figures": {
        "sequences/cell": "its equations are text, its lines those of heat.py",
    },
    "core": {
        "sequences/gates": "text_reading.py reads the text for this view, cell and influence",
        "sequences/cell": "text_reading.py reads the text for this view, gates and influence",
        "embeddings/map": "projection.py lays out the maps of all views",
        "embeddings/seeds": "projection.py lays out the maps of all views",
        "embeddings/learn": "skip_gram.py and contrastive.py are encoders of other views, too",
        "retrieval/query": "search.py finds the hits of all views",
    },
}
# Programs that are not those of one view.
SHARED_PROGRAMS = {"activations/overview"}  # all three views give it, with all three parts
VIEWS = [f"{concept.slug}/{view.name}" for concept in CONCEPTS for view in concept.views]
EVERY_VIEW = pytest.mark.parametrize("name", VIEWS)


def there(room: str, name: str) -> bool:
    """Whether a view has a module of its own in a room; one that outgrew a file is a folder."""
    return (ROOT / room / f"{name}.py").exists() or (ROOT / room / name / "__init__.py").exists()


@EVERY_VIEW
def test_a_view_has_its_name_in_every_room(name: str) -> None:
    assert there("app/views", name)
    for room in ("app/figures", "core"):
        assert there(room, name) != (name in WITHOUT[room]), room


@EVERY_VIEW
def test_a_view_has_tests_of_its_name(name: str) -> None:
    tested = name.replace("/", "/test_")
    assert there("tests/app", tested)
    assert there("tests/core", tested) or not there("core", name)


def test_every_program_is_that_of_a_view() -> None:
    programs = ROOT / "assets" / "programs"
    for path in programs.rglob("*.py.jinja"):
        name = path.relative_to(programs).as_posix().removesuffix(".py.jinja")
        assert "/".join(name.split("/")[:2]) in {*VIEWS, *SHARED_PROGRAMS}, name


def test_what_is_excused_is_a_view() -> None:
    assert {name for room in WITHOUT.values() for name in room} <= set(VIEWS)


def test_a_view_knows_its_files() -> None:
    assert BY_SLUG["sequences"].files("Influence") == [
        "core/sequences/influence.py",
        "app/figures/sequences/influence.py",
        "app/views/sequences/influence.py",
    ]
    for concept in CONCEPTS:
        for view in concept.views:
            assert concept.files(view.title)[-1].startswith(f"app/views/{concept.slug}/{view.name}")
