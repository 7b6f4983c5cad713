"""Long-lived TCP flows: steady, in bursts, or moving from one group to the other."""

from __future__ import annotations

import json
import random
import select
import signal
import socket
import struct
import time
from typing import TextIO

from ebbcast_lab.traffic import schedule
from ebbcast_lab.traffic.loop import Laps, Loop
from ebbcast_lab.traffic.sockets import connection

SO_MAX_PACING_RATE = 47
TCP_INFO_BYTES = 192
BYTES_RECEIVED_OFFSET = 128
CHUNK = bytes(32 << 10)
SCRATCH = bytearray(1 << 20)
LOW_WATER = 64 << 10
LEAST_SEND_BUFFER, MOST_SEND_BUFFER = 4 << 10, 64 << 10
SEND_BUFFER_SECONDS, BURST_SEND_BUFFER_SECONDS = 0.1, 0.01
BURST_FACTOR = 2


class Flows:
    """Every flow of the foreground; ``SIGUSR1`` moves the load to the other group of flows."""

    def __init__(self, plan: dict, out: TextIO) -> None:
        self._out = out
        self._loop = Loop()
        self._senders: dict[int, socket.socket] = {}
        self._receivers: dict[int, socket.socket] = {}
        self._groups: list[tuple[int, int]] = []
        duty = 1.0
        self._buffer_seconds = SEND_BUFFER_SECONDS if plan["mix"] == "long" \
            else BURST_SEND_BUFFER_SECONDS
        if plan["mix"] == "on-off":
            duty = max(1 / BURST_FACTOR, plan["load"])
        for ends in plan["flows"]:
            client, server = connection(ends)
            self._tune(client, server, ends["payloadBitsPerSecond"] / 8 / duty)
            self._groups.append((client.fileno(), ends["group"]))
        self._order = list(self._senders)
        turns = schedule.on_off(random.Random(plan["seed"]), len(self._order), duty) \
            if duty < 1 else []
        self._turns = Laps(turns, time.monotonic())
        self._active = 0
        if plan["mix"] == "shift":
            self._choose()
            signal.signal(signal.SIGUSR1, self._shift)

    def _tune(self, client: socket.socket, server: socket.socket, rate: float) -> None:
        """A short send buffer, so that a flow that is told to stop has stopped."""
        client.setsockopt(socket.SOL_SOCKET, SO_MAX_PACING_RATE, int(rate))
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, int(
            min(MOST_SEND_BUFFER, max(LEAST_SEND_BUFFER, rate * self._buffer_seconds))))
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, LOW_WATER)
        for end in (client, server):
            end.setblocking(False)
        self._senders[client.fileno()] = client
        self._receivers[server.fileno()] = server
        self._loop.serve(server.fileno(), select.EPOLLIN, self._discard)
        self._loop.serve(client.fileno(), select.EPOLLOUT, self._send)

    def run(self) -> None:
        self._loop.run(self._note, lambda now: self._turns.take(now, self._turn))

    def _note(self, now: float) -> None:
        received = [struct.unpack_from("=Q", end.getsockopt(
            socket.IPPROTO_TCP, socket.TCP_INFO, TCP_INFO_BYTES), BYTES_RECEIVED_OFFSET)[0]
            for end in self._receivers.values()]
        self._out.write(json.dumps([round(now, 4), *received]) + "\n")

    def _turn(self, _number: int, turn: schedule.Turn) -> None:
        self._loop.await_only(self._order[turn.flow], select.EPOLLOUT if turn.is_on else 0)

    def _shift(self, _number: int, _frame: object) -> None:
        self._active = 1 - self._active
        self._choose()

    def _choose(self) -> None:
        for fd, group in self._groups:
            self._loop.await_only(fd, select.EPOLLOUT if group == self._active else 0)

    def _send(self, fd: int) -> None:
        try:
            self._senders[fd].send(CHUNK)
        except BlockingIOError:
            pass

    def _discard(self, fd: int) -> None:
        try:
            self._receivers[fd].recv_into(SCRATCH, 0, socket.MSG_TRUNC)
        except BlockingIOError:
            pass
