"""Byte counters of the HTB classes, read by rtnetlink: no process is forked to look.

Class 1:1 has everybody's traffic, class 1:2 what is marked LE. The kernel counts what leaves
the interface, Ethernet header included, frame check sequence not.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass

from ebbcast_lab import netns

RTM_GETTCLASS = 42
NLM_F_REQUEST_DUMP = 0x301
NLMSG_ERROR = 2
NLMSG_DONE = 3
TCA_STATS2 = 7
TCA_STATS_BASIC = 1
TCA_STATS_QUEUE = 3
HIGH_CLASS = 0x10001
LOW_CLASS = 0x10002

_HEADER = struct.Struct("=IHHII")
_TCMSG = struct.Struct("=BxxxiIII")
_ATTRIBUTE = struct.Struct("=HH")


@dataclass(frozen=True)
class ClassCount:
    """What one class of one port has sent since it was made."""

    bytes: int
    packets: int
    drops: int
    backlog_bytes: int


@dataclass(frozen=True)
class PortCount:
    high: ClassCount
    low: ClassCount


NOTHING = ClassCount(0, 0, 0, 0)


class ClassReader:
    """Reads the classes of interfaces in one network namespace; used by one thread."""

    def __init__(self, node: str | None) -> None:
        with netns.inside(node):
            self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
            self._index = {name: index for index, name in socket.if_nameindex()}
        self._sequence = 0

    def read(self, interface: str) -> PortCount:
        """The counters of ``interface`` now."""
        self._sequence += 1
        body = _TCMSG.pack(socket.AF_UNSPEC, self._index[interface], 0, 0, 0)
        self._socket.send(_HEADER.pack(_HEADER.size + len(body), RTM_GETTCLASS,
                                       NLM_F_REQUEST_DUMP, self._sequence, 0) + body)
        classes: dict[int, ClassCount] = {}
        while not parse(self._socket.recv(65536), self._sequence, classes):
            pass
        return PortCount(classes.get(HIGH_CLASS, NOTHING), classes.get(LOW_CLASS, NOTHING))

    def close(self) -> None:
        self._socket.close()


def parse(data: bytes, sequence: int, classes: dict[int, ClassCount]) -> bool:
    """Adds the classes of one datagram to ``classes``; returns whether the dump is complete."""
    at = 0
    while at + _HEADER.size <= len(data):
        length, kind, _, number, _ = _HEADER.unpack_from(data, at)
        if number == sequence:
            if kind in (NLMSG_DONE, NLMSG_ERROR):
                return True
            body = at + _HEADER.size
            _, _, handle, _, _ = _TCMSG.unpack_from(data, body)
            stats = _attributes(data, body + _TCMSG.size, at + length).get(TCA_STATS2)
            if stats:
                classes[handle] = _count(data, *stats)
        at += (length + 3) & ~3
    return False


def _attributes(data: bytes, at: int, end: int) -> dict[int, tuple[int, int]]:
    """Kind → (start, end) of each attribute's payload."""
    found = {}
    while at + _ATTRIBUTE.size <= end:
        length, kind = _ATTRIBUTE.unpack_from(data, at)
        if length < _ATTRIBUTE.size:
            break
        found[kind & 0x3FFF] = (at + _ATTRIBUTE.size, at + length)
        at += (length + 3) & ~3
    return found


def _count(data: bytes, at: int, end: int) -> ClassCount:
    parts = _attributes(data, at, end)
    sent, packets = struct.unpack_from("=QI", data, parts[TCA_STATS_BASIC][0])
    _, backlog, drops = struct.unpack_from("=III", data, parts[TCA_STATS_QUEUE][0])
    return ClassCount(sent, packets, drops, backlog)
