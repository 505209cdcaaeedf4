"""The list of concepts: everything that it names is there, and every page is named in it."""

from __future__ import annotations

import re

import pytest
from streamlit.string_util import validate_material_icon

from app import page
from app.catalogue import BY_SLUG, CONCEPTS, PAGES, Concept

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
