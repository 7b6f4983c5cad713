"""The two settings that a lab needs of the machine around it, borrowed and given back.

``net.core.rmem_max`` (stock Debian: 208 KiB, too little for a multicast receiver that loses the
CPU for a moment) and real-time scheduling of ``ksoftirqd`` (a starved softirq shows as tens of
milliseconds of latency). Several labs may run: the first one notes the original values, the last
one puts them back. The note is a file, so that the next start can undo what a killed lab left.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

RMEM_MAX = Path("/proc/sys/net/core/rmem_max")
RMEM_MAX_WANTED = 4 << 20
SOFTIRQ_PRIORITY = 2


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "settings.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def acquire(folder: Path, user: str, is_alive: Callable[[str], bool]) -> None:
    """Applies the settings for the lab ``user``; ``is_alive`` tells which other labs still run."""
    with _locked(folder):
        note = _read(folder)
        users = [name for name in note.get("users", []) if is_alive(name)]
        original = note.get("original")
        if original is None:
            original = {"rmem_max": int(RMEM_MAX.read_text()), "softirq": softirq_policies()}
        _write(folder, {"original": original, "users": [*users, user]})
        if original["rmem_max"] < RMEM_MAX_WANTED:
            RMEM_MAX.write_text(str(RMEM_MAX_WANTED))
        for pid in map(int, original["softirq"]):
            _schedule(pid, os.SCHED_RR, SOFTIRQ_PRIORITY)


def release(folder: Path, user: str, is_alive: Callable[[str], bool]) -> None:
    """Ends the loan of ``user``; the last one restores what :func:`acquire` found."""
    with _locked(folder):
        note = _read(folder)
        users = [name for name in note.get("users", []) if name != user and is_alive(name)]
        if users:
            _write(folder, {**note, "users": users})
            return
        original = note.get("original")
        if original is None:
            return
        if original["rmem_max"] < RMEM_MAX_WANTED:
            RMEM_MAX.write_text(str(original["rmem_max"]))
        for pid, (policy, priority) in original["softirq"].items():
            _schedule(int(pid), policy, priority)
        (folder / "settings.json").unlink()


def softirq_policies() -> dict[str, tuple[int, int]]:
    """Pid → policy and priority of each ``ksoftirqd``."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and command_of(entry).startswith("ksoftirqd/"):
            pid = int(entry.name)
            found[entry.name] = (os.sched_getscheduler(pid), os.sched_getparam(pid).sched_priority)
    return found


def command_of(process: Path) -> str:
    """The name of the process with this folder in ``/proc``; empty if it has ended."""
    try:
        return (process / "comm").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _schedule(pid: int, policy: int, priority: int) -> None:
    """Best effort: a container may lack CAP_SYS_NICE, and the lab still works without."""
    try:
        os.sched_setscheduler(pid, policy, os.sched_param(priority))
    except OSError:
        pass


def _read(folder: Path) -> dict:
    try:
        return json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _write(folder: Path, note: dict) -> None:
    temporary = folder / "settings.json.new"
    temporary.write_text(json.dumps(note), encoding="utf-8")
    temporary.replace(folder / "settings.json")
