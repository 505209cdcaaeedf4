"""Settings that each show one phenomenon of the game, by a name that says which.

Trouble comes first and its remedies after it: a remedy is the troubled game with one thing
changed. What each of them promises is tested.
"""

from __future__ import annotations

from dataclasses import replace

from core.gans.settings import Settings

COLLAPSE, BEATEN, CIRCLING = "Mode collapse", "D too strong", "Oscillation"
GRID = "Grid of 25"  # where it collapses, too

_COLLAPSE = Settings(spread=0.05, generator_rate=0.002, discriminator_rate=0.0002)
_BEATEN = Settings(
    loss="minimax", spread=0.02, generator_rate=0.0005, discriminator_rate=0.005,
    discriminator_steps=3, batch=64,
)  # fmt: skip
_CIRCLING = Settings(
    data="one gaussian", spread=0.2, generator_rate=0.002, discriminator_rate=0.0002
)

# What helps, by the trouble it is for.
REMEDIES: dict[str, dict[str, Settings]] = {
    COLLAPSE: {
        "↳ minibatch statistics": replace(_COLLAPSE, statistics=True),
        "↳ more D steps": replace(_COLLAPSE, discriminator_steps=5),
    },
    BEATEN: {
        "↳ spectral norm": replace(_BEATEN, spectral=True),
        "↳ WGAN-GP": replace(_BEATEN, loss="WGAN-GP"),
    },
    CIRCLING: {"↳ statistics": replace(_CIRCLING, statistics=True)},
    GRID: {"↳ grid with statistics": replace(_COLLAPSE, data="grid of 25", statistics=True)},
}
PRESETS: dict[str, Settings] = {
    "Ring of 8": Settings(),
    COLLAPSE: _COLLAPSE, **REMEDIES[COLLAPSE],
    BEATEN: _BEATEN, **REMEDIES[BEATEN],
    CIRCLING: _CIRCLING, **REMEDIES[CIRCLING],
    GRID: replace(_COLLAPSE, data="grid of 25"), **REMEDIES[GRID],
}  # fmt: skip
