"""Index size: the pictures of an index, and how it grows on the page."""

from __future__ import annotations

import numpy as np

from app.figures.retrieval import index_size
from app.theme import LIGHT
from core.retrieval.index_size import EFS, Growth, GrowthSettings
from core.retrieval.mixture import handbook_vectors
from tests.app.pictures import check
from tests.app.retrieval.samples import THEMES
from tests.app.retrieval.visit import opened, said


@THEMES
def test_what_was_measured_at_size_can_be_drawn(theme) -> None:
    run = Growth(GrowthSettings(dimensions=16), handbook_vectors(), first=1000)
    first = run.frame()
    while run.count < 2000:
        run.advance()
    for frame in (first, run.frame()):
        for ef in (EFS[0], EFS[-1]):
            panels = [
                index_size.recall(frame, ef, 10_000, theme),
                index_size.time(frame, ef, 10_000, theme),
                index_size.comparisons(frame, ef, 10_000, theme),
                index_size.memory(frame, 10_000, theme),
                index_size.found(frame, ef, 10_000, theme),
            ]
            check(panels)
    last = run.frame().measured[-1]
    lines = {trace["name"]: trace for trace in panels[2].data}
    np.testing.assert_array_equal(lines["exact"]["y"], [1000, 2000])
    assert lines["HNSW"]["y"][-1] == last.comparisons[-1]
    assert f"×{last.bytes / last.exact_bytes:.2f}" in panels[3].note


def test_axes_stay_while_an_index_grows() -> None:
    run = Growth(GrowthSettings(), handbook_vectors(), first=1000)
    ranges = []
    for _ in range(2):
        panel = index_size.comparisons(run.frame(), 40, 10_000, LIGHT)
        ranges.append([panel.layout[axis]["range"] for axis in ("xaxis", "yaxis")])
        while run.count < 2000:
            run.advance()
    assert ranges[0] == ranges[1]


def test_an_index_grows_by_steps_and_efsearch_turns_without_building_anew() -> None:
    at = opened("Index size")
    assert "about 8 MB" in said(at)
    at.button(key="retrieval-size-round").click().run()
    held = at.session_state["retrieval-size-playback"]
    assert held.run.count == 6000
    at.select_slider(key="retrieval-size_ef").set_value(160).run()
    assert at.session_state["retrieval-size-playback"] is held
    assert "efSearch 160" in said(at)
    at.select_slider(key="retrieval-size_links").set_value(4).run()
    assert at.session_state["retrieval-size-playback"].run.count == 5000
