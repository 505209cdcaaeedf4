"""What a learner chooses for the memory race: task, lag, variants and training."""

from __future__ import annotations

from dataclasses import dataclass

from core.knobs import Knobs, choice, seed, slider
from core.sequences.tasks import ADDING, BRACKETS, COPY, PARITY, TASKS
from core.sequences.through_time import KINDS

CELLS, BIASES = "RNN, GRU and LSTM", "LSTMs that differ in their forget bias"
AS_LONG = "as long as the lag"
FORGET_BIASES = ("0", "1", "3", AS_LONG)
LONG, EXACT, SHORT_FIRST = "half the lag to the lag", "the lag alone", "1 to the lag, most short"
TASK, TRAINING = "Task", "Training"


@dataclass(frozen=True)
class Settings(Knobs):
    """Everything that one race follows from: the same settings, the same race."""

    task: str = choice(
        COPY,
        TASKS,
        label="Task",
        help="What the network must remember. It answers only at the last step.",
        group=TASK,
    )
    lag: int = choice(
        100,
        (5, 10, 20, 50, 100, 150, 200),
        label="Lag (steps)",
        help="How many steps lie between the relevant input and the answer.",
        group=TASK,
    )
    lags: str = choice(
        LONG,
        (LONG, EXACT, SHORT_FIRST),
        label="Lags to train on",
        help="Each batch uses one random lag from this range. Short lags show the network what to "
        "look for.",
        group=TASK,
    )
    compare: str = choice(CELLS, (CELLS, BIASES), label="Compare", group=TASK)
    seeds: int = slider(
        3,
        low=1,
        high=5,
        label="Seeds per variant",
        help="Each seed has its own initial weights and sequences; all train together.",
        group=TASK,
    )
    forget: str = choice(
        AS_LONG,
        FORGET_BIASES,
        label="Forget bias",
        help="The initial bias of the LSTM's forget gates: σ(0) keeps half at each step, σ(3) 95%. "
        "As long as the lag: random biases with which units remember for 1 step up to the lag "
        "(Tallec and Ollivier 2018), also in the GRU's update gates.",
        group=TRAINING,
        when=lambda chosen: chosen.compare == CELLS,
    )
    recurrent: float = choice(
        1.0,
        (0.5, 1.0, 2.0, 3.0, 4.0, 6.0),
        label="Recurrent weights ×",
        help="Multiplies the initial weights from state to state: with small ones a plain RNN's "
        "gradient vanishes, with large ones it explodes.",
        group=TRAINING,
    )
    units: int = choice(
        16,
        (4, 8, 16, 32),
        label="Units",
        help="The size of the hidden state, the same for all networks.",
        group=TRAINING,
    )
    learning_rate: float = choice(
        0.02,
        (0.001, 0.003, 0.01, 0.02, 0.03, 0.1),
        label="Learning rate",
        help="The learning rate of Adam.",
        group=TRAINING,
    )
    clipping: float = choice(
        1.0,
        (0.0, 0.1, 1.0, 10.0),
        names={0.0: "off"},
        label="Gradient clipping",
        help="The largest norm that a network's gradient may have.",
        group=TRAINING,
    )
    truncate: int = choice(
        0,
        (0, 5, 20, 50, 100),
        names={0: "off"},
        label="Truncate after (steps)",
        help="How far back the gradient may travel. Training cannot learn from earlier steps.",
        group=TRAINING,
    )
    seed: int = seed(group=TRAINING)

    @property
    def shortest(self) -> int:
        """The shortest lag that training uses."""
        return {EXACT: self.lag, LONG: self.lag // 2, SHORT_FIRST: 1}[self.lags]

    def variants(self) -> tuple[tuple[str, str, str], ...]:
        """A variant in the race: name, kind of cell, and forget bias."""
        if self.compare == CELLS:
            return tuple((kind, kind, self.forget) for kind in KINDS)
        return tuple((f"bias {bias}", "LSTM", bias) for bias in FORGET_BIASES)


PRESETS: dict[str, Settings] = {
    "100 steps back": Settings(),
    "Forget bias": Settings(compare=BIASES),
    "Short lags help the RNN": Settings(lags=SHORT_FIRST, learning_rate=0.01),
    "Exploding": Settings(recurrent=6.0),
    "Truncated": Settings(truncate=20),
    "Adding": Settings(task=ADDING, lag=20, lags=SHORT_FIRST),
    "Parity": Settings(task=PARITY, lag=10, lags=SHORT_FIRST),
    "Brackets": Settings(task=BRACKETS, lag=20, lags=SHORT_FIRST),
}
