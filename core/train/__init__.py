"""Training a network on a small data set: settings, one run, its pictures, and races of many."""

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
