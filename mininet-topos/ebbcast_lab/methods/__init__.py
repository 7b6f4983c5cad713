"""What can move an image: Ebbcast, and beside it in the same lab its peers.

A method gets an image that sits at the source and must bring it to every target. It answers with
what happened per target; whether that is true is checked from outside, by sha256 at every target.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ebbcast_lab.methods.base import Job, Method, Result, TargetResult, Tree
from ebbcast_lab.methods.bittorrent import BitTorrentTcp, BitTorrentUtp
from ebbcast_lab.methods.chain import Chain
from ebbcast_lab.methods.ebbcast import Ebbcast, EbbcastNoQueue
from ebbcast_lab.methods.multicast import BareMulticast, BareMulticastUnmarked
from ebbcast_lab.methods.registry import CentralRegistry
from ebbcast_lab.methods.udpcast import Udpcast
from ebbcast_lab.methods.uftp import Uftp

__all__ = ["Job", "METHODS", "Method", "Result", "TargetResult", "Tree", "chosen", "named",
           "packages"]

METHODS: dict[str, type[Method]] = {method.name: method for method in (
    Ebbcast, EbbcastNoQueue, BareMulticast, BareMulticastUnmarked, CentralRegistry, BitTorrentUtp,
    BitTorrentTcp, Uftp, Udpcast, Chain)}


def named(name: str) -> Method:
    """The method called ``name``; a :class:`ValueError` names those there are."""
    return METHODS[chosen([name])[0]]()


def chosen(names: Sequence[str]) -> list[str]:
    """``names`` if all of them are methods."""
    for name in names:
        if name not in METHODS:
            raise ValueError(f"no method is called {name!r}; there are {', '.join(METHODS)}")
    return list(names)


def packages(names: Iterable[str]) -> list[str]:
    """The Debian packages that the methods need beyond the lab's own."""
    return sorted({package for name in names for package in METHODS[name].packages})
