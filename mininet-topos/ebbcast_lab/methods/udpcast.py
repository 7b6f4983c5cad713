"""udpcast (multicast with slices and retransmission) over the static tree."""

from __future__ import annotations

from ebbcast_lab.methods.base import Job
from ebbcast_lab.methods.multicast import TreePeer
from ebbcast_lab.methods.uftp import joined
from ebbcast_lab.process import Daemon, wait_until

MEETING, DATA = "239.254.3.1", "239.254.3.2"
PORT = 7810
RATE_SHARE = 0.95


class Udpcast(TreePeer):
    """``udp-sender`` at the source, told the idle rate; ``udp-receiver`` at every target."""

    name = "udpcast"
    title = "udpcast over a static tree, told the idle rate"
    packages = ("udpcast",)
    addresses = (MEETING, DATA)

    def listen(self, job: Job) -> None:
        self._receivers: dict[str, Daemon] = {}
        for host in job.targets:
            self._receivers[host] = self.start(job, host, [
                "udp-receiver", "--file", str(self.file(host)), "--interface",
                job.lab.topology.host(host).interface, "--portbase", str(PORT),
                "--mcast-rdv-address", MEETING, "--nokbd", "--no-progress", "--ttl", "16"], host)
        for daemon in self._receivers.values():
            wait_until(lambda pid=daemon.pid: joined(pid, MEETING), "udp-receiver has joined", 15,
                       [daemon])

    def begin(self, job: Job) -> None:
        self.start(job, "sender", [
            "udp-sender", "--file", str(self.file(job.source)), "--interface",
            job.lab.topology.host(job.source).interface, "--portbase", str(PORT),
            "--mcast-rdv-address", MEETING, "--mcast-data-address", DATA,
            "--max-bitrate", f"{int(job.idle_rate * RATE_SHARE / 1000)}k", "--ttl", "16",
            "--min-receivers", str(len(job.targets)), "--nokbd", "--no-progress",
            "--rexmit-hello-interval", "200"], job.source)

    def finished(self, host: str) -> bool:
        return not self._receivers[host].is_alive() \
            and self.file(host).stat().st_size == self.length
