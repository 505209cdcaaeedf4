"""Settings that each show one phenomenon of training, by a name that says which.

What each of them promises is tested, on the very run that the page plays.
"""

from __future__ import annotations

from core.train.settings import Settings

PRESETS: dict[str, Settings] = {
    "Two moons": Settings(),
    "No hidden layer": Settings(data="XOR", hidden=(), epochs=100),
    "Better features": Settings(
        data="circle", hidden=(), features=("x1²", "x2²"), learning_rate=0.1, epochs=100
    ),
    "Spiral": Settings(
        data="spiral", hidden=(16, 16), activation="tanh", learning_rate=0.03, noise=0.0
    ),
    "Overfitting": Settings(
        data="moons", noise=0.4, samples=100, hidden=(32, 32), activation="ReLU",
        initialisation="He", epochs=1000,
    ),
    "Zero weights": Settings(data="circle", initialisation="zero", epochs=100),
    "Too fast": Settings(
        data="plane", optimiser="SGD", learning_rate=10.0, activation="ReLU", hidden=(8, 8)
    ),
    "Digits": Settings(
        data="digits", hidden=(32, 16), activation="ReLU", initialisation="He", batch_size=50,
        epochs=50,
    ),
}  # fmt: skip
