"""The foreground: whose traffic it is, where it flows, and what it felt.

Flow entries of the lab's own, above the controller's base connectivity, pin each flow to its path,
so that the load is the same in every run. The traffic itself is made by
:mod:`ebbcast_lab.traffic`, processes of its own. Which flows there are: :mod:`ebbcast_lab.routes`.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ebbcast_lab.process import Daemon, LabError, run, wait_until
from ebbcast_lab.routes import Flow, cover, probe_paths
from ebbcast_lab.topology import Topology

COOKIE = 0xF0E0 << 48
PRIORITY = 25_000
FIRST_PORT = 7000
REQUEST_PORT = 6900
PAYLOAD_SHARE = 1448 / 1514


def steering(topology: Topology, flows: list[Flow]) -> dict[str, list[str]]:
    """Per switch, the flow entries that pin each flow and its acknowledgements to its path."""
    entries: dict[str, list[str]] = {}
    for flow in flows:
        for path in (flow.path, flow.path[::-1]):
            source, target = topology.host(path[0]), topology.host(path[-1])
            for here, there in zip(path[1:], path[2:]):
                port = topology.end_towards(here, there).port
                entries.setdefault(here, []).append(
                    f"cookie={COOKIE:#x},priority={PRIORITY},ip,nw_src={source.address},"
                    f"nw_dst={target.address},actions=output:{port}")
    return entries


def plan(topology: Topology, flows: Sequence[Flow], probes: Sequence[Flow], load: float, mix: str,
         seed: int, link_rate: int) -> dict:
    """What the traffic processes are told: addresses, ports, pacing."""
    def ends(flow: Flow) -> dict:
        return {"source": flow.source, "target": flow.target,
                "sourceAddress": topology.host(flow.source).address,
                "targetAddress": topology.host(flow.target).address}

    return {
        "seed": seed, "mix": mix, "load": load,
        "flows": [{**ends(flow), "port": FIRST_PORT + i, "group": flow.group,
                   "payloadBitsPerSecond": load * flow.share * link_rate * PAYLOAD_SHARE}
                  for i, flow in enumerate(flows)],
        "probes": [ends(probe) for probe in probes],
        "request": {**ends(probes[-1]), "port": REQUEST_PORT, "bytes": 8192},
    }


@dataclass(frozen=True)
class Felt:
    """What the foreground got in a span of time."""

    seconds: float
    bits_per_second: float
    flow_bits_per_second: tuple[float, ...]
    probe_p50_millis: float
    probe_p99_millis: float
    probe_max_millis: float
    probes_sent: int
    probes_lost: int
    request_p50_millis: float
    request_p99_millis: float
    requests: int
    completion_p50_millis: float
    completion_p99_millis: float
    completions: int


class Foreground:
    """The running traffic; owned by the lab's main thread."""

    def __init__(self, topology: Topology, state: Path, logs: Path) -> None:
        self._topology = topology
        self._state = state
        self._logs = logs
        self._processes: list[Daemon] = []
        self.flows: list[Flow] = []

    def start(self, load: float, link_rate: int, mix: str, seed: int,
              flows: Sequence[Flow] | None = None) -> None:
        """Pins the paths, opens every connection, waits until the programs note what arrives.
        Without ``flows``, one flow on each direction of each link."""
        topology = self._topology
        self.flows = cover(topology, seed) if flows is None else list(flows)
        if not load:
            self.flows = []
        probes = probe_paths(topology, self.flows)
        for switch, entries in steering(topology, [*self.flows, *probes]).items():
            run("ovs-ofctl", "-O", "OpenFlow13", "add-flows", switch, "-",
                stdin="\n".join(entries) + "\n")
        what = plan(topology, self.flows, probes, load, mix, seed, link_rate)
        for role in ("flows", "probes"):
            given = self._state / f"foreground-{role}.json"
            given.write_text(json.dumps(what), encoding="utf-8")
            self._processes.append(Daemon(f"foreground {role}", [
                "/usr/bin/python3", "-m", "ebbcast_lab.traffic", role, str(given),
                str(self._series(role))], self._logs / f"foreground-{role}.log"))
        for role in ("flows", "probes"):
            wait_until(lambda r=role: len(self._read(r)) > 4, f"foreground {role} run", 20,
                       self._processes)

    def shift(self) -> None:
        """Moves the load of the mix ``shift`` to the other group of flows."""
        self._processes[0].signal(signal.SIGUSR1)

    def pids(self) -> list[int]:
        return [process.pid for process in self._processes]

    def stop(self) -> None:
        """Ends the traffic and takes its flow entries out."""
        for process in self._processes:
            process.terminate(3)
        self._processes.clear()
        for switch in self._topology.switches:
            run("ovs-ofctl", "-O", "OpenFlow13", "del-flows", switch.name, f"cookie={COOKIE:#x}/-1")

    def felt(self, begin: float, end: float) -> Felt:
        """What it got between two readings of the monotonic clock."""
        return self.felt_in([(begin, end)])

    def felt_in(self, spans: Sequence[tuple[float, float]]) -> Felt:
        """What it got in several spans together."""
        self.require_alive()
        return pooled(self._read("flows"), self._read("probes"), spans)

    def require_alive(self) -> None:
        for process in self._processes:
            if not process.is_alive():
                raise LabError(f"Tried to measure the foreground but {process.name} ended:\n"
                               f"{process.tail()}")

    def _series(self, role: str) -> Path:
        return self._state / f"foreground-{role}.series"

    def _read(self, role: str) -> list[list]:
        """The complete lines that the process has written so far."""
        try:
            text = self._series(role).read_text(encoding="ascii")
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in text.splitlines(keepends=True) if line[-1] == "\n"]


def summarize(flows: list[list], probes: list[list], begin: float, end: float) -> Felt:
    """What was felt in one span; see :func:`pooled`."""
    return pooled(flows, probes, [(begin, end)])


def pooled(flows: list[list], probes: list[list], spans: Sequence[tuple[float, float]]) -> Felt:
    """``flows``: [time, received bytes of each flow]… and [begin, "f", seconds, number] of short
    ones; ``probes``: [time, kind, seconds or -1]…"""
    seconds, totals = 0.0, [0] * (len(flows[0]) - 1 if flows else 0)
    for begin, end in spans:
        inside = [row for row in flows if begin <= row[0] <= end and not _is_short(row)]
        if len(inside) < 2:
            raise LabError(f"Tried to measure the foreground over {end - begin:.1f} s but it "
                           "noted nothing then")
        first, last = inside[0], inside[-1]
        seconds += last[0] - first[0]
        totals = [total + after - before
                  for total, before, after in zip(totals, first[1:], last[1:])]
    rates = tuple(total * 8 / seconds for total in totals)
    rtts = _values(probes, "p", spans)
    answered = [value for value in rtts if value >= 0]
    requests, shorts = _values(probes, "r", spans), _values(flows, "f", spans)
    return Felt(seconds, sum(rates), rates,
                quantile(answered, 0.5) * 1e3, quantile(answered, 0.99) * 1e3,
                (answered[-1] if answered else float("nan")) * 1e3,
                len(rtts), len(rtts) - len(answered),
                quantile(requests, 0.5) * 1e3, quantile(requests, 0.99) * 1e3, len(requests),
                quantile(shorts, 0.5) * 1e3, quantile(shorts, 0.99) * 1e3, len(shorts))


def _is_short(row: list) -> bool:
    return len(row) > 1 and row[1] == "f"


def _values(rows: list[list], kind: str, spans: Sequence[tuple[float, float]]) -> list[float]:
    """Ascending figures of one kind whose time is inside a span."""
    return sorted(row[2] for row in rows if len(row) > 2 and row[1] == kind
                  and any(begin <= row[0] <= end for begin, end in spans))


def quantile(ordered: list[float], q: float) -> float:
    """The nearest-rank quantile of an ascending list; not a number if it is empty."""
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, max(0, -(-int(q * 1000) * len(ordered) // 1000) - 1))]
