"""PID 1 of a lab: prepares the private world, runs the main program, reaps, ends with it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path


def prepare(state: Path) -> None:
    """Hides the host's sockets under ``/run`` and wakes the loopback interface."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "ebbcast-run", "/run"], check=True)
    for name in ("netns", "lock"):
        Path("/run", name).mkdir()
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    socket.sethostname("ebbcast-lab")
    os.environ["HOME"] = str(state / "home")
    Path(os.environ["HOME"]).mkdir()
    if not os.path.ismount("/sys/fs/cgroup"):
        subprocess.run(["mount", "-t", "cgroup2", "cgroup2", "/sys/fs/cgroup"], check=False)


def reap(main: int) -> int:
    """Collects every orphan until ``main`` ends; returns its exit status."""
    while True:
        pid, status = os.wait()
        if pid == main:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


def start() -> int:
    world, state, arguments = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    prepare(state)
    main = os.fork()
    if main == 0:
        from ebbcast_lab import main as program  # only the child needs the lab's modules
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os._exit(program.run_inside(world, state, arguments))
    return reap(main)


if __name__ == "__main__":
    sys.exit(start())
