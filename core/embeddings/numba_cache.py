"""numba's cache of what it compiled, where it may read it but not write.

    >>> tolerant()
    >>> import umap

On a read-only file system numba refuses to import a package that asks for its cache, and on a full
disk it fails in the middle of a computation. After this call it reads what lies beside the package,
and what it cannot keep it compiles again for the next process.

Reference: numba's manual, "Caching" and ``NUMBA_CACHE_LOCATOR_CLASSES``.
"""

from __future__ import annotations

import logging

import numba
from numba.core.caching import FunctionCache, InTreeCacheLocator

log = logging.getLogger(__name__)
# As numba has them, and after them the one that does not ask whether it may write.
LOCATORS = (
    "UserProvidedCacheLocator",
    "InTreeCacheLocator",
    "UserWideCacheLocator",
    "ZipCacheLocator",
    f"{__name__}.BesidePackage",
)


class BesidePackage(InTreeCacheLocator):
    """The package's own folder, for reading."""

    def ensure_cache_path(self) -> None:
        """Leave out numba's trial of writing there."""


class TolerantCache(FunctionCache):
    """A cache that goes on without keeping anything once the disk refuses."""

    def save_overload(self, sig: object, data: object) -> None:
        """Keep a compiled function if there is a place for it."""
        try:
            super().save_overload(sig, data)
        except OSError as problem:
            log.warning("numba could not keep a compiled function: %s", problem)


def tolerant() -> None:
    """Have numba use both from now on."""
    # numba makes up its settings when it is imported, and is to use a class that it does not know.
    numba.config.CACHE_LOCATOR_CLASSES = ",".join(LOCATORS)  # type: ignore[attr-defined]
    numba.core.dispatcher.FunctionCache = TolerantCache  # type: ignore[attr-defined]
