"""umap-learn, with what it compiles kept on disk, and without stopping all other threads.

    >>> library().UMAP(n_neighbors=15).n_neighbors
    15

numba compiles its inner loops at their first call, which takes ten seconds and more. pynndescent,
on which it builds, tells numba to keep the compiled code; umap-learn does not. This module switches
that on, so that only the first server on a machine, or the first test, has to wait. numba puts the
files beside the package's, or into the user's cache where it may not write there (and nowhere where
it may not write at all, see numba_cache.py). It compiles again when the package, numba or the
processor changes.

A compiled loop also holds Python's lock while it runs, unless it is told not to: a map that one
visitor waits for would keep all others waiting. Its numbers are the same either way.

Left out: functions that umap-learn makes anew at each call (densMAP, an inverse transform).

Reference: numba's manual, "Caching" and "Releasing the GIL".
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType


@lru_cache(maxsize=1)
def library() -> ModuleType:
    """The package ``umap``; seconds the first time."""
    from core.embeddings import numba_cache

    numba_cache.tolerant()
    import umap
    from numba.core.registry import CPUDispatcher

    for module in (umap.umap_, umap.layouts, umap.utils, umap.distances):
        for compiled in vars(module).values():
            if (
                isinstance(compiled, CPUDispatcher)
                and compiled.py_func.__module__ == module.__name__
            ):
                compiled.targetoptions["nogil"] = True
                compiled.enable_caching()
    return umap
