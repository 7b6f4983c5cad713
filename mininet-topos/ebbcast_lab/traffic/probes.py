"""The probes: what a latency-sensitive user of the network feels."""

from __future__ import annotations

import os
import select
import socket
import struct
import time
from typing import TextIO

from ebbcast_lab import netns
from ebbcast_lab.traffic.sockets import connection

PROBE_SECONDS = 0.010
REQUEST_SECONDS = 0.200
PROBE_LOST_SECONDS = 2.0
PROBE_PRIORITY = 1


class Probes:
    """ICMP echo every 10 ms, answered by the far kernel, and an 8 KB request every 200 ms."""

    def __init__(self, plan: dict, out: TextIO) -> None:
        self._out = out
        self._lines: list[str] = []
        self._probes = []
        for number, ends in enumerate(plan["probes"]):
            with netns.inside(ends["source"]):
                end = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
            end.connect((ends["targetAddress"], 0))
            end.setblocking(False)
            self._probes.append((number, end))
        self._pending: dict[tuple[int, int], float] = {}
        self._answer_bytes = plan["request"]["bytes"]
        self._client, self._server = connection(plan["request"])
        for end in (self._client, self._server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            end.setblocking(False)
        self._asked = 0.0
        self._missing = 0

    def run(self) -> None:
        _prefer()
        poll = select.epoll()
        by_fd = {end.fileno(): (number, end) for number, end in self._probes}
        for end in (*(end for _, end in self._probes), self._client, self._server):
            poll.register(end, select.EPOLLIN)
        next_probe = next_request = next_flush = time.monotonic()
        sequence = 0
        while True:
            now = time.monotonic()
            if now >= next_probe:
                sequence = (sequence + 1) & 0xFFFF
                self._probe(sequence, *self._probes[sequence % len(self._probes)])
                next_probe = max(next_probe + PROBE_SECONDS, now)
            if now >= next_request and not self._missing:
                self._ask()
                next_request = max(next_request + REQUEST_SECONDS, now)
            if now >= next_flush:
                self._flush(now)
                next_flush += 0.5
            for fd, _ in poll.poll(max(0.0, next_probe - time.monotonic())):
                if fd in by_fd:
                    self._echo(*by_fd[fd])
                elif fd == self._server.fileno():
                    self._server.recv(64)
                    self._server.send(bytes(self._answer_bytes))
                else:
                    self._answer()

    def _probe(self, sequence: int, number: int, end: socket.socket) -> None:
        self._pending[number, sequence] = time.monotonic()
        try:
            end.send(echo_request(number, sequence))
        except OSError:
            pass

    def _echo(self, number: int, end: socket.socket) -> None:
        now = time.monotonic()
        try:
            packet = end.recv(2048)
        except BlockingIOError:
            return
        at = (packet[0] & 15) * 4
        kind, _, _, identity, sequence = struct.unpack_from("!BBHHH", packet, at)
        sent = self._pending.pop((number, sequence), None) if kind == 0 and identity == number \
            else None
        if sent is not None:
            self._lines.append(f'[{sent:.4f}, "p", {now - sent:.6f}]\n')

    def _ask(self) -> None:
        self._asked = time.monotonic()
        self._missing = self._answer_bytes
        self._client.send(b"?" * 64)

    def _answer(self) -> None:
        self._missing -= len(self._client.recv(65536))
        if self._missing <= 0:
            self._missing = 0
            now = time.monotonic()
            self._lines.append(f'[{self._asked:.4f}, "r", {now - self._asked:.6f}]\n')

    def _flush(self, now: float) -> None:
        for key, sent in list(self._pending.items()):
            if now - sent > PROBE_LOST_SECONDS:
                del self._pending[key]
                self._lines.append(f'[{sent:.4f}, "p", -1]\n')
        self._out.write("".join(self._lines))
        self._lines.clear()


def _prefer() -> None:
    """The probe measures the network, not the scheduler."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(PROBE_PRIORITY))
    except OSError:
        pass


def echo_request(identity: int, sequence: int, payload: bytes = bytes(56)) -> bytes:
    """An ICMP echo request with its checksum."""
    header = struct.pack("!BBHHH", 8, 0, 0, identity, sequence)
    return struct.pack("!BBHHH", 8, 0, checksum(header + payload), identity, sequence) + payload


def checksum(data: bytes) -> int:
    """The Internet checksum (RFC 1071) of an even number of bytes."""
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF
