"""The lab's own Open vSwitch: database, daemon and sockets in the lab's state directory."""

from __future__ import annotations

import ctypes
import glob
import os
import re
import socket
import stat
from pathlib import Path

from ebbcast_lab.process import Daemon, run, wait_until

SCHEMA = "/usr/share/openvswitch/vswitch.ovsschema"
JEMALLOC = "/usr/lib/*/libjemalloc.so.2"
REAL_TIME_PRIORITY = 1
PIDFD_GETFD = 438
SO_SNDBUFFORCE = 32  # not among Python's names
SEND_BUFFER_BYTES = 256 << 20
_libc = ctypes.CDLL(None, use_errno=True)
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

    def widen(self) -> int:
        """Lets the queues of the ports be as long as they are asked to be; returns the number of
        sockets widened.

        Open vSwitch sends on all ports by one packet socket, and what waits in any port's queue
        counts against that socket's send buffer: some 90 frames in the whole fabric. Beyond them
        it drops whatever it forwards, also the foreground on links that are idle. The buffer is
        reached through the process, because its default is a setting of the whole machine.
        """
        widened = 0
        process = os.pidfd_open(self.pid)
        try:
            for name in os.listdir(f"/proc/{self.pid}/fd"):
                widened += _widen(process, int(name))
        finally:
            os.close(process)
        return widened

    def version(self) -> str:
        return run("ovs-vswitchd", "--version").split()[3]


def _widen(process: int, number: int) -> bool:
    """Raises the send buffer of descriptor ``number`` of a process if it is a packet socket."""
    fd = _libc.syscall(PIDFD_GETFD, process, number, 0)
    if fd < 0:
        return False
    if not stat.S_ISSOCK(os.fstat(fd).st_mode):
        os.close(fd)
        return False
    with socket.socket(fileno=fd) as end:
        if end.family != socket.AF_PACKET:
            return False
        end.setsockopt(socket.SOL_SOCKET, SO_SNDBUFFORCE, SEND_BUFFER_BYTES)
        return True


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
