"""The program of the BitTorrent peers: one libtorrent session per host, all in one process.

A session's threads are started inside its host's network and stay there.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import libtorrent

from ebbcast_lab import netns

PIECE_BYTES = 64 << 10
POLL_SECONDS = 0.02
GO_POLL_SECONDS = 0.005


def settings(address: str, port: int, utp: bool) -> dict:
    """Only the transport asked for, nothing that calls outside, and a data centre's round trips:
    libtorrent's timers for joining and choking are made for the Internet."""
    return {"listen_interfaces": f"{address}:{port}", "outgoing_interfaces": address,
            "enable_dht": False, "enable_lsd": False, "enable_upnp": False,
            "enable_natpmp": False, "allow_multiple_connections_per_ip": True,
            "enable_incoming_utp": utp, "enable_outgoing_utp": utp,
            "enable_incoming_tcp": not utp, "enable_outgoing_tcp": not utp,
            "connection_speed": 200, "torrent_connect_boost": 50, "unchoke_interval": 2,
            "alert_mask": 0, "mixed_mode_algorithm": 0, "peer_dscp": 0}


def torrent_of(path: Path) -> libtorrent.torrent_info:
    storage = libtorrent.file_storage()
    storage.add_file(path.name, path.stat().st_size)
    made = libtorrent.create_torrent(storage, PIECE_BYTES)
    libtorrent.set_piece_hashes(made, str(path.parent))
    return libtorrent.torrent_info(made.generate())


def main() -> None:
    plan = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    info = torrent_of(Path(plan["file"]))
    sessions = {}
    for host in plan["hosts"]:
        with netns.inside(host["name"]):
            sessions[host["name"]] = libtorrent.session(
                settings(host["address"], plan["port"], plan["utp"]))
    handles = {}
    for host in plan["hosts"]:
        what = {"ti": info, "save_path": host["folder"],
                "flags": libtorrent.torrent_flags.seed_mode if host["seed"]
                else libtorrent.torrent_flags.default_flags}
        if not host["seed"]:
            what["flags"] = libtorrent.torrent_flags.paused
        handles[host["name"]] = sessions[host["name"]].add_torrent(what)
    Path(plan["ready"]).touch()
    while not os.path.exists(plan["go"]):
        time.sleep(GO_POLL_SECONDS)
    run(plan, handles)
    signal.pause()


def run(plan: dict, handles: dict) -> None:
    """Introduces everybody to everybody and notes who has all of it."""
    addresses = {host["name"]: host["address"] for host in plan["hosts"]}
    waiting = {host["name"]: Path(host["folder"]) for host in plan["hosts"] if not host["seed"]}
    for name, handle in handles.items():
        handle.resume()
    for name, handle in handles.items():
        for other, address in addresses.items():
            if other < name:
                handle.connect_peer((address, plan["port"]))
    while waiting:
        for name, folder in list(waiting.items()):
            if handles[name].status().is_seeding:
                handles[name].flush_cache()
                (folder / "done").touch()
                del waiting[name]
        time.sleep(POLL_SECONDS)


if __name__ == "__main__":
    main()
