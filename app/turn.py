"""One turn for the whole server: the ticks of all runs take it one after the other.

Python runs one thread at a time. When thirty sessions train as they like, each one waits for all
others at every step, and none gets a picture done. So a tick waits for its turn, first come, first
served, trains, draws, and passes the turn on. What a learner asks for (a knob, a click) never waits
for a turn: it shortens the tick that runs, and the next tick waits until it is answered.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from threading import Event, Lock
from time import monotonic

PATIENCE = 0.3  # seconds for which ticks make way for a request; a heavy one takes longer
LONGEST = 1.0  # seconds after which a turn that is still held no longer keeps the others waiting
PRESENT = 5.0  # seconds since its last turn in which a player counts as playing


class FairTurn:
    """A first-come-first-served turn, with requests that go before it.

        >>> fair = FairTurn()
        >>> with fair.request():  # a script run that answers a learner
        ...     pass
        >>> with fair.taken("player"):  # a tick of a run
        ...     pass

    ``clock`` returns seconds and never goes back.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._guard = Lock()
        self._waiting: deque[Event] = deque()
        self._holder: Event | None = None
        self._held_since = 0.0
        self._requests: dict[object, float] = {}
        self._seen: dict[Hashable, float] = {}

    @property
    def pressing(self) -> bool:
        """Whether a request began so recently that ticks make way for it."""
        earliest = self._clock() - PATIENCE
        return any(began > earliest for began in tuple(self._requests.values()))

    @contextmanager
    def request(self) -> Iterator[None]:
        """Answer a learner: ticks make way meanwhile, for ``PATIENCE`` seconds at most."""
        ticket = object()
        with self._guard:
            self._requests[ticket] = self._clock()
        try:
            yield
        finally:
            with self._guard:
                del self._requests[ticket]
                self._call_next()

    @contextmanager
    def taken(self, player: Hashable | None = None) -> Iterator[None]:
        """Wait for the turn and hold it; ``player`` says whose run it is, see ``players``."""
        ticket = Event()
        with self._guard:
            self._waiting.append(ticket)
            self._call_next()
        # There is no signal when a request or a holder lasts too long, so look again at times.
        while not ticket.wait(PATIENCE):
            with self._guard:
                self._call_next()
        try:
            yield
        finally:
            with self._guard:
                if self._holder is ticket:
                    self._holder = None
                if player is not None:
                    self._seen[player] = self._clock()
                self._call_next()

    def players(self) -> int:
        """How many players have had a turn in the last ``PRESENT`` seconds."""
        with self._guard:
            earliest = self._clock() - PRESENT
            self._seen = {who: at for who, at in self._seen.items() if at > earliest}
            return len(self._seen)

    def crowded(self) -> bool:
        """Whether others are at work, as seen from within a request."""
        return len(self._requests) > 1 or self.players() > 0

    def _call_next(self) -> None:
        """Give the turn to the next in line, where nothing stands against it."""
        now = self._clock()
        free = self._holder is None or now - self._held_since > LONGEST
        if self._waiting and free and not self.pressing:
            self._holder = self._waiting.popleft()
            self._held_since = now
            self._holder.set()


turn = FairTurn()
"""The turn of this server."""
