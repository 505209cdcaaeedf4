"""Training a network on a small data set: settings, one run, its pictures, and races of many."""

import torch

from core.train.frame import Frame
from core.train.history import History
from core.train.race import Race
from core.train.race_frame import RaceFrame, Standing
from core.train.race_settings import RaceSettings
from core.train.run import Run
from core.train.settings import Settings
from core.train.verdict import Verdict

__all__ = [
    "Frame",
    "History",
    "Race",
    "RaceFrame",
    "RaceSettings",
    "Run",
    "Settings",
    "Standing",
    "Verdict",
]

# For tensors this small, handing work to a second thread takes longer than doing it.
torch.set_num_threads(1)
