"""Stories that live models learn from: short lines, and the same seed tells the same."""

from __future__ import annotations

from core.sequences.books import KEYBOARD
from core.sequences.story import WIDTH, story


def test_lines_of_a_story_are_short_and_seeds_differ() -> None:
    text = story(2000, 5)
    assert max(map(len, text.split("\n"))) <= WIDTH
    assert text == story(2000, 5) != story(2000, 6)
    assert set(text) <= set(KEYBOARD)
