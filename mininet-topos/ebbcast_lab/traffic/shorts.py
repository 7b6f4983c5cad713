"""Short TCP flows by a repeating schedule, each timed from its connect to the last byte."""

from __future__ import annotations

import json
import random
import select
import socket
import time
from typing import TextIO

from ebbcast_lab import netns
from ebbcast_lab.traffic import schedule
from ebbcast_lab.traffic.loop import Laps, Loop
from ebbcast_lab.traffic.sockets import listener

SCRATCH = bytearray(1 << 20)
SEND_BUFFER = 256 << 10
ZEROS = memoryview(bytes(schedule.LARGEST_BYTES * 4))


class ShortFlows:
    """Opens a connection per flow; both ends are in this process, so one clock times it.

    A series line of a flow is ``[begin, "f", seconds, number in the schedule]``.
    """

    def __init__(self, plan: dict, out: TextIO) -> None:
        self._out = out
        self._pairs = plan["flows"]
        rate = self._pairs[0]["payloadBitsPerSecond"] / 8 if self._pairs else 0.0
        due = schedule.short(random.Random(plan["seed"]), len(self._pairs), rate)
        self._loop = Loop()
        self._listeners: dict[int, tuple[int, socket.socket]] = {}
        for number, ends in enumerate(self._pairs):
            waiting = listener(ends)
            waiting.setblocking(False)
            self._listeners[waiting.fileno()] = number, waiting
            self._loop.serve(waiting.fileno(), select.EPOLLIN, self._accept)
        self._clients: dict[int, tuple[socket.socket, int]] = {}
        self._servers: dict[int, tuple[socket.socket, int, tuple[str, int]]] = {}
        self._begun: dict[tuple[str, int], tuple[float, int]] = {}
        self._received = [0] * len(self._pairs)
        self._due = Laps(due, time.monotonic())
        self._lines: list[str] = []

    def run(self) -> None:
        self._loop.run(self._note, lambda now: self._due.take(now, self._begin))

    def _note(self, now: float) -> None:
        self._lines.append(json.dumps([round(now, 4), *self._received]) + "\n")
        self._out.write("".join(self._lines))
        self._lines.clear()

    def _begin(self, place: int, flow: schedule.Short) -> None:
        ends = self._pairs[flow.flow]
        with netns.inside(ends["source"]):
            client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        client.setblocking(False)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        client.bind((ends["sourceAddress"], 0))
        self._begun[client.getsockname()] = time.monotonic(), place
        client.connect_ex((ends["targetAddress"], ends["port"]))
        self._clients[client.fileno()] = client, flow.bytes
        self._loop.serve(client.fileno(), select.EPOLLOUT, self._send)

    def _accept(self, fd: int) -> None:
        pair, waiting = self._listeners[fd]
        try:
            server, peer = waiting.accept()
        except BlockingIOError:
            return
        server.setblocking(False)
        self._servers[server.fileno()] = server, pair, peer
        self._loop.serve(server.fileno(), select.EPOLLIN, self._receive)

    def _send(self, fd: int) -> None:
        client, left = self._clients[fd]
        try:
            left -= client.send(ZEROS[:left])
        except BlockingIOError:
            return
        except OSError:
            left = 0  # the connection failed: its flow never ends and is counted as lost
        self._clients[fd] = client, left
        if left <= 0:
            self._loop.forget(fd)
            del self._clients[fd]
            client.close()

    def _receive(self, fd: int) -> None:
        server, pair, peer = self._servers[fd]
        try:
            length = server.recv_into(SCRATCH, 0, socket.MSG_TRUNC)
        except BlockingIOError:
            return
        except OSError:
            length = 0
        self._received[pair] += length
        if length:
            return
        begin, place = self._begun.pop(peer)
        self._lines.append(f'[{begin:.4f}, "f", {time.monotonic() - begin:.6f}, {place}]\n')
        self._loop.forget(fd)
        del self._servers[fd]
        server.close()
