"""Where foreground traffic flows.

A greedy cover finds host-to-host paths so that every direction of every link carries exactly one
flow, where the topology allows; other sets load what a question needs. Pure.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from ebbcast_lab.topology import Topology


@dataclass(frozen=True)
class Flow:
    """TCP traffic between two hosts and the nodes it passes; ``share`` of the load asked for is
    its own, and the mix ``shift`` loads one ``group`` at a time."""

    path: tuple[str, ...]
    share: float = 1.0
    group: int = 0

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


def probe_paths(topology: Topology, flows: Sequence[Flow] = ()) -> list[Flow]:
    """From the first host to a far host over each way out of its switch: between them the probes
    see the source's uplink, the fabric and a target's downlink. No pair of hosts is a pair of
    ``flows``, because a pair has one path."""
    source = topology.hosts[0]
    switches = [name for name in topology.neighbours(source.switch) if not topology.is_host(name)]
    probes = []
    used = {source.name}
    for flow in flows:
        if source.name in (flow.source, flow.target):
            used |= {flow.source, flow.target}
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


def shift_groups(topology: Topology) -> list[Flow]:
    """Two groups of flows for the mix ``shift``: each loads every link of one spine alike, and
    every host's link by its part only, so that which spine is idle makes the difference.

    Group 0 goes from each host to its counterpart in the next rack over the first spine, group 1
    to the rack after that over the second.
    """
    spines = [switch.name for switch in topology.switches if switch.tier == 1]
    racks = list(topology.racks().values())
    if len(spines) < 2 or len(racks) < 3 or any(
            not set(spines[:2]) <= set(topology.neighbours(rack[0].switch)) for rack in racks):
        raise ValueError("the mix shift needs racks with links to two spines and three racks, "
                         f"such as leaf-spine:2x4x4; {topology.spec} has none")
    flows = []
    for group, spine in enumerate(spines[:2]):
        for number, rack in enumerate(racks):
            other = racks[(number + 1 + group) % len(racks)]
            flows += [Flow((a.name, a.switch, spine, b.switch, b.name), 1 / len(rack), group)
                      for a, b in zip(rack, other)]
    return flows


def onto(topology: Topology, host: str) -> list[Flow]:
    """One flow to ``host`` from a neighbour in its rack: it loads the host's link and no link
    between switches."""
    to = topology.host(host)
    near = [one for one in topology.hosts if one.switch == to.switch and one.name != host]
    if not near:
        raise ValueError(f"{host} has no neighbour in its rack in {topology.spec}")
    return [Flow((near[-1].name, to.switch, host))]
