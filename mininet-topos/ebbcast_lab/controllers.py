"""The controller of a lab: the embedded one in the lab itself, or an ONOS outside.

Both have the same face for the lab: a daemon to watch, a REST interface, ``start``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from ebbcast_lab import wayout
from ebbcast_lab.fabric import OPENFLOW_PORT
from ebbcast_lab.onosloan import PREFIX
from ebbcast_lab.process import Daemon, LabError, wait_until
from ebbcast_lab.programs import AGENTS_PORT, REST_PORT, Controller
from ebbcast_lab.relay import Pair
from ebbcast_lab.rest import Rest


class OutsideOnos:
    """An ONOS that the lab reaches by a relay; prepared for it from outside."""

    def __init__(self, way: wayout.WayOut, logs: Path) -> None:
        self._way = way
        self._log = logs / "relay.log"
        self._daemon: Daemon | None = None
        self.rest = Rest("127.0.0.1", REST_PORT, PREFIX, (way.user, way.password))

    def start(self, link_rate: int) -> None:
        way = self._way
        pairs = (Pair(("127.0.0.1", OPENFLOW_PORT), (way.host, way.openflow_port)),
                 Pair(("0.0.0.0", AGENTS_PORT), (way.host, way.agents_port)),
                 Pair(("127.0.0.1", REST_PORT), (way.host, way.rest_port)))
        self._daemon = Daemon("relay", [sys.executable, "-m", "ebbcast_lab.relay",
                                        str(way.network), *(pair.text() for pair in pairs)],
                              self._log, inherit=(way.network,))
        wait_until(self.rest.is_up, "ONOS answers through the relay", 20, [self._daemon])
        self.rest.set_capacity(link_rate)

    @property
    def daemon(self) -> Daemon:
        """The relay: ONOS itself is out of sight."""
        assert self._daemon is not None, "the relay was never started"
        return self._daemon

    def kill(self) -> None:
        raise LabError("Tried to kill the controller but it is an ONOS outside the lab")


def of_lab(state: Path, logs: Path,
           settings: Mapping[str, str] | None = None) -> Controller | OutsideOnos:
    """The one that the lab was started with; ``settings`` are for the embedded one."""
    way = wayout.inherited()
    return OutsideOnos(way, logs) if way else Controller(state, logs, settings or {})
