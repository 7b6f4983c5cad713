"""The loop of a process that makes foreground traffic: sockets, a schedule that repeats, notes."""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from ebbcast_lab.traffic import schedule

NOTE_SECONDS = 0.1

Due = TypeVar("Due", schedule.Turn, schedule.Short)


class Laps(Generic[Due]):
    """A schedule that begins anew every period, from ``began`` on the monotonic clock."""

    def __init__(self, events: Sequence[Due], began: float) -> None:
        self._events = events
        self._began = began
        self._next = 0

    def take(self, now: float, act: Callable[[int, Due], None]) -> float:
        """Hands over all that is due, each with its number in the schedule; returns when the next
        is, infinity if there is none."""
        if not self._events:
            return float("inf")
        while True:
            laps, number = divmod(self._next, len(self._events))
            event = self._events[number]
            at = self._began + laps * schedule.PERIOD_SECONDS + event.at
            if at > now:
                return at
            act(number, event)
            self._next += 1


class Loop:
    """Serves sockets by their handlers; owned by the only thread of its process."""

    def __init__(self) -> None:
        self._poll = select.epoll()
        self._handlers: dict[int, Callable[[int], None]] = {}

    def serve(self, fd: int, events: int, handler: Callable[[int], None]) -> None:
        """Calls ``handler(fd)`` whenever one of ``events`` is there."""
        self._handlers[fd] = handler
        self._poll.register(fd, events)

    def await_only(self, fd: int, events: int) -> None:
        self._poll.modify(fd, events)

    def forget(self, fd: int) -> None:
        """Must be called before ``fd`` is closed."""
        self._poll.unregister(fd)
        del self._handlers[fd]

    def run(self, note: Callable[[float], None], take_turns: Callable[[float], float]) -> None:
        """For good. ``note(now)`` is called ten times a second; ``take_turns(now)`` does what is
        due and says when it wants to be called again."""
        next_note = time.monotonic()
        while True:
            now = time.monotonic()
            if now >= next_note:
                note(now)
                next_note += NOTE_SECONDS
            wake = min(next_note, take_turns(now))
            for fd, _ in self._poll.poll(max(0.0, wake - time.monotonic())):
                if handler := self._handlers.get(fd):
                    handler(fd)
