"""The lab's own Open vSwitch: database, daemon and sockets in the lab's state directory."""

from __future__ import annotations

import glob
import os
import re
from pathlib import Path

from ebbcast_lab.process import Daemon, run, wait_until

SCHEMA = "/usr/share/openvswitch/vswitch.ovsschema"
JEMALLOC = "/usr/lib/*/libjemalloc.so.2"
REAL_TIME_PRIORITY = 1
OWN_COOKIE = 0xEBBC << 48
OWN_COOKIE_MASK = 0xFFFF << 48
OWN_GROUP_PREFIX = 0xEB


class OpenVSwitch:
    """``ovsdb-server`` and ``ovs-vswitchd`` of one lab."""

    def __init__(self, state: Path, logs: Path) -> None:
        self.folder = state / "ovs"
        self._logs = logs
        self._daemons: list[Daemon] = []

    def environment(self) -> dict[str, str]:
        """What every ``ovs-*`` tool needs to find this Open vSwitch and no other."""
        folder = str(self.folder)
        return {"OVS_RUNDIR": folder, "OVS_DBDIR": folder, "OVS_LOGDIR": folder,
                "OVS_SYSCONFDIR": folder}

    def start(self) -> None:
        self.folder.mkdir()
        os.environ.update(self.environment())
        database = str(self.folder / "conf.db")
        run("ovsdb-tool", "create", database, SCHEMA)
        self._daemons.append(Daemon("ovsdb-server", [
            "ovsdb-server", database, f"--remote=punix:{self.folder}/db.sock",
            f"--pidfile={self.folder}/ovsdb-server.pid", f"--unixctl={self.folder}/ovsdb.ctl",
        ], self._logs / "ovsdb-server.log"))
        wait_until((self.folder / "db.sock").exists, "ovsdb-server listens", 10, self._daemons)
        run("ovs-vsctl", "--no-wait", "init")
        jemalloc = glob.glob(JEMALLOC)
        self._daemons.append(Daemon("ovs-vswitchd", [
            "ovs-vswitchd", f"unix:{self.folder}/db.sock",
            f"--pidfile={self.folder}/ovs-vswitchd.pid", f"--unixctl={self.folder}/vswitchd.ctl",
        ], self._logs / "ovs-vswitchd.log", environment={"LD_PRELOAD": jemalloc[0]} if jemalloc
            else {}))
        wait_until((self.folder / "vswitchd.ctl").exists, "ovs-vswitchd answers", 10,
                   self._daemons)

    @property
    def pid(self) -> int:
        return self._daemons[-1].pid

    def prefer(self) -> bool:
        """Real-time round robin for every thread of the switch: a switch must not wait for a
        host. Returns whether the kernel allowed it."""
        try:
            for thread in os.listdir(f"/proc/{self.pid}/task"):
                os.sched_setscheduler(int(thread), os.SCHED_RR, os.sched_param(REAL_TIME_PRIORITY))
        except OSError:
            return False
        return True

    def version(self) -> str:
        return run("ovs-vswitchd", "--version").split()[3]


def own_flows(switch: str) -> list[str]:
    """The flow entries with Ebbcast's cookie, as the switch itself tells them."""
    text = run("ovs-ofctl", "-O", "OpenFlow13", "dump-flows", switch,
               f"cookie={OWN_COOKIE:#x}/{OWN_COOKIE_MASK:#x}")
    return [line.strip() for line in text.splitlines() if "cookie=" in line]


def own_groups(switch: str) -> list[str]:
    """The group entries whose id has Ebbcast's prefix, as the switch itself tells them."""
    return [line for line in groups(switch)
            if int(re.search(r"group_id=(\d+)", line)[1]) >> 24 == OWN_GROUP_PREFIX]


def groups(switch: str) -> list[str]:
    text = run("ovs-ofctl", "-O", "OpenFlow13", "dump-groups", switch)
    return [line.strip() for line in text.splitlines() if "group_id=" in line]
