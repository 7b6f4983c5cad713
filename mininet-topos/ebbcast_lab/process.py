"""Starting programs inside the lab: run to the end, or keep as a logged daemon."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ebbcast_lab import netns


class LabError(Exception):
    """The lab could not do what it was asked; the message says what and what to do."""


def enter(node: str | None, command: Sequence[str]) -> list[str]:
    """``command`` as it must be called to run in ``node``'s network."""
    if node is None:
        return list(command)
    return ["nsenter", f"--net={netns.path_of(node)}", "--", *command]


def run(*command: str, node: str | None = None, stdin: str | None = None,
        environment: dict[str, str] | None = None, timeout: float = 60.0) -> str:
    """Runs a short command, returns what it printed; its failure is a :class:`LabError`."""
    try:
        done = subprocess.run(enter(node, command), input=stdin, capture_output=True, text=True,
                              timeout=timeout, env={**os.environ, **(environment or {})})
    except subprocess.TimeoutExpired:
        raise LabError(f"Tried to run {' '.join(command)[:400]} but it took over "
                       f"{timeout:.0f} s") from None
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "nothing")[-800:]
        raise LabError(f"Tried to run {' '.join(command)[:400]} but it ended with "
                       f"{done.returncode} and said: {said}")
    return done.stdout


class Daemon:
    """A long-running program with its output in a log file; owned by the lab's main thread."""

    def __init__(self, name: str, command: Sequence[str], log: Path, node: str | None = None,
                 environment: dict[str, str] | None = None, inherit: Sequence[int] = ()) -> None:
        """``inherit`` names descriptors that the program keeps."""
        self.name = name
        self.log = log
        with open(log, "ab") as output:
            self._process = subprocess.Popen(
                enter(node, command), stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})},
                pass_fds=inherit)

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """SIGKILL, and waits for the end."""
        self._process.kill()
        self._process.wait()

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    def pause(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def terminate(self, grace_seconds: float = 10.0) -> int:
        """SIGTERM; SIGKILL after the grace. Returns the exit status."""
        if self.is_alive():
            self._process.terminate()
            try:
                self._process.wait(grace_seconds)
            except subprocess.TimeoutExpired:
                self._process.kill()
        return self._process.wait()

    def tail(self, lines: int = 15) -> str:
        try:
            text = self.log.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-lines:])


def wait_until(condition: Callable[[], bool], what: str, timeout: float,
               watch: Sequence[Daemon] = (), pause: float = 0.05) -> float:
    """Polls until ``condition``; returns the seconds it took. A daemon of ``watch`` that ends
    meanwhile, or the timeout, is a :class:`LabError` with the end of its log."""
    begin = time.monotonic()
    while not condition():
        for daemon in watch:
            if not daemon.is_alive():
                raise LabError(f"Tried to wait until {what} but {daemon.name} ended:\n"
                               f"{daemon.tail()}")
        if time.monotonic() - begin > timeout:
            logs = "".join(f"\n{daemon.name}:\n{daemon.tail()}" for daemon in watch[:2])
            raise LabError(f"Tried to wait until {what} but it took over {timeout:.0f} s{logs}")
        time.sleep(pause)
    return time.monotonic() - begin
