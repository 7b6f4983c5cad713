"""What all peers have in common: they move one file, and the lab looks when it is there.

The file is the image's layers one after the other, so that a peer moves the same bytes as
Ebbcast. A peer's programs are up before the clock starts; the clock stops for a target when its
file is complete, which the peer says by a new name or by its program's end. Afterwards every file
is hashed by the lab.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from ebbcast_lab import images, verify
from ebbcast_lab.methods.base import Job, Result, TargetResult, Tree
from ebbcast_lab.process import Daemon, LabError

POLL_SECONDS = 0.02
PYTHON = "/usr/bin/python3"


class FilePeer(ABC):
    """A method that brings a file from the source to a folder of each target."""

    name: ClassVar[str]
    title: ClassVar[str]
    packages: ClassVar[tuple[str, ...]] = ()
    moves_images: ClassVar[bool] = False
    marked: ClassVar[bool] = False

    def __init__(self) -> None:
        self.daemons: list[Daemon] = []
        self._folder = Path()
        self._digest = ""
        self.length = 0

    def distribute(self, job: Job) -> Result:
        self._folder = job.lab.place.state / "peers" / self.name
        shutil.rmtree(self._folder, ignore_errors=True)
        try:
            self._prepare(job)
            return self._run(job)
        finally:
            for daemon in self.daemons:
                daemon.kill()
            self.withdraw(job)

    def check(self, job: Job) -> tuple[verify.Checked, ...]:
        """Hashes every target's file; then they go."""
        checks = tuple(self._checked(name) for name in job.targets)
        shutil.rmtree(self._folder, ignore_errors=True)
        return checks

    @abstractmethod
    def prepare(self, job: Job) -> None:
        """Starts the receivers and whatever else must be up before the clock starts."""

    @abstractmethod
    def begin(self, job: Job) -> None:
        """Starts the sending; the clock runs."""

    def finished(self, host: str) -> bool:
        """Whether ``host`` has the whole file, by the peer's own word."""
        return self.file(host).exists()

    def withdraw(self, job: Job) -> None:
        """Takes out what is not a process."""

    def trees(self, job: Job) -> tuple[Tree, ...]:
        """The static trees it uses, if it does."""
        return ()

    def folder(self, host: str) -> Path:
        return self._folder / host

    def file(self, host: str) -> Path:
        """Where the complete file of ``host`` is."""
        return self.folder(host) / "image"

    def start(self, job: Job, what: str, command: Sequence[str], node: str | None,
              mark: bool = False) -> Daemon:
        """A program of the peer with its log among the lab's."""
        daemon = Daemon(f"{self.name} {what}", command,
                        job.lab.place.logs / f"peer-{self.name}.log", node=node)
        self.daemons.append(daemon)
        return daemon

    def pids(self) -> list[int]:
        return [daemon.pid for daemon in self.daemons]

    def _prepare(self, job: Job) -> None:
        for host in (job.source, *job.targets):
            self.folder(host).mkdir(parents=True)
        data = b"".join(images.layer_bytes(seed, size) for seed, size in job.image.layers)
        self.file(job.source).write_bytes(data)
        self._digest = hashlib.sha256(data).hexdigest()
        self.length = len(data)
        os.sync()
        self.prepare(job)

    def _run(self, job: Job) -> Result:
        began = time.monotonic()
        self.begin(job)
        seconds: dict[str, float] = {}
        while len(seconds) < len(job.targets) and time.monotonic() - began < job.limit_seconds:
            for host in job.targets:
                if host not in seconds and self.finished(host):
                    seconds[host] = time.monotonic() - began
            time.sleep(POLL_SECONDS)
        targets = tuple(TargetResult(host, seconds.get(host),
                                     "DONE" if host in seconds else "UNFINISHED", "")
                        for host in job.targets)
        state = "COMPLETED" if len(seconds) == len(job.targets) else "UNFINISHED"
        return Result(state, targets, self.trees(job), 0, {"method": self.name, "seconds": seconds})

    def _checked(self, host: str) -> verify.Checked:
        try:
            with open(self.file(host), "rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as failure:
            return verify.Checked(host, False, f"no file: {failure}")
        same = found == self._digest
        return verify.Checked(host, same, "" if same else f"sha256 is {found}, not {self._digest}")


def require(condition: bool, what: str) -> None:
    if not condition:
        raise LabError(what)
