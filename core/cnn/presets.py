"""Training runs that each show something; what they promise is tested."""

from __future__ import annotations

from core.cnn.images import CANVAS, DIGITS
from core.cnn.settings import DENSE, READOUTS, Settings

PRESETS: dict[str, Settings] = {
    "Digits": Settings(data=DIGITS, depth=2),
    "Shapes": Settings(readout=READOUTS[1], kernel=5),
    "Same size, no convolution": Settings(data=CANVAS, depth=2, kind=DENSE),
    "Only colours: 1 × 1": Settings(kernel=1, readout=READOUTS[1]),
    "Few images": Settings(data=DIGITS, depth=2, samples=100),
}
