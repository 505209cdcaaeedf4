"""The messages that a browser keeps, so that the server need not send them again.

As in Streamlit's own client: the server marks what can be kept, is told what is there with every
request, and then sends only the hash of it. What was not used for a few runs is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


@dataclass
class _Kept:
    message: ForwardMsg
    fragment: str
    run: int


@dataclass
class MessageCache:
    """Messages by hash. ``age`` is the number of runs that an unused one survives."""

    age: int = 2
    _kept: dict[str, _Kept] = field(default_factory=dict)
    _runs: int = 0

    @property
    def hashes(self) -> list[str]:
        """The messages that are there, for the server to know."""
        return list(self._kept)

    def keep(self, message: ForwardMsg) -> None:
        """Keep a message that the server has marked."""
        if message.metadata.cacheable:
            self._kept[message.hash] = _Kept(message, message.delta.fragment_id, self._runs)

    def whole(self, message: ForwardMsg) -> ForwardMsg:
        """The message that is meant: itself, or the one it refers to (``KeyError`` if dropped)."""
        if message.WhichOneof("type") != "ref_hash":
            return message
        kept = self._kept[message.ref_hash]
        kept.run = self._runs
        return kept.message

    def end_run(self, fragments: Sequence[str]) -> None:
        """Count a run, of these fragments or of the whole page, and drop what is too old."""
        self._runs += 1
        self._kept = {
            name: kept
            for name, kept in self._kept.items()
            if (fragments and kept.fragment not in fragments) or self._runs - kept.run <= self.age
        }
