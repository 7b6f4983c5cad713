"""The program of the TCP chain: the sender and all relays, each socket in its host's network.

A relay writes what arrives to its file and hands it on at once; it reads no further while its
successor is more than a window behind, so that the slowest link of the chain holds back the rest.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
import time
from pathlib import Path

from ebbcast_lab import netns

WINDOW = 1 << 20
PIECE = 64 << 10
GO_POLL_SECONDS = 0.005


class _Relay:
    """One target: what it has, and how much of it its successor has been given."""

    def __init__(self, given: dict, upstream: socket.socket, length: int) -> None:
        self._final = Path(given["file"])
        self._part = self._final.with_suffix(".part")
        self.upstream = upstream
        self.downstream: socket.socket | None = None
        self._file = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        self._length = length
        self.got = 0
        self.given = 0

    def wants_more(self) -> bool:
        behind = self.got - self.given if self.downstream else 0
        return self.got < self._length and behind < WINDOW

    def owes(self) -> bool:
        return self.downstream is not None and self.given < self.got

    def read(self) -> None:
        data = self.upstream.recv(PIECE)
        os.pwrite(self._file, data, self.got)
        self.got += len(data)
        if self.got == self._length:
            self._part.rename(self._final)

    def write(self) -> None:
        data = os.pread(self._file, min(PIECE, self.got - self.given), self.given)
        self.given += self.downstream.send(data)


class _Source:
    """The head of the chain; it has everything from the start."""

    def __init__(self, given: dict, length: int, downstream: socket.socket) -> None:
        self._file = os.open(given["file"], os.O_RDONLY)
        self._length = length
        self.downstream = downstream
        self._given = 0

    def owes(self) -> bool:
        return self._given < self._length

    def write(self) -> None:
        self._given += self.downstream.send(os.pread(self._file, PIECE, self._given))


def connect(plan: dict) -> tuple[_Source, list[_Relay]]:
    """Every connection of the chain, in order."""
    head, *rest = plan["hosts"]
    relays: list[_Relay] = []
    before, source = head, None
    for here in rest:
        with netns.inside(here["name"]):
            listener = socket.create_server((here["address"], plan["port"]))
        with listener:
            with netns.inside(before["name"]):
                out = socket.create_connection((here["address"], plan["port"]), 15)
            into, _ = listener.accept()
        for end in (out, into):
            end.setblocking(False)
        if source is None:
            source = _Source(head, plan["length"], out)
        else:
            relays[-1].downstream = out
        relays.append(_Relay(here, into, plan["length"]))
        before = here
    return source, relays


def main() -> None:
    plan = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    source, relays = connect(plan)
    Path(plan["ready"]).touch()
    while not os.path.exists(plan["go"]):
        time.sleep(GO_POLL_SECONDS)
    run(source, relays)
    signal.pause()


def run(source: _Source, relays: list[_Relay]) -> None:
    """Until the last has everything and nobody owes anything."""
    poll = select.epoll()
    by_in = {relay.upstream.fileno(): relay for relay in relays}
    by_out: dict[int, _Source | _Relay] = {
        end.downstream.fileno(): end for end in (source, *relays) if end.downstream}
    interest = dict.fromkeys((*by_in, *by_out), 0)
    for fd in interest:
        poll.register(fd, 0)
    while True:
        wanted = {fd: select.EPOLLIN if relay.wants_more() else 0 for fd, relay in by_in.items()}
        wanted |= {fd: select.EPOLLOUT if end.owes() else 0 for fd, end in by_out.items()}
        if not any(wanted.values()):
            return
        for fd, events in wanted.items():
            if interest[fd] != events:
                poll.modify(fd, events)
                interest[fd] = events
        for fd, _ in poll.poll(1.0):
            try:
                if fd in by_in:
                    by_in[fd].read()
                else:
                    by_out[fd].write()
            except BlockingIOError:
                pass


if __name__ == "__main__":
    main()
