"""Problems with a model by name, each as one sentence that a learner understands."""

from __future__ import annotations

import errno
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

LOG = logging.getLogger(__name__)
REST = "Everything else works without it."


class ModelRefused(ValueError):
    """A model that is not loaded; the message is the sentence for the learner."""


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn every exception of a library into ``ModelRefused``; the log keeps the original.

    Put it around a library's work with a model. Files from strangers make a library raise
    exceptions of any type, so this one place catches them all.
    """
    try:
        yield
    except ModelRefused:
        raise
    except Exception as problem:
        LOG.warning("The model %r could not be loaded or used.", name, exc_info=problem)
        raise ModelRefused(sentence(name, problem)) from problem


def unreachable(problem: Exception) -> bool:
    """Whether the hub was unreachable: no connection, a timeout, or offline mode."""
    import httpx2

    return isinstance(problem, (httpx2.TransportError, ConnectionError, TimeoutError))


def sentence(name: str, problem: Exception) -> str:
    """Why the model cannot be loaded, in plain words."""
    from huggingface_hub import errors
    from safetensors import SafetensorError

    if isinstance(problem, errors.LocalEntryNotFoundError):  # says why only as its cause
        problem = problem.__cause__ if isinstance(problem.__cause__, Exception) else problem
    if unreachable(problem) or isinstance(problem, errors.LocalEntryNotFoundError):
        return (
            f"{name} cannot be loaded: there is no network connection to huggingface.co, and the "
            f"model is not on this computer. {REST}"
        )
    if isinstance(problem, errors.GatedRepoError):
        return f"{name} is not open to everyone: its authors require an agreement first. {REST}"
    if isinstance(problem, (errors.RepositoryNotFoundError, errors.DisabledRepoError)):
        return f"huggingface.co has no public model called {name}. Check the spelling."
    if isinstance(problem, errors.HfHubHTTPError):
        return f"{name} cannot be loaded: huggingface.co answered with an error. Try again later."
    if isinstance(problem, MemoryError):
        return f"{name} does not fit into the remaining memory. Choose a smaller model."
    if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{name} does not fit on the disk. Make room, or choose a smaller model."
    if isinstance(problem, OSError) and problem.errno in (errno.EROFS, errno.EACCES):
        return f"{name} cannot be saved: the app may not write its cache on this computer."
    if isinstance(problem, ImportError):
        return f"{name} needs a library that is not installed here. Choose another model."
    if isinstance(problem, (SafetensorError, json.JSONDecodeError, UnicodeDecodeError)):
        return f"A file of {name} is damaged. Choose another model, or delete it and load it again."
    return (
        f"{name} cannot be used: its files do not fit together, or were made for another version "
        f"of the library. Choose another model."
    )
