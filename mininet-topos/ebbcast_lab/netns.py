"""Stepping into a host's network namespace from a thread of the lab."""

from __future__ import annotations

import ctypes
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


def path_of(node: str) -> str:
    """The name under which ``ip netns exec`` knows ``node``."""
    return f"/run/netns/{node}"


@contextmanager
def inside(node: str | None) -> Iterator[None]:
    """The calling thread is in ``node``'s network inside the block; None stays in the lab's own.

    What is opened inside (sockets) stays in that network for good.
    """
    if node is None:
        yield
        return
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        away = os.open(path_of(node), os.O_RDONLY | os.O_CLOEXEC)
        try:
            _setns(away)
        finally:
            os.close(away)
        try:
            yield
        finally:
            _setns(home)
    finally:
        os.close(home)


def enter(fd: int) -> None:
    """The calling thread steps into the network namespace of ``fd`` for good."""
    _setns(fd)


def _setns(fd: int) -> None:
    if _libc.setns(fd, CLONE_NEWNET):
        error = ctypes.get_errno()
        raise OSError(error, f"setns: {os.strerror(error)}")


def connect(node: str | None, address: str, port: int, timeout: float) -> socket.socket:
    """A TCP connection from inside ``node``."""
    with inside(node):
        return socket.create_connection((address, port), timeout)
