"""The private world of a lab: own mount, network, PID, IPC and UTS namespaces, and its end.

Three processes stand around it::

    runner ──lifeline──▶ guard ──PDEATHSIG──▶ unshare ──kill-child──▶ init (PID 1 of the lab)

The *runner* is what the user started. The *guard* sits in a session of its own, borrows the
host's settings, starts the lab and waits for either the lab or the lifeline (a pipe that only
the runner holds) to end; then it kills the lab's init, with which the kernel ends every process,
interface and mount of the lab, and puts everything back. So Ctrl-C, SIGTERM, a crash and
``kill -9`` of the runner are one and the same path. If the guard itself is killed, the lab dies
by its parent-death signal and the next start tidies up.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ebbcast_lab import hostsettings, onosloan
from ebbcast_lab.process import LabError

REGISTRY = Path("/run/ebbcast-lab")
STATE_PREFIX = "ebbcast-lab-"
PR_SET_PDEATHSIG = 1
GONE_SECONDS = 15.0
COULD_NOT_GO_ON = 5

UNSHARE = ("unshare", "--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child",
           "--mount-proc", "--propagation", "private")


@dataclass(frozen=True)
class World:
    """Where one lab keeps its things; ``name`` also names its control groups."""

    name: str
    state: Path

    @property
    def entry(self) -> Path:
        return REGISTRY / self.name


def run(arguments: Sequence[str], environment: dict[str, str], state_parent: Path,
        onos: onosloan.Onos | None = None) -> int:
    """Runs ``python -m ebbcast_lab.inside arguments`` as a lab; returns its exit status. With
    ``onos`` the lab's controller is that one, and the lab gets a way out to it."""
    tidy()
    name = f"{STATE_PREFIX}{os.getpid()}-{os.urandom(3).hex()}"
    world = World(name, state_parent / name)
    lifeline_read, lifeline_write = os.pipe()
    status_read, status_write = os.pipe()
    guard = os.fork()
    if guard == 0:
        os.close(lifeline_write)
        os.close(status_read)
        os._exit(_guard(world, arguments, environment, lifeline_read, status_write, onos))
    os.close(lifeline_read)
    os.close(status_write)
    return _await_guard(guard, lifeline_write, status_read)


def _await_guard(guard: int, lifeline: int, status_pipe: int) -> int:
    """Waits for the guard; a signal cuts the lifeline and then waits for the tidying to end."""
    ended_by = 0

    def stop(number: int, _frame: object) -> None:
        nonlocal ended_by
        if not ended_by:
            ended_by = number
            os.close(lifeline)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    status = b""
    while True:
        part = os.read(status_pipe, 64)
        if not part:
            break
        status += part
    os.waitpid(guard, 0)
    if ended_by:
        print("ebbcast lab: stopped, everything is torn down", file=sys.stderr)
        return 128 + ended_by
    if not status:
        tidy()
        print("ebbcast lab: the lab's guard was killed; tidied up after it", file=sys.stderr)
        return COULD_NOT_GO_ON
    return int(status)


def _guard(world: World, arguments: Sequence[str], environment: dict[str, str], lifeline: int,
           status_pipe: int, onos: onosloan.Onos | None) -> int:
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    status = COULD_NOT_GO_ON
    try:
        lock = _register(world)
        try:
            world.state.mkdir(mode=0o700)
            hostsettings.acquire(REGISTRY, world.name, _is_alive)
            way_out = None
            if onos:
                way_out = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
                way = onosloan.borrow(onos, way_out, world.entry, _say)
                environment = {**environment, **way.environment()}
            status = _run_lab(world, arguments, environment, lifeline, way_out)
        finally:
            _clean(world)
            lock.close()
    except (OSError, LabError) as failure:
        _say(f"ebbcast lab: {failure}")
    try:
        os.write(status_pipe, str(status).encode())
    except BrokenPipeError:
        pass  # the runner was killed; nobody is left to be told
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _run_lab(world: World, arguments: Sequence[str], environment: dict[str, str],
             lifeline: int, way_out: int | None) -> int:
    inside = [sys.executable, "-m", "ebbcast_lab.inside", world.name, str(world.state), *arguments]
    lab = subprocess.Popen([*UNSHARE, *inside], env=environment, stdin=subprocess.DEVNULL,
                           preexec_fn=_die_with_parent,
                           pass_fds=() if way_out is None else (way_out,))
    (world.entry / "unshare").write_text(str(lab.pid), encoding="utf-8")
    ended = os.pidfd_open(lab.pid)
    poll = select.poll()
    poll.register(ended, select.POLLIN)
    poll.register(lifeline, select.POLLIN)
    ready = {fd for fd, _ in poll.poll()}
    if ended not in ready:
        _kill(lab)
    os.close(ended)
    status = lab.wait()
    return status if status >= 0 else 128 - status


def _die_with_parent() -> None:
    """Runs between fork and exec, where the signals that the guard ignores are reset too."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _kill(lab: subprocess.Popen) -> None:
    """Kills ``unshare`` and, by that, the lab's init; the kernel lets the init go only when every
    process of the lab is gone."""
    child = init_of(lab.pid)
    init = os.pidfd_open(child) if child is not None else None
    lab.kill()
    if init is not None:
        select.select([init], [], [], GONE_SECONDS)
        os.close(init)


def init_of(unshare_pid: int) -> int | None:
    """The host's pid of the process that is PID 1 in the lab."""
    try:
        text = Path(f"/proc/{unshare_pid}/task/{unshare_pid}/children").read_text(encoding="ascii")
    except OSError:
        return None
    children = text.split()
    return int(children[0]) if children else None


def _register(world: World):
    """Puts the lab in the registry; the lock on the entry tells that its guard lives."""
    with _registry():
        world.entry.mkdir()
        (world.entry / "world.json").write_text(json.dumps({"state": str(world.state)}),
                                                encoding="utf-8")
        lock = open(world.entry / "lock", "w", encoding="utf-8")  # closed by the guard at its end
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


@contextmanager
def _registry() -> Iterator[None]:
    """Between these lines nobody else registers a lab or tidies up."""
    REGISTRY.mkdir(parents=True, exist_ok=True)
    with open(REGISTRY / "registry.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_alive(name: str) -> bool:
    try:
        with open(REGISTRY / name / "lock", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        pass
    return False


def _clean(world: World) -> None:
    """Removes what outlives the namespaces: control groups, state, the loan of host settings."""
    hostsettings.release(REGISTRY, world.name, lambda name: name != world.name and _is_alive(name))
    onosloan.give_back(world.entry, _say)
    _remove_cgroups(world.name)
    shutil.rmtree(world.state, ignore_errors=True)
    shutil.rmtree(world.entry, ignore_errors=True)


def _remove_cgroups(name: str) -> None:
    roots = [Path("/sys/fs/cgroup"), *Path("/sys/fs/cgroup").glob("*")]
    for top in (root / name for root in roots):
        if not top.is_dir():
            continue
        for folder, _, _ in os.walk(top, topdown=False):
            _remove_cgroup(Path(folder))


def _remove_cgroup(folder: Path) -> None:
    """A control group stays busy for a moment after its last process died."""
    for _ in range(20):
        try:
            folder.rmdir()
            return
        except OSError:
            time.sleep(0.05)


def labs() -> list[World]:
    """The labs that run now."""
    return [_world(entry) for entry in entries() if _is_alive(entry.name)]


def tidy() -> list[str]:
    """Cleans up after labs whose guard was killed; returns their names."""
    with _registry():
        dead = [entry for entry in entries() if not _is_alive(entry.name)]
        for entry in dead:
            _clean(_world(entry))
    return [entry.name for entry in dead]


def entries() -> list[Path]:
    """The registry's entries, of living and of dead labs."""
    if not REGISTRY.is_dir():
        return []
    return sorted(path for path in REGISTRY.iterdir() if path.name.startswith(STATE_PREFIX))


def _world(entry: Path) -> World:
    try:
        state = json.loads((entry / "world.json").read_text(encoding="utf-8"))["state"]
    except (OSError, ValueError, KeyError):
        state = f"/var/tmp/{entry.name}"
    if not Path(state).name.startswith(STATE_PREFIX):
        raise OSError(f"{entry}/world.json names {state}, which is no lab's state directory")
    return World(entry.name, Path(state))
