"""Chain rule: the chain link by link."""

from __future__ import annotations

import numpy as np
import pytest

from app.figures.gradients import chain_rule as chain_figures
from app.theme import DARK
from core.gradients.chain_narration import number
from core.gradients.chain_rule import chain
from core.gradients.settings import Settings
from tests.app.pictures import check, check_axes


@pytest.mark.parametrize("activation", ["sigmoid", "ReLU", "tanh"])
def test_the_chain_grows_link_by_link(activation: str) -> None:
    made = chain(Settings(activation=activation, links=4, link_weight=-1.2))
    for back in range(5):
        drawn = check({"chain": chain_figures.diagram(made, back, DARK)}) | check_axes(
            {
                "products": chain_figures.products(made, back, DARK),
                "weights": chain_figures.weights(made, back, DARK),
            }
        )
        assert drawn["chain"].title == f"{back} of 4 links back"
        assert np.count_nonzero(drawn["weights"].data[0]["y"]) <= back
    assert number(made.by_hand[0]) in drawn["chain"].note
    # Both factors as exactly as their product, or the arithmetic looks wrong.
    factors = [text for trace in drawn["chain"].data for text in trace.get("text", ())]
    for slope in made.slopes:
        assert f"{slope:.3g} × −1.2<br>= <b>{number(slope * -1.2 + 0.0)}</b>" in factors
