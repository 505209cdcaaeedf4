"""The table of a run's epochs, and how it is thinned for drawing."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.train.history import History, Recorder, thin


def recorded(epochs: int) -> History:
    recorder = Recorder(epochs)
    for epoch in range(epochs + 1):
        recorder.append(epoch, 2 * epoch, 3 * epoch, 4 * epoch, 5 * epoch)
    return recorder.history()


def test_rows_come_back_in_their_columns():
    history = recorded(3)
    assert len(history) == 4
    assert list(history.columns()) == [
        "epochs",
        "train_loss",
        "validation_loss",
        "train_metric",
        "validation_metric",
        "learning_rate",
    ]
    for factor, column in enumerate(history.columns().values()):
        assert column.tolist() == [max(factor, 1) * epoch for epoch in range(4)]


def test_a_history_does_not_grow_afterwards():
    recorder = Recorder(5)
    recorder.append(*range(5))
    early = recorder.history()
    recorder.append(*range(5))
    assert (len(early), len(recorder.history())) == (1, 2)


def test_until_an_epoch():
    assert recorded(9).until(4).epochs.tolist() == [0, 1, 2, 3, 4]


def test_thinned_rows_stay_together():
    history = recorded(1_000).thinned(50)
    assert len(history) <= 50
    assert np.array_equal(history.validation_loss, 2 * history.epochs)
    assert history.nbytes == len(history) * 6 * 4


@given(length=st.integers(1, 6_000), most=st.integers(2, 500))
def test_thin_keeps_both_ends_and_as_much_as_fits(length, most):
    rows = thin(length, most)
    assert rows[0] == 0
    assert rows[-1] == length - 1
    assert len(rows) <= most
    steps = np.diff(rows)
    assert (steps > 0).all()
    assert len(set(steps[:-1].tolist())) <= 1
    assert len(rows) >= min(length, math.ceil(most / 2))
