"""BitTorrent by libtorrent, one session per host, over uTP (LEDBAT) or over TCP.

Everybody is told everybody's address at the start, as a tracker would.
"""

from __future__ import annotations

import json

from ebbcast_lab.methods.base import Job
from ebbcast_lab.methods.peer import PYTHON, FilePeer
from ebbcast_lab.process import wait_until

PORT = 7804


class _BitTorrent(FilePeer):
    packages = ("python3-libtorrent",)
    utp: bool

    def prepare(self, job: Job) -> None:
        topology = job.lab.topology
        given = self.folder(job.source) / "plan.json"
        go = self.folder(job.source) / "go"
        given.write_text(json.dumps({
            "port": PORT, "utp": self.utp, "file": str(self.file(job.source)), "go": str(go),
            "ready": str(self.folder(job.source) / "ready"),
            "hosts": [{"name": host, "address": topology.host(host).address,
                       "folder": str(self.folder(host)), "seed": host == job.source}
                      for host in (job.source, *job.targets)]}), encoding="utf-8")
        sessions = self.start(job, "sessions", [
            PYTHON, "-m", "ebbcast_lab.methods.torrents", str(given)], None)
        wait_until((self.folder(job.source) / "ready").exists, "all torrent sessions listen", 40,
                   [sessions])
        self._go = go

    def begin(self, job: Job) -> None:
        self._go.touch()

    def finished(self, host: str) -> bool:
        return (self.folder(host) / "done").exists()


class BitTorrentUtp(_BitTorrent):
    name = "bittorrent-utp"
    title = "BitTorrent, uTP (LEDBAT)"
    utp = True


class BitTorrentTcp(_BitTorrent):
    name = "bittorrent-tcp"
    title = "BitTorrent, TCP"
    utp = False
