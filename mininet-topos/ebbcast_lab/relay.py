"""TCP from inside the lab to a controller outside: ``python -m ebbcast_lab.relay NETNS-FD PAIR...``.

A process of its own, for it lives in two networks: its listening sockets are opened in the lab's,
then it steps into the network outside, where all its connections begin. So nothing of the machine's
own network changes, and the controller may be anywhere that the machine can reach. It carries
control traffic only: OpenFlow, the agents' channel, REST.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from ebbcast_lab import netns

CHUNK_BYTES = 1 << 16
CONNECT_SECONDS = 10.0


@dataclass(frozen=True)
class Pair:
    """Where the lab connects to, and where that leads."""

    listen: tuple[str, int]
    target: tuple[str, int]

    def text(self) -> str:
        return f"{self.listen[0]}:{self.listen[1]}={self.target[0]}:{self.target[1]}"

    @staticmethod
    def parse(text: str) -> Pair:
        near, _, far = text.partition("=")
        return Pair(_address(near), _address(far))


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host, int(port)


async def serve(listening: Sequence[tuple[socket.socket, Pair]]) -> None:
    """Relays until the process ends."""
    for listener, pair in listening:
        await asyncio.start_server(_accept(pair), sock=listener)
    await asyncio.Event().wait()


def _accept(pair: Pair):
    async def relay(near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        try:
            far_in, far_out = await asyncio.wait_for(asyncio.open_connection(*pair.target),
                                                     CONNECT_SECONDS)
        except (OSError, asyncio.TimeoutError) as failure:
            print(f"relay: no connection to {pair.target}: {failure!r}", flush=True)
            near_out.close()
            return
        for writer in (near_out, far_out):
            writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.gather(_copy(near_in, far_out), _copy(far_in, near_out))

    return relay


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Until one side ends; an end is passed on, so that the other side's own end comes too."""
    try:
        while data := await source.read(CHUNK_BYTES):
            sink.write(data)
            await sink.drain()
    except OSError:
        pass  # a reset is an end
    finally:
        sink.close()


def main(arguments: Sequence[str]) -> None:
    outside, pairs = int(arguments[0]), [Pair.parse(text) for text in arguments[1:]]
    listening = [(socket.create_server(pair.listen, backlog=64), pair) for pair in pairs]
    netns.enter(outside)
    os.close(outside)
    print(f"relay: {' '.join(pair.text() for pair in pairs)}", flush=True)
    asyncio.run(serve(listening))


if __name__ == "__main__":
    main(sys.argv[1:])
