"""Settings that each show one phenomenon of the game, by a name that says which.

Trouble comes first and its remedies after it: a remedy is the troubled game with one thing
changed. What each of them promises is tested.
"""

from __future__ import annotations

from dataclasses import replace

from core.gans.settings import Settings

COLLAPSED = Settings(spread=0.05, generator_rate=0.002, discriminator_rate=0.0002)
BEATEN = Settings(
    loss="minimax", spread=0.05, generator_rate=0.0002, discriminator_rate=0.01,
    discriminator_steps=5,
)  # fmt: skip
CIRCLING = Settings(
    data="two gaussians", spread=0.2, generator_rate=0.005, discriminator_rate=0.0005
)

PRESETS: dict[str, Settings] = {
    "Ring of 8": Settings(),
    "Mode collapse": COLLAPSED,
    "Fix: minibatch statistics": replace(COLLAPSED, statistics=True),
    "Fix: more D steps": replace(COLLAPSED, discriminator_steps=5),
    "D too strong": BEATEN,
    "Fix: WGAN-GP": replace(BEATEN, loss="WGAN-GP"),
    "Oscillation": CIRCLING,
    "Fix: spectral norm": replace(CIRCLING, spectral=True),
    "Grid of 25": Settings(data="grid of 25", spread=0.05),
}
