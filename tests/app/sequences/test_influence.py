"""Influence: the pictures and the words of an influence."""

from __future__ import annotations

import pytest

from app.figures.sequences import influence
from app.theme import DARK, LIGHT
from core.sequences import narration
from core.sequences.build_assets import shipped
from core.sequences.influence import influence as mattered
from core.sequences.text_reading import MATTERED, WRITTEN
from core.sequences.through_time import KINDS
from tests.app.pictures import check_axes
from tests.app.sequences.samples import TEXT


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("kind", KINDS)
def test_influences_can_be_drawn(kind, theme) -> None:
    found = {kind: mattered(shipped(kind), TEXT, 20)}
    check_axes([influence.lines(found, TEXT[:21], theme)])


def test_the_preset_of_the_bracket_finds_the_one_that_opened() -> None:
    story = WRITTEN["A story"]
    chosen = MATTERED["Why the bracket closes"]
    assert story[chosen.step] == ")"
    seen = story[: chosen.step]
    found = {"GRU": mattered(shipped("GRU"), seen, chosen.step - 1, ")")}
    (said,) = narration.about_influence(found, {"GRU": ")"}, list(seen))
    assert f"“(” matters most, {chosen.step - seen.rindex('(')} before" in said
