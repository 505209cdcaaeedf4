"""The digit GANs that come with the app: trained anew by

    python -m core.gans.build_assets

in a few minutes, into ``assets/models``. How good they are is a test.
"""

from __future__ import annotations

import safetensors.torch

from core.gans.digits import MODELS, SCRATCH, DigitsRun, DigitsSettings, path

ITERATIONS = 12_000


def train(conditional: bool) -> DigitsRun:
    """Play one of the games from its initial weights."""
    run = DigitsRun(DigitsSettings(start=SCRATCH, conditional=conditional))
    for _ in range(ITERATIONS):
        run.advance()
    return run


def main() -> None:
    """Train both and write their weights."""
    MODELS.mkdir(parents=True, exist_ok=True)
    for conditional in (False, True):
        run = train(conditional)
        weights = {
            f"{name}.{key}": value.contiguous()
            for name, network in run.game.networks.items()
            for key, value in network.state_dict().items()
        }
        safetensors.torch.save_file(weights, path(conditional))
        measures = run.frame().measures
        said = ", ".join(f"{name} {values[-1]:.3f}" for name, values in measures.items())
        print(f"{path(conditional).name}: {path(conditional).stat().st_size:,} bytes; {said}")


if __name__ == "__main__":
    main()
