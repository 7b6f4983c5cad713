"""Bare paced multicast along a static tree: what the switches' replication alone can do.

It is told the idle rate and keeps to it, whatever happens. What got lost is fetched from the
source by TCP at the end.
"""

from __future__ import annotations

import json
from typing import ClassVar

from ebbcast_lab.methods import tree
from ebbcast_lab.methods.base import Job, Tree
from ebbcast_lab.methods.peer import PYTHON, FilePeer
from ebbcast_lab.process import wait_until

ADDRESS = "239.254.1.1"
PORT = 7801
RATE_SHARE = 0.98


class TreePeer(FilePeer):
    """A peer that sends along the static tree."""

    addresses: ClassVar[tuple[str, ...]]

    def prepare(self, job: Job) -> None:
        topology = job.lab.topology
        self._tree = tree.hops(topology, job.source, job.targets)
        tree.install(topology, self._tree, self.addresses, self.marked)
        self.listen(job)

    def listen(self, job: Job) -> None:
        """Starts the receivers."""
        raise NotImplementedError

    def withdraw(self, job: Job) -> None:
        tree.remove(job.lab.topology, self._tree, self.addresses)

    def trees(self, job: Job) -> tuple[Tree, ...]:
        return (Tree(self._tree, self.length, job.idle_rate),)


class BareMulticast(TreePeer):
    """Marked LE by the first switch, so that the queues yield for it."""

    name = "multicast"
    title = "Bare multicast, LE, told the idle rate"
    marked = True
    addresses = (ADDRESS,)

    def listen(self, job: Job) -> None:
        topology = job.lab.topology
        given = self.folder(job.source) / "plan.json"
        given.write_text(json.dumps({
            "source": job.source, "sourceAddress": topology.host(job.source).address,
            "file": str(self.file(job.source)), "group": ADDRESS, "port": PORT,
            "bitsPerSecond": job.idle_rate * RATE_SHARE, "dscp": 1 if self.marked else 0,
            "targets": {host: {"address": topology.host(host).address,
                               "file": str(self.file(host))} for host in job.targets}}),
            encoding="utf-8")
        command = [PYTHON, "-m", "ebbcast_lab.methods.blast"]
        receivers = self.start(job, "receivers", [*command, "receive", str(given)], None)
        ready = self.folder(job.source) / "ready"
        wait_until(ready.exists, "multicast receivers listen", 20, [receivers])
        self._sender = [*command, "send", str(given)]

    def begin(self, job: Job) -> None:
        self.start(job, "sender", self._sender, None)


class BareMulticastUnmarked(BareMulticast):
    """The same as best effort: in the queue of everybody else."""

    name = "multicast-unmarked"
    title = "Bare multicast, best effort, told the idle rate"
    marked = False
