"""Makes the foreground traffic of the whole lab in two processes, ``flows`` and ``probes``.

One process opens every socket of its kind, each inside the network namespace of its host, and
serves them all from one epoll loop. The kernel paces the senders (SO_MAX_PACING_RATE), receivers
wake once per 64 KiB (SO_RCVLOWAT) and discard unseen (MSG_TRUNC), and progress is read from
TCP_INFO: a few hundred wake-ups a second in all. Each process appends lines of JSON to its series
file, times from CLOCK_MONOTONIC, which the whole lab shares.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import socket
import struct
import sys
import time
from typing import TextIO

from ebbcast_lab import netns

SO_MAX_PACING_RATE = 47
TCP_INFO_BYTES = 192
BYTES_RECEIVED_OFFSET = 128
NOTE_SECONDS = 0.1
CHUNK = bytes(32 << 10)
SCRATCH = bytearray(1 << 20)
LOW_WATER = 64 << 10
PROBE_SECONDS = 0.010
REQUEST_SECONDS = 0.200
PROBE_LOST_SECONDS = 2.0
PROBE_PRIORITY = 1
ON_OFF_MEAN_SECONDS = 1.0


def main() -> None:
    role, given, series = sys.argv[1:]
    with open(given, encoding="utf-8") as file:
        plan = json.load(file)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with open(series, "w", encoding="ascii", buffering=1) as out:
        if role == "flows":
            _Flows(plan, out).run()
        else:
            _Probes(plan, out).run()


def _connection(ends: dict) -> tuple[socket.socket, socket.socket]:
    """A TCP connection between two hosts: the client's end, the server's end."""
    with netns.inside(ends["target"]):
        listener = socket.create_server((ends["targetAddress"], ends["port"]))
    with listener:
        listener.settimeout(10)
        with netns.inside(ends["source"]):
            client = socket.create_connection((ends["targetAddress"], ends["port"]), 10,
                                              (ends["sourceAddress"], 0))
        server, _ = listener.accept()
    return client, server


class _Flows:
    """The bulk flows; each is on all the time, or on and off by turns."""

    def __init__(self, plan: dict, out: TextIO) -> None:
        self._out = out
        self._rng = random.Random(plan["seed"])
        self._on_off = plan["mix"] == "on-off"
        rate = plan["payloadBitsPerSecond"] / 8
        self._poll = select.epoll()
        self._senders: dict[int, socket.socket] = {}
        self._receivers: dict[int, socket.socket] = {}
        for ends in plan["flows"]:
            client, server = _connection(ends)
            share = min(1.0, plan["load"] * 2) / plan["load"] if self._on_off else 1.0
            client.setsockopt(socket.SOL_SOCKET, SO_MAX_PACING_RATE, int(rate * share))
            self._duty = 1 / share
            client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 << 10)
            server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, LOW_WATER)
            for end in (client, server):
                end.setblocking(False)
            self._senders[client.fileno()] = client
            self._receivers[server.fileno()] = server
            self._poll.register(server, select.EPOLLIN)
            self._poll.register(client, select.EPOLLOUT)
        self._turns = [(0.0, fd, False) for fd in self._senders] if self._on_off else []

    def run(self) -> None:
        next_note = time.monotonic()
        while True:
            now = time.monotonic()
            if now >= next_note:
                self._note(now)
                next_note += NOTE_SECONDS
            if self._turns:
                self._switch(now)
            for fd, _ in self._poll.poll(max(0.0, next_note - time.monotonic())):
                if fd in self._senders:
                    self._send(self._senders[fd])
                else:
                    self._discard(self._receivers[fd])

    def _note(self, now: float) -> None:
        received = [struct.unpack_from("=Q", end.getsockopt(
            socket.IPPROTO_TCP, socket.TCP_INFO, TCP_INFO_BYTES), BYTES_RECEIVED_OFFSET)[0]
            for end in self._receivers.values()]
        self._out.write(json.dumps([round(now, 4), *received]) + "\n")

    def _switch(self, now: float) -> None:
        """On–off mix: exponential on and off times whose means give the load asked for."""
        turns = []
        for at, fd, is_on in self._turns:
            if now >= at:
                is_on = not is_on
                self._poll.modify(fd, select.EPOLLOUT if is_on else 0)
                mean = ON_OFF_MEAN_SECONDS * (1 if is_on else (1 - self._duty) / self._duty)
                at = now + (self._rng.expovariate(1 / mean) if mean > 0 else 0)
            turns.append((at, fd, is_on))
        self._turns = turns

    @staticmethod
    def _send(end: socket.socket) -> None:
        try:
            end.send(CHUNK)
        except BlockingIOError:
            pass

    @staticmethod
    def _discard(end: socket.socket) -> None:
        try:
            end.recv_into(SCRATCH, 0, socket.MSG_TRUNC)
        except BlockingIOError:
            pass


class _Probes:
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
        self._client, self._server = _connection(plan["request"])
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


if __name__ == "__main__":
    main()
