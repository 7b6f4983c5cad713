"""TCP connections between hosts of the lab, made by one process."""

from __future__ import annotations

import socket

from ebbcast_lab import netns


def listener(ends: dict, backlog: int = 128) -> socket.socket:
    """Listens at the target's end."""
    with netns.inside(ends["target"]):
        return socket.create_server((ends["targetAddress"], ends["port"]), backlog=backlog)


def connection(ends: dict) -> tuple[socket.socket, socket.socket]:
    """A connection between two hosts: the client's end, the server's end."""
    with listener(ends) as waiting:
        waiting.settimeout(10)
        with netns.inside(ends["source"]):
            client = socket.create_connection((ends["targetAddress"], ends["port"]), 10,
                                              (ends["sourceAddress"], 0))
        server, _ = waiting.accept()
    return client, server
