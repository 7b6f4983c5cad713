"""The central registry: one HTTP server, everybody pulls from it at once."""

from __future__ import annotations

from ebbcast_lab.methods.base import Job
from ebbcast_lab.methods.peer import FilePeer
from ebbcast_lab.process import Daemon, wait_until

PORT = 7802


class CentralRegistry(FilePeer):
    """busybox's httpd at the source, its wget at every target; a pull of one blob is one GET."""

    name = "registry"
    title = "Central registry, everyone pulls"

    def prepare(self, job: Job) -> None:
        self._pulls: dict[str, Daemon] = {}
        address = job.lab.topology.host(job.source).address
        server = self.start(job, "server", [
            "busybox", "httpd", "-f", "-p", f"{address}:{PORT}", "-h",
            str(self.folder(job.source))], job.source)
        self._url = f"http://{address}:{PORT}/image"
        wait_until(lambda: _listens(server.pid), "the registry listens", 10, [server])

    def begin(self, job: Job) -> None:
        for host in job.targets:
            self._pulls[host] = self.start(job, f"pull {host}", [
                "busybox", "wget", "-q", "-O", str(self.file(host)), self._url], host)

    def finished(self, host: str) -> bool:
        return not self._pulls[host].is_alive() \
            and self.file(host).stat().st_size == self.length


def _listens(pid: int) -> bool:
    """Whether a TCP socket listens on the port in the network of process ``pid``."""
    with open(f"/proc/{pid}/net/tcp", encoding="ascii") as table:
        return any(line.split()[1].endswith(f":{PORT:04X}") and line.split()[3] == "0A"
                   for line in table.readlines()[1:])
