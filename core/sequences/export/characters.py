"""The program of the character model: it learns a text, and writes."""

from __future__ import annotations

from core.nn.random_streams import generator
from core.programs import render
from core.sequences import story
from core.sequences.characters import windows
from core.sequences.learning import ROUND, ROWS, Settings, Writing
from core.sequences.sampling import probabilities


def characters_script(settings: Settings, writing: Writing) -> str:
    """A character model and its writing, as a program of its own."""
    return render(
        "sequences/learning",
        settings=settings,
        writing=writing,
        weights_seed=generator(settings.seed, "weights").initial_seed(),
        rows=ROWS,
        round=ROUND,
        story=story,
        windows=windows,
        probabilities=probabilities,
    )
