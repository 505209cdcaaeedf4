"""Settings that each show one phenomenon of training, by a name that says which.

Tests check what each preset promises, on the very run that the page plays.
"""

from __future__ import annotations

from core.train.settings import Settings

PRESETS: dict[str, Settings] = {
    "Two moons": Settings(),
    "No hidden layer": Settings(data="XOR", hidden=(), epochs=100),
    "Better features": Settings(
        data="circle", hidden=(), features=("x1²", "x2²"), learning_rate=0.1, epochs=100
    ),
    "Spiral": Settings(data="spiral", noise=0.0, hidden=(16, 16), learning_rate=0.03, epochs=200),
    # Fifty points of two overlapping classes, and a network with room for each of them.
    "Overfitting": Settings(
        data="circle",
        samples=100,
        noise=0.5,
        hidden=(32, 32),
        activation="ReLU",
        initialisation="He",
        epochs=200,
    ),
    "Zero weights": Settings(data="circle", initialisation="zero", epochs=100),
    # One exact step an epoch, so that each can be seen to land further away than the one before.
    "Too fast": Settings(
        data="plane", optimiser="SGD", learning_rate=1.0, batch_size=0, epochs=100
    ),
    "Digits": Settings(
        data="digits",
        hidden=(32, 16),
        activation="ReLU",
        initialisation="He",
        learning_rate=0.003,
        batch_size=50,
        epochs=50,
    ),
}
