"""UFTP (multicast file transfer with NAK repair) over the static tree."""

from __future__ import annotations

from ebbcast_lab.methods.base import Job
from ebbcast_lab.methods.multicast import TreePeer
from ebbcast_lab.process import wait_until

PUBLIC, PRIVATE = "239.254.2.1", "239.254.2.2"
PORT = 1044
RATE_SHARE = 0.95


class Uftp(TreePeer):
    """``uftp`` at the source, told the idle rate; ``uftpd`` at every target."""

    name = "uftp"
    title = "UFTP over a static tree, told the idle rate"
    packages = ("uftp",)
    addresses = (PUBLIC, PRIVATE)

    def listen(self, job: Job) -> None:
        daemons = [self.start(job, host, [
            "uftpd", "-d", "-t", "-D", str(self.folder(host)), "-I",
            job.lab.topology.host(host).interface, "-M", PUBLIC, "-p", str(PORT)], host)
            for host in job.targets]
        for daemon in daemons:
            wait_until(lambda pid=daemon.pid: joined(pid, PUBLIC), "uftpd has joined", 15,
                       [daemon])

    def begin(self, job: Job) -> None:
        self.start(job, "server", [
            "uftp", "-R", str(int(job.idle_rate * RATE_SHARE / 1000)), "-t", "16", "-b", "1440",
            "-I", job.lab.topology.host(job.source).interface, "-M", PUBLIC, "-P", PRIVATE,
            "-p", str(PORT), str(self.file(job.source))], job.source)


def joined(pid: int, address: str) -> bool:
    """Whether the network of process ``pid`` is a member of a multicast group."""
    reverse = "".join(f"{int(part):02X}" for part in reversed(address.split(".")))
    with open(f"/proc/{pid}/net/igmp", encoding="ascii") as table:
        return reverse in table.read()
