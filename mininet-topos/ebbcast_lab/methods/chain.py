"""A TCP chain in the order of the topology: each host passes on what it gets, rack by rack."""

from __future__ import annotations

import json

from ebbcast_lab.methods.base import Job
from ebbcast_lab.methods.peer import PYTHON, FilePeer
from ebbcast_lab.process import wait_until

PORT = 7803


class Chain(FilePeer):
    """One connection per link of the chain; every rack is entered once."""

    name = "chain"
    title = "TCP chain in rack order"

    def prepare(self, job: Job) -> None:
        topology = job.lab.topology
        first = topology.host(job.source)
        order = sorted((topology.host(name) for name in job.targets), key=lambda host: (
            host.rack != first.rack, topology.hosts.index(host)))
        given = self.folder(job.source) / "plan.json"
        go = self.folder(job.source) / "go"
        given.write_text(json.dumps({
            "port": PORT, "length": self.length, "go": str(go),
            "ready": str(self.folder(job.source) / "ready"),
            "hosts": [{"name": host.name, "address": host.address,
                       "file": str(self.file(host.name))} for host in (first, *order)]}),
            encoding="utf-8")
        relays = self.start(job, "relays", [PYTHON, "-m", "ebbcast_lab.methods.relay",
                                            str(given)], None)
        wait_until((self.folder(job.source) / "ready").exists, "the chain is connected", 30,
                   [relays])
        self._go = go

    def begin(self, job: Job) -> None:
        self._go.touch()
