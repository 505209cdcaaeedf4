"""The program of the memory race: one network of each kind learns the task."""

from __future__ import annotations

from core.nn.random_streams import generator
from core.programs import render
from core.sequences import memory_settings, tasks
from core.sequences.memory import BATCH, MEASURED
from core.sequences.memory_settings import AS_LONG, Settings


def memory_script(settings: Settings) -> str:
    """The memory task with one network of each kind, as a program of its own."""
    task = tasks.TASKS[settings.task]
    return render(
        "sequences/memory",
        settings=settings,
        lags=memory_settings,
        tasks=tasks,
        task=task,
        name=task.write.__name__.strip("_"),
        as_long=settings.forget == AS_LONG,
        weights_seed=generator(settings.seed, "weights").initial_seed(),
        measured=MEASURED,
        batch=BATCH,
        steps=300,
    )
