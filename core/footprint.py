"""How many bytes a value keeps in memory, with all that it refers to.

    >>> nbytes({"vectors": np.zeros((1000, 384), np.float32)}) > 1000 * 384 * 4
    True

Memory that several arrays or tensors share counts once. Classes, modules and what a few libraries
keep for the whole process belong to nobody and count nothing.

Left out: memory that a library holds behind an object without saying so.
"""

from __future__ import annotations

import gc
import sys
from types import BuiltinFunctionType, FunctionType, ModuleType

import numpy as np

# Objects of these lead to tables for the whole process, or to a server's session.
PROCESS_WIDE = {"importlib", "llvmlite", "logging", "numba", "streamlit"}
BUFFERS = (bytes, bytearray, memoryview)


def nbytes(*values: object) -> int:
    """The bytes that the values keep in memory together."""
    torch = sys.modules.get("torch")
    total, waiting = 0, list(values)
    seen: dict[int, object] = {}  # holds what it has seen, so that no address is used anew
    buffers: set[int] = set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen or _process_wide(one):
            continue
        seen[id(one)] = one
        if isinstance(one, np.ndarray):
            owner = _owner(one)
            if isinstance(owner.base, BUFFERS):
                waiting.append(owner.base)
            elif owner.ctypes.data not in buffers:
                buffers.add(owner.ctypes.data)
                total += owner.nbytes
            if owner.dtype.hasobject:
                waiting.extend(owner.flat)
        elif torch and isinstance(one, torch.Tensor):
            storage = one.untyped_storage()
            if storage.data_ptr() not in buffers:
                buffers.add(storage.data_ptr())
                total += storage.nbytes()
            waiting.append(one.grad if one.is_leaf else None)
        elif hasattr(type(one), "memory_usage"):  # of pandas, which counts all that it holds
            total += sys.getsizeof(one)
        else:
            total += sys.getsizeof(one)
            waiting.extend(_referents(one))
    return total


def _process_wide(one: object) -> bool:
    if isinstance(one, type | ModuleType | BuiltinFunctionType):
        return True
    return str(getattr(type(one), "__module__", "")).partition(".")[0] in PROCESS_WIDE


def _owner(array: np.ndarray) -> np.ndarray:
    """The array whose memory it is a view of."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def _referents(one: object) -> list:
    if isinstance(one, FunctionType):  # without the globals of its module
        return [one.__closure__, one.__defaults__, one.__kwdefaults__, one.__dict__]
    if isinstance(one, memoryview):
        return [one.obj]
    return gc.get_referents(one)
