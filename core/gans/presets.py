"""Settings that each show one phenomenon of the game, by a name that says which.

Each problem comes first and its remedies after it: a remedy is the same game with one fix
(``core.gans.remedies``). Tests check what each preset promises, over seeds. Names are short, so
that all presets stand in one row.
"""

from __future__ import annotations

from dataclasses import replace

from core.gans import remedies
from core.gans.remedies import MORE_STEPS, SPECTRAL, STATISTICS, WGAN_GP, fixed
from core.gans.settings import Settings

RING, COLLAPSE, BEATEN, CIRCLING = "Ring", "Collapse", "D too strong", "Oscillation"
GRID = "Grid"  # where it collapses, too
COVERED = "↳ tuned"  # the grid, as no single fix covers it

_COLLAPSE = Settings(spread=0.05, generator_rate=0.002, discriminator_rate=0.0002)
_BEATEN = Settings(
    loss="minimax",
    spread=0.02,
    generator_rate=0.0005,
    discriminator_rate=0.005,
    discriminator_steps=3,
    batch=64,
)
_CIRCLING = Settings(
    data="one gaussian", spread=0.2, generator_rate=0.002, discriminator_rate=0.0002
)

_GRID = replace(_COLLAPSE, data="grid of 25")
_COVERED = Settings(
    data="grid of 25",
    generator_rate=0.002,
    discriminator_rate=0.005,
    batch=256,
    average=0.99,
    penalty=0.01,
    statistics=True,
)

# The trouble that each problem has by its diagnosis.
TROUBLES = {
    COLLAPSE: remedies.COLLAPSE,
    BEATEN: remedies.STRONG,
    CIRCLING: remedies.OSCILLATION,
    GRID: remedies.COLLAPSE,
}
# The remedies of each problem.
REMEDIES: dict[str, dict[str, Settings]] = {
    COLLAPSE: {
        "↳ statistics": fixed(_COLLAPSE, STATISTICS),
        "↳ steps": fixed(_COLLAPSE, MORE_STEPS),
    },
    BEATEN: {
        "↳ spectral": fixed(_BEATEN, SPECTRAL),
        "↳ WGAN-GP": fixed(_BEATEN, WGAN_GP),
    },
    CIRCLING: {"↳ calmed": fixed(_CIRCLING, STATISTICS)},
}
PRESETS: dict[str, Settings] = {
    RING: Settings(),
    COLLAPSE: _COLLAPSE,
    **REMEDIES[COLLAPSE],
    BEATEN: _BEATEN,
    **REMEDIES[BEATEN],
    CIRCLING: _CIRCLING,
    **REMEDIES[CIRCLING],
    GRID: _GRID,
    COVERED: _COVERED,
}
