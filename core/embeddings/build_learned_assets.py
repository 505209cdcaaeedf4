"""The two towers and the words' vectors that come with the app: trained anew by

    python -m core.embeddings.build_learned_assets

in ten minutes or so, into ``assets/models``. How good they are on held-out pictures is a test.
"""

from __future__ import annotations

import safetensors.numpy
import safetensors.torch

from core.embeddings import contrastive, skip_gram, two_tower

IMAGES = 16_000
# More than a run on the page may take, and the last third with smaller and smaller steps.
STEPS, COOLING = 4200, 1500


def train_towers() -> contrastive.Run:
    """Train from the initial weights, on more pictures and larger batches than on the page."""
    run = contrastive.Run(contrastive.Settings(batch=128), images=IMAGES)
    run.total = STEPS
    rate = run.settings.learning_rate
    while not run.finished:
        for group in run.optimiser.param_groups:
            group["lr"] = rate * min(1.0, (STEPS - run.step) / COOLING)
        run.advance()
    return run


def train_words() -> skip_gram.Run:
    """The run that the page opens with, to its end."""
    run = skip_gram.Run(skip_gram.Settings())
    while not run.finished:
        run.advance()
    return run


def main() -> None:
    """Train both, write them, and print how good they are."""
    words = train_words()
    safetensors.numpy.save_file({"vectors": words.vectors}, skip_gram.VECTORS)
    frame = words.frame()
    print(f"{skip_gram.VECTORS.name}: purity {frame.purity[-1]:.3f}, analogies {frame.ranks}")
    weights = contrastive.WEIGHTS
    safetensors.torch.save_model(train_towers().towers, str(weights))
    print(f"{weights.name}: {weights.stat().st_size:,} bytes")
    for direction, found in two_tower.measured().items():
        print(direction, found)
    print(two_tower.mistakes())


if __name__ == "__main__":
    main()
