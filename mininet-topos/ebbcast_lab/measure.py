"""Looking on from outside: bytes per link and queue, and what the processors did meanwhile."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from ebbcast_lab import counters
from ebbcast_lab.topology import End, Topology

TICKS = os.sysconf("SC_CLK_TCK")
BUSY_LIMIT = 0.95
OTHERS_LIMIT = 0.15
SWITCH_LIMIT = 0.90


@dataclass(frozen=True)
class LinkSample:
    """Bytes sent so far by each end, high and low class, at one reading of the clock."""

    at: float
    high: dict[End, int]
    low: dict[End, int]
    drops_high: int
    drops_low: int


@dataclass(frozen=True)
class CpuSample:
    """Seconds of processor time since boot: of all processors busy, of all, of the switch."""

    at: float
    busy: float
    total: float
    switch: float


class LinkReader:
    """Reads both classes of every end of every link; used by one thread at a time."""

    def __init__(self, topology: Topology) -> None:
        self._ends = topology.ends()
        self._readers: dict[str | None, counters.ClassReader] = {}
        self._node_of = {end: end.node if topology.is_host(end.node) else None
                         for end in self._ends}
        self._lock = threading.Lock()
        for node in set(self._node_of.values()):
            self._readers[node] = counters.ClassReader(node)

    def read(self) -> LinkSample:
        high, low = {}, {}
        drops_high = drops_low = 0
        with self._lock:
            at = time.monotonic()
            for end in self._ends:
                count = self._readers[self._node_of[end]].read(end.interface)
                high[end], low[end] = count.high.bytes, count.low.bytes
                drops_high += count.high.drops
                drops_low += count.low.drops
        return LinkSample(at, high, low, drops_high, drops_low)


def process_seconds(pid: int) -> float:
    """Processor seconds that a process has used; 0 if it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(") ", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def read_cpu(switch_pid: int) -> CpuSample:
    """From ``/proc/stat`` (the whole machine, steal counted as busy) and the switch's own."""
    fields = [int(text) for text in Path("/proc/stat").read_text("ascii").split("\n", 1)[0]
              .split()[1:9]]
    idle = fields[3] + fields[4]
    return CpuSample(time.monotonic(), (sum(fields) - idle) / TICKS, sum(fields) / TICKS,
                     process_seconds(switch_pid))


@dataclass(frozen=True)
class CpuUse:
    """What the processors did in a span; ``artefact`` says why its figures are not to be
    trusted, empty if they are."""

    busy_fraction: float
    peak_busy_fraction: float
    switch_fraction: float
    artefact: str


def cpu_use(samples: list[CpuSample]) -> CpuUse:
    """The use over consecutive samples; the switch's forwarding is one thread, so that one
    processor's worth is its limit."""
    if len(samples) < 2:
        return CpuUse(0.0, 0.0, 0.0, "")
    spans = list(zip(samples, samples[1:]))
    busy = [(b.busy - a.busy) / max(1e-9, b.total - a.total) for a, b in spans]
    switch = [(b.switch - a.switch) / max(1e-9, b.at - a.at) for a, b in spans]
    first, last = samples[0], samples[-1]
    mean = (last.busy - first.busy) / max(1e-9, last.total - first.total)
    starved = sum(1 for share in busy if share > BUSY_LIMIT) / len(busy)
    crammed = sum(1 for share in switch if share > SWITCH_LIMIT) / len(switch)
    artefact = ""
    if crammed > 0.2:
        artefact = (f"the software switch needed over {SWITCH_LIMIT:.0%} of a processor for "
                    f"{crammed:.0%} of the time: the processor, not the links, was the limit")
    elif starved > 0.5:
        artefact = (f"all processors were over {BUSY_LIMIT:.0%} busy for {starved:.0%} of the "
                    "time: latencies and finish times contain waiting for a processor")
    return CpuUse(mean, max(busy), (last.switch - first.switch) / (last.at - first.at), artefact)


def disturbance(seconds_of_parts: dict[str, float], busy_fraction: float) -> str:
    """Why the figures are not to be trusted if others than the lab's programs used much of the
    processors (the kernel's packet work among them); empty if they did not."""
    share = seconds_of_parts["other"] / max(1e-9, sum(seconds_of_parts.values())) * busy_fraction
    return "" if share <= OTHERS_LIMIT else \
        f"programs outside the lab used {share:.0%} of the processors"


class Watch:
    """A thread that samples links and processors until stopped; owned by its creator."""

    def __init__(self, links: LinkReader, parts: dict[str, list[int]],
                 interval: float = 0.5) -> None:
        """``parts`` names groups of processes; the one called ``switch`` is the switch."""
        self._links = links
        self._parts = parts
        self._switch_pid = parts["switch"][0]
        self._interval = interval
        self._seconds_before = self._seconds()
        self._seconds_after = self._seconds_before
        self._end = threading.Event()
        self.link_samples: list[LinkSample] = []
        self.cpu_samples: list[CpuSample] = []
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._take()
        self._thread.start()

    def _take(self) -> None:
        self.link_samples.append(self._links.read())
        self.cpu_samples.append(read_cpu(self._switch_pid))

    def _run(self) -> None:
        while not self._end.wait(self._interval):
            self._take()

    def stop(self) -> None:
        self._end.set()
        self._thread.join()
        self._take()
        self._seconds_after = self._seconds()

    def _seconds(self) -> dict[str, float]:
        return {name: sum(map(process_seconds, pids)) for name, pids in self._parts.items()}

    def seconds_of_parts(self) -> dict[str, float]:
        """Processor seconds of each group while watched; ``other`` is the rest of the machine,
        the kernel's packet work included."""
        used = {name: after - self._seconds_before[name]
                for name, after in self._seconds_after.items()}
        busy = self.cpu_samples[-1].busy - self.cpu_samples[0].busy
        return {**used, "other": max(0.0, busy - sum(used.values()))}

    def low_bytes(self) -> dict[End, int]:
        """What each end sent in the low class while watched."""
        return difference(self.link_samples[-1].low, self.link_samples[0].low)

    def cpu(self) -> CpuUse:
        return cpu_use(self.cpu_samples)


def difference(later: dict[End, int], earlier: dict[End, int]) -> dict[End, int]:
    return {end: later[end] - earlier[end] for end in later}
