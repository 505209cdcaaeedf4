"""Comparison: the losses alike, the points not."""

from __future__ import annotations

from core.gans.comparison import CHANGES, Comparison, ComparisonSettings


def test_losses_alike_and_coverage_not() -> None:
    pair = Comparison(ComparisonSettings(change=next(iter(CHANGES))))
    for _ in range(700):
        pair.advance()
    frame = pair.frame()
    a, b = frame.a.history, frame.b.history
    for column in ("discriminator_loss", "generator_loss"):
        assert abs(getattr(a, column)[-6:].mean() - getattr(b, column)[-6:].mean()) < 0.15
    assert a.covered[-6:].mean() > b.covered[-6:].mean() + 1
    assert b.wasserstein[-6:].mean() > a.wasserstein[-6:].mean()
