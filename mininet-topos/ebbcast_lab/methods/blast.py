"""The programs of bare multicast: one that sends, one that receives for every target.

``send`` paces datagrams by the clock and then serves what is missing over TCP. ``receive`` has a
socket in the network of each target, puts each chunk in its place, and when the stream falls
silent for longer than bursts of the foreground hold it up asks the source for what is missing.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import struct
import sys
import threading
import time
from pathlib import Path

from ebbcast_lab import netns

SO_RCVBUFFORCE = 33  # not among Python's names
CHUNK = 1440
HEADER = struct.Struct("!I")
RECEIVE_BUFFER = 4 << 20
SILENCE_SECONDS = 4.0
ASK = struct.Struct("!II")


def main() -> None:
    verb, given = sys.argv[1:]
    plan = json.loads(Path(given).read_text(encoding="utf-8"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if verb == "send":
        send(plan)
    else:
        Receivers(plan, Path(given).with_name("ready")).run()


def send(plan: dict) -> None:
    """The whole file once at the rate, then whatever is asked for, until the end."""
    data = Path(plan["file"]).read_bytes()
    with netns.inside(plan["source"]):
        out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        listener = socket.create_server((plan["sourceAddress"], plan["port"]), backlog=64)
    out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF,
                   socket.inet_aton(plan["sourceAddress"]))
    out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 16)
    tos = plan["dscp"] << 2
    out.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, tos)
    gap = (CHUNK + HEADER.size + 42) * 8 / plan["bitsPerSecond"]
    began = time.monotonic()
    for number, at in enumerate(range(0, len(data), CHUNK)):
        wait = began + number * gap - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        out.sendto(HEADER.pack(number) + data[at:at + CHUNK], (plan["group"], plan["port"]))
    serve(listener, data, tos)


def serve(listener: socket.socket, data: bytes, tos: int) -> None:
    """Each connection asks for runs of chunks and gets them one after the other."""
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=answer, args=(connection, data, tos), daemon=True).start()


def answer(connection: socket.socket, data: bytes, tos: int) -> None:
    """Sends the runs of chunks that one target asks for."""
    connection.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, tos)
    with connection, connection.makefile("rb") as asked:
        while len(run := asked.read(ASK.size)) == ASK.size:
            first, last = ASK.unpack(run)
            connection.sendall(data[first * CHUNK:(last + 1) * CHUNK])


class _Target:
    """One target's half-received file."""

    def __init__(self, host: str, given: dict, plan: dict, length: int) -> None:
        self.host = host
        self._final = Path(given["file"])
        self._part = self._final.with_suffix(".part")
        self._length = length
        self.missing = set(range(-(-length // CHUNK)))
        self._file = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        with netns.inside(host):
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
        self.socket.bind((plan["group"], plan["port"]))
        self.socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
                               socket.inet_aton(plan["group"])
                               + socket.inet_aton(given["address"]))
        self.socket.setblocking(False)
        self.heard = 0.0

    def drain(self, now: float) -> None:
        """Everything that waits in the socket."""
        while True:
            try:
                datagram = self.socket.recv(2048)
            except BlockingIOError:
                return
            self.heard = now
            self.place(HEADER.unpack_from(datagram)[0], datagram[HEADER.size:])

    def place(self, number: int, chunk: bytes) -> None:
        if number in self.missing:
            os.pwrite(self._file, chunk, number * CHUNK)
            self.missing.discard(number)
            if not self.missing:
                self._part.rename(self._final)

    def fetch_rest(self, plan: dict) -> None:
        """Asks the source for the runs that are missing."""
        with netns.inside(self.host):
            connection = socket.create_connection((plan["sourceAddress"], plan["port"]), 30)
        with connection, connection.makefile("rb") as answer:
            connection.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, plan["dscp"] << 2)
            for first, last in runs(sorted(self.missing)):
                connection.sendall(ASK.pack(first, last))
                for number in range(first, last + 1):
                    self.place(number, answer.read(min(CHUNK, self._length - number * CHUNK)))


def runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Ascending numbers as first and last of each unbroken run."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


class Receivers:
    """All targets, served from one loop; what is missing is fetched by a thread per target."""

    def __init__(self, plan: dict, ready: Path) -> None:
        self._plan = plan
        length = os.path.getsize(plan["file"])
        self._targets = {}
        self._poll = select.epoll()
        for host, given in plan["targets"].items():
            target = _Target(host, given, plan, length)
            self._targets[target.socket.fileno()] = target
            self._poll.register(target.socket, select.EPOLLIN)
        ready.touch()

    def run(self) -> None:
        waiting = list(self._targets.values())
        while waiting:
            events = self._poll.poll(0.1)
            now = time.monotonic()
            for fd, _ in events:
                self._targets[fd].drain(now)
            for target in list(waiting):
                if not target.missing:
                    waiting.remove(target)
                elif target.heard and now - target.heard > SILENCE_SECONDS:
                    waiting.remove(target)
                    threading.Thread(target=target.fetch_rest, args=(self._plan,),
                                     daemon=True).start()
        signal.pause()


if __name__ == "__main__":
    main()
