"""How labs end: whatever kills them, the machine around them is as it was before.

These tests run outside, as a user does, and start bare labs as programs of their own.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

from ebbcast_lab import hostsettings, world

UP_SECONDS = 60
GONE_SECONDS = 20
LITTLE = 400_000


class WorldsTest(unittest.TestCase):

    def setUp(self) -> None:
        if world.labs():
            self.skipTest("another lab runs on this machine")
        self._buffer = hostsettings.RMEM_MAX.read_text(encoding="ascii")
        hostsettings.RMEM_MAX.write_text(str(LITTLE), encoding="ascii")
        self.addCleanup(hostsettings.RMEM_MAX.write_text, self._buffer)
        self._before = self._machine()

    def test_ctrl_c_ends_it_with_status_130(self):
        lab = self._start()
        lab.send_signal(signal.SIGINT)
        self.assertEqual(130, lab.wait(GONE_SECONDS))
        self._assert_as_before()

    def test_two_labs_do_not_meet_and_the_last_gives_back_the_settings(self):
        first, second = self._start(), self._start()
        self.assertEqual(2, len(world.labs()))
        first.terminate()
        self.assertEqual(143, first.wait(GONE_SECONDS))
        self.assertEqual(1, len(world.labs()))
        self.assertEqual(hostsettings.RMEM_MAX_WANTED, self._machine()["rmem_max"])
        second.terminate()
        second.wait(GONE_SECONDS)
        self._assert_as_before()

    def test_a_killed_runner_leaves_nothing(self):
        lab = self._start()
        lab.kill()
        lab.wait()
        self._assert_as_before()

    def test_a_killed_guard_takes_the_lab_along_and_the_runner_tidies_up(self):
        lab = self._start()
        os.kill(self._guard(lab), signal.SIGKILL)
        self.assertEqual(world.COULD_NOT_GO_ON, lab.wait(GONE_SECONDS))
        self._assert_as_before()

    def test_after_runner_and_guard_are_killed_the_next_start_tidies_up(self):
        lab = self._start()
        guard = self._guard(lab)
        os.kill(lab.pid, signal.SIGKILL)
        os.kill(guard, signal.SIGKILL)
        lab.wait()
        time.sleep(1)
        self.assertEqual(1, len(world.tidy()))
        self._assert_as_before()

    def _start(self) -> subprocess.Popen:
        lab = subprocess.Popen([sys.executable, "-m", "ebbcast_lab", "lab", "hold"],
                               stdout=subprocess.PIPE, text=True)
        self.addCleanup(lab.stdout.close)
        self.addCleanup(lab.kill)
        deadline = time.monotonic() + UP_SECONDS
        for line in lab.stdout:
            if "holding" in line:
                return lab
            self.assertLess(time.monotonic(), deadline)
        self.fail(f"the lab ended with {lab.wait()}")

    @staticmethod
    def _guard(lab: subprocess.Popen) -> int:
        children = Path(f"/proc/{lab.pid}/task/{lab.pid}/children").read_text(encoding="ascii")
        return int(children.split()[0])

    @staticmethod
    def _machine() -> dict:
        """What a lab may borrow or leave behind."""
        return {
            "rmem_max": int(hostsettings.RMEM_MAX.read_text(encoding="ascii")),
            "softirq": hostsettings.softirq_policies(),
            "registry": [path.name for path in world.entries()],
            "state": sorted(path.name for path in Path("/var/tmp").glob(f"{world.STATE_PREFIX}*")),
            "cgroups": sorted(map(str, Path("/sys/fs/cgroup").glob(f"**/{world.STATE_PREFIX}*"))),
            "interfaces": sorted(os.listdir("/sys/class/net")),
            "mounts": Path("/proc/self/mounts").read_text(encoding="utf-8"),
            "switches": [path.name for path in Path("/proc").iterdir() if path.name.isdigit()
                         and hostsettings.command_of(path) == "ovs-vswitchd"],
        }

    def _assert_as_before(self) -> None:
        deadline = time.monotonic() + GONE_SECONDS
        while self._machine() != self._before and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertEqual(self._before, self._machine())
