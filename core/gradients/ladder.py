"""The ladder of fixes: a deep sigmoid network and copies with one fix each, trained side by side.

    >>> list(ladder(Settings(depth=4)))[:2]
    ['deep sigmoid', 'ReLU']

Left out: how they train (``core.gradients.training``).
"""

from __future__ import annotations

from core.gradients.settings import ALL, Settings, fixed

BARE = "deep sigmoid"
RUNGS = ("ReLU", "He init", "layer normalisation", "residual", ALL)


def ladder(settings: Settings) -> dict[str, Settings]:
    """The deep sigmoid network without a fix, with each fix alone, and with all of them."""
    bare = Settings(
        depth=settings.depth,
        width=settings.width,
        data=settings.data,
        seed=settings.seed,
        learning_rate=settings.learning_rate,
        optimiser=settings.optimiser,
        clipping=settings.clipping,
    )
    return {BARE: bare, **{name: fixed(bare, name) for name in RUNGS}}
