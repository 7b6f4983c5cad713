"""The foreground: whose traffic it is, where it flows, and what it felt.

A greedy cover finds host-to-host paths so that every direction of every link carries exactly one
flow (where the topology allows). Flow entries of the lab's own, above the controller's base
connectivity, pin each flow to its path, so that the load is the same in every run. The traffic
itself is made by :mod:`ebbcast_lab.traffic`, a process of its own.
"""

from __future__ import annotations

import json
import random
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from ebbcast_lab.process import Daemon, LabError, run, wait_until
from ebbcast_lab.topology import Topology

COOKIE = 0xF0E0 << 48
PRIORITY = 25_000
FIRST_PORT = 7000
REQUEST_PORT = 6900
PAYLOAD_SHARE = 1448 / 1514


@dataclass(frozen=True)
class Flow:
    """A long-lived TCP connection and the nodes it passes, hosts at both ends."""

    path: tuple[str, ...]

    @property
    def source(self) -> str:
        return self.path[0]

    @property
    def target(self) -> str:
        return self.path[-1]

    def hops(self) -> list[tuple[str, str]]:
        return list(zip(self.path, self.path[1:]))


def cover(topology: Topology, seed: int, attempts: int = 50) -> list[Flow]:
    """Flows that load each direction of each link once; the best of some seeded orders."""
    directions = 2 * len(topology.links)
    best: list[Flow] = []
    best_covered = -1
    rng = random.Random(seed)
    order = [host.name for host in topology.hosts]
    for _ in range(attempts):
        flows = _greedy_cover(topology, order)
        covered = sum(len(flow.hops()) for flow in flows)
        if covered > best_covered:
            best, best_covered = flows, covered
        if covered == directions:
            break
        rng.shuffle(order)
    return best


def _greedy_cover(topology: Topology, order: list[str]) -> list[Flow]:
    taken: set[tuple[str, str]] = set()
    flows = []
    for source in order:
        path = _longest_shortest_path(topology, source, taken)
        if path:
            flow = Flow(tuple(path))
            taken.update(flow.hops())
            flows.append(flow)
    return flows


def _longest_shortest_path(topology: Topology, source: str,
                           taken: set[tuple[str, str]]) -> list[str]:
    """To the farthest host over untaken directions, each host reached by a shortest such path."""
    before: dict[str, str] = {source: source}
    distance = {source: 0}
    farthest = ""
    queue = deque([source])
    while queue:
        node = queue.popleft()
        for peer in topology.neighbours(node):
            if peer in before or (node, peer) in taken:
                continue
            before[peer], distance[peer] = node, distance[node] + 1
            if not topology.is_host(peer):
                queue.append(peer)
            elif not farthest or distance[peer] > distance[farthest]:
                farthest = peer
    path = [farthest] if farthest else []
    while path and path[-1] != source:
        path.append(before[path[-1]])
    return path[::-1]


def uncovered(topology: Topology, flows: list[Flow]) -> list[tuple[str, str]]:
    """The directions that no flow loads."""
    loaded = {hop for flow in flows for hop in flow.hops()}
    return [hop for link in topology.links
            for hop in ((link.a.node, link.b.node), (link.b.node, link.a.node))
            if hop not in loaded]


def probe_paths(topology: Topology) -> list[Flow]:
    """From the first host to a far host over each way out of its switch: between them the probes
    see the source's uplink, the fabric and a target's downlink."""
    source = topology.hosts[0]
    switches = [name for name in topology.neighbours(source.switch) if not topology.is_host(name)]
    probes = []
    used = {source.name}
    for out in switches[:4]:
        far = [host.name for host in reversed(topology.hosts)
               if host.switch != source.switch and host.name not in used]
        for target in far:
            path = topology.shortest_path(out, target)
            if source.switch not in path:
                probes.append(Flow((source.name, source.switch, *path)))
                used.add(target)
                break
    if not probes:
        probes.append(Flow(tuple(topology.shortest_path(source.name, topology.hosts[-1].name))))
    return probes


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


def plan(topology: Topology, flows: list[Flow], probes: list[Flow], load: float, mix: str,
         seed: int) -> dict:
    """What the traffic process is told: addresses, ports, pacing."""
    def ends(flow: Flow) -> dict:
        return {"source": flow.source, "target": flow.target,
                "sourceAddress": topology.host(flow.source).address,
                "targetAddress": topology.host(flow.target).address}

    return {
        "seed": seed, "mix": mix, "load": load,
        "flows": [{**ends(flow), "port": FIRST_PORT + i} for i, flow in enumerate(flows)],
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


class Foreground:
    """The running traffic; owned by the lab's main thread."""

    def __init__(self, topology: Topology, state: Path, logs: Path) -> None:
        self._topology = topology
        self._state = state
        self._logs = logs
        self._processes: list[Daemon] = []
        self.flows: list[Flow] = []

    def start(self, load: float, link_rate: int, mix: str, seed: int) -> None:
        """Pins the paths, opens every connection, waits until bytes arrive on each."""
        topology = self._topology
        self.flows = cover(topology, seed)
        probes = probe_paths(topology)
        for switch, entries in steering(topology, [*self.flows, *probes]).items():
            run("ovs-ofctl", "-O", "OpenFlow13", "add-flows", switch, "-",
                stdin="\n".join(entries) + "\n")
        what = plan(topology, self.flows, probes, load, mix, seed)
        what["payloadBitsPerSecond"] = load * link_rate * PAYLOAD_SHARE
        for role in ("flows", "probes"):
            given = self._state / f"foreground-{role}.json"
            given.write_text(json.dumps(what), encoding="utf-8")
            self._processes.append(Daemon(f"foreground {role}", [
                "/usr/bin/python3", "-m", "ebbcast_lab.traffic", role, str(given),
                str(self._series(role))], self._logs / f"foreground-{role}.log"))
        for role in ("flows", "probes"):
            wait_until(lambda r=role: len(self._read(r)) > 4, f"foreground {role} run", 20,
                       self._processes)

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
        for process in self._processes:
            if not process.is_alive():
                raise LabError(f"Tried to measure the foreground but {process.name} ended:\n"
                               f"{process.tail()}")
        return summarize(self._read("flows"), self._read("probes"), begin, end)

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
    """``flows``: [time, received bytes of each flow]…; ``probes``: [time, kind, seconds or -1]…"""
    inside = [row for row in flows if begin <= row[0] <= end]
    if len(inside) < 2:
        raise LabError(f"Tried to measure the foreground over {end - begin:.1f} s but it noted "
                       "nothing then")
    first, last = inside[0], inside[-1]
    seconds = last[0] - first[0]
    rates = tuple((b - a) * 8 / seconds for a, b in zip(first[1:], last[1:]))
    rtts = [row[2] for row in probes if row[1] == "p" and begin <= row[0] <= end]
    answered = sorted(value for value in rtts if value >= 0)
    requests = sorted(row[2] for row in probes if row[1] == "r" and begin <= row[0] <= end)
    return Felt(seconds, sum(rates), rates,
                quantile(answered, 0.5) * 1e3, quantile(answered, 0.99) * 1e3,
                (answered[-1] if answered else float("nan")) * 1e3,
                len(rtts), len(rtts) - len(answered),
                quantile(requests, 0.5) * 1e3, quantile(requests, 0.99) * 1e3, len(requests))


def quantile(ordered: list[float], q: float) -> float:
    """The nearest-rank quantile of an ascending list; not a number if it is empty."""
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, max(0, -(-int(q * 1000) * len(ordered) // 1000) - 1))]
