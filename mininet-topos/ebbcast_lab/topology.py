"""Fabrics as plain values: switches, hosts, links and the port numbers at both ends.

Pure: no Mininet, no I/O. Every number that somebody else may see (datapath id, MAC address,
IPv4 address, port) is fixed by position, so that two runs of one topology are the same network.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field

CONTROLLER_HOST = "ctl"
CONTROLLER_ADDRESS = "10.0.255.254"
SUBNET_PREFIX = 16


@dataclass(frozen=True)
class Switch:
    """An OpenFlow switch; ``tier`` 0 has the hosts."""

    name: str
    datapath_id: int
    tier: int

    @property
    def dpid(self) -> str:
        """The datapath id the way REST and Mininet write it: 16 hexadecimal digits."""
        return f"{self.datapath_id:016x}"


@dataclass(frozen=True)
class Host:
    """A host with one interface into the fabric."""

    name: str
    address: str
    mac: str
    rack: str
    pod: str
    switch: str

    @property
    def interface(self) -> str:
        return f"{self.name}-eth0"


@dataclass(frozen=True)
class End:
    """One end of a link; hosts have port 0."""

    node: str
    port: int

    @property
    def interface(self) -> str:
        return f"{self.node}-eth{self.port}"


@dataclass(frozen=True)
class Link:
    a: End
    b: End


@dataclass(frozen=True)
class Topology:
    """A fabric; ``spec`` is the text it can be built from again."""

    spec: str
    switches: tuple[Switch, ...]
    hosts: tuple[Host, ...]
    links: tuple[Link, ...]
    _by_name: dict[str, Switch | Host] = field(init=False, repr=False, compare=False,
                                               default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name.update({node.name: node for node in (*self.switches, *self.hosts)})

    def host(self, name: str) -> Host:
        found = self._by_name.get(name)
        if not isinstance(found, Host):
            raise KeyError(f"no host {name!r} in {self.spec}")
        return found

    def switch(self, name: str) -> Switch:
        found = self._by_name.get(name)
        if not isinstance(found, Switch):
            raise KeyError(f"no switch {name!r} in {self.spec}")
        return found

    def node_of(self, rest_name: str) -> str:
        """Our name of a node that REST names: a host id or 16 hexadecimal digits."""
        for switch in self.switches:
            if switch.dpid == rest_name:
                return switch.name
        return self.host(rest_name).name

    def is_host(self, name: str) -> bool:
        return isinstance(self._by_name.get(name), Host)

    def fabric_links(self) -> tuple[Link, ...]:
        """The links between switches."""
        return tuple(link for link in self.links
                     if not self.is_host(link.a.node) and not self.is_host(link.b.node))

    def ends(self) -> list[End]:
        """Every end of every link; each is also the transmitting side of one direction."""
        return [end for link in self.links for end in (link.a, link.b)]

    def end_towards(self, node: str, peer: str) -> End:
        """The end at ``node`` of the link that leads to ``peer``."""
        for link in self.links:
            for here, there in ((link.a, link.b), (link.b, link.a)):
                if here.node == node and there.node == peer:
                    return here
        raise KeyError(f"no link from {node} to {peer} in {self.spec}")

    def neighbours(self, node: str) -> list[str]:
        return [there.node for link in self.links
                for here, there in ((link.a, link.b), (link.b, link.a)) if here.node == node]

    def racks(self) -> dict[str, list[Host]]:
        racks: dict[str, list[Host]] = {}
        for host in self.hosts:
            racks.setdefault(host.rack, []).append(host)
        return racks

    def shortest_path(self, source: str, target: str, avoid: Collection[str] = ()) -> list[str]:
        """One shortest path by hops around ``avoid``; the first in link order among equals."""
        before = {source: source}
        queue = deque([source])
        while queue and target not in before:
            node = queue.popleft()
            for peer in self.neighbours(node):
                if peer not in before and peer not in avoid and (
                        peer == target or not self.is_host(peer)):
                    before[peer] = node
                    queue.append(peer)
        if target not in before:
            raise KeyError(f"no path from {source} to {target}")
        path = [target]
        while path[-1] != source:
            path.append(before[path[-1]])
        return path[::-1]


class _Builder:
    """Collects a topology and hands out port numbers in order."""

    def __init__(self, spec: str) -> None:
        self.spec = spec
        self.switches: list[Switch] = []
        self.hosts: list[Host] = []
        self.links: list[Link] = []
        self._next_port: dict[str, int] = {}

    def switch(self, name: str, datapath_id: int, tier: int) -> str:
        self.switches.append(Switch(name, datapath_id, tier))
        self._next_port[name] = 1
        return name

    def host(self, switch: str, rack: int, pod: int) -> str:
        number = len(self.hosts) + 1
        place = 1 + sum(1 for host in self.hosts if host.switch == switch)
        host = Host(f"h{number}", f"10.0.{rack}.{place}", f"02:eb:bc:00:{rack:02x}:{place:02x}",
                    f"r{rack}", f"p{pod}", switch)
        self.hosts.append(host)
        self.links.append(Link(End(switch, self._port(switch)), End(host.name, 0)))
        return host.name

    def link(self, a: str, b: str) -> None:
        self.links.append(Link(End(a, self._port(a)), End(b, self._port(b))))

    def _port(self, name: str) -> int:
        port = self._next_port[name]
        self._next_port[name] = port + 1
        return port

    def build(self) -> Topology:
        return Topology(self.spec, tuple(self.switches), tuple(self.hosts), tuple(self.links))


def leaf_spine(spines: int, leaves: int, hosts_per_leaf: int) -> Topology:
    """Every leaf linked to every spine; leaf ports 1…h are hosts, the next ones spines."""
    _within(("spines", spines, 1, 16), ("leaves", leaves, 1, 32), ("hosts", hosts_per_leaf, 1, 32))
    build = _Builder(f"leaf-spine:{spines}x{leaves}x{hosts_per_leaf}")
    leaf_names = [build.switch(f"leaf{i}", i, 0) for i in range(1, leaves + 1)]
    spine_names = [build.switch(f"spine{i}", 0x100 + i, 1) for i in range(1, spines + 1)]
    for rack, leaf in enumerate(leaf_names, 1):
        for _ in range(hosts_per_leaf):
            build.host(leaf, rack, 1)
    for leaf in leaf_names:
        for spine in spine_names:
            build.link(leaf, spine)
    return build.build()


def fat_tree(k: int) -> Topology:
    """The k-ary fat tree of Al-Fares et al.: k pods, k³/4 hosts."""
    if k % 2:
        raise ValueError(f"fat-tree: k must be even, not {k}")
    _within(("k", k, 2, 6))
    half = k // 2
    build = _Builder(f"fat-tree:{k}")
    cores = [build.switch(f"core{i + 1}", 0x200 + i + 1, 2) for i in range(half * half)]
    rack = 0
    for pod in range(1, k + 1):
        edges = [build.switch(f"edge{pod}{i + 1}", pod * 16 + i + 1, 0) for i in range(half)]
        aggs = [build.switch(f"agg{pod}{i + 1}", 0x100 + pod * 16 + i + 1, 1) for i in range(half)]
        for edge in edges:
            rack += 1
            for _ in range(half):
                build.host(edge, rack, pod)
        for edge in edges:
            for agg in aggs:
                build.link(edge, agg)
        for i, agg in enumerate(aggs):
            for core in cores[i * half:(i + 1) * half]:
                build.link(agg, core)
    return build.build()


def tree(fanout: int, hosts_per_leaf: int) -> Topology:
    """One root switch, ``fanout`` leaves below it: no second path anywhere."""
    _within(("leaves", fanout, 1, 32), ("hosts", hosts_per_leaf, 1, 32))
    build = _Builder(f"tree:{fanout}x{hosts_per_leaf}")
    root = build.switch("root1", 0x101, 1)
    leaves = [build.switch(f"leaf{i}", i, 0) for i in range(1, fanout + 1)]
    for rack, leaf in enumerate(leaves, 1):
        for _ in range(hosts_per_leaf):
            build.host(leaf, rack, 1)
    for leaf in leaves:
        build.link(leaf, root)
    return build.build()


def jellyfish(switches: int, degree: int, hosts_per_switch: int, seed: int) -> Topology:
    """A connected random ``degree``-regular graph of switches (Singla et al.), hosts on each."""
    _within(("switches", switches, 3, 32), ("degree", degree, 2, switches - 1),
            ("hosts", hosts_per_switch, 1, 16))
    if switches * degree % 2:
        raise ValueError("jellyfish: switches × degree must be even")
    build = _Builder(f"jellyfish:{switches}x{degree}x{hosts_per_switch}")
    names = [build.switch(f"jelly{i}", i, 0) for i in range(1, switches + 1)]
    for rack, name in enumerate(names, 1):
        for _ in range(hosts_per_switch):
            build.host(name, rack, 1)
    for a, b in _random_regular(switches, degree, random.Random(seed)):
        build.link(names[a], names[b])
    return build.build()


def _random_regular(n: int, degree: int, rng: random.Random) -> list[tuple[int, int]]:
    """Pairing model with rejection until the graph is simple and connected."""
    while True:
        stubs = [v for v in range(n) for _ in range(degree)]
        rng.shuffle(stubs)
        edges = {(min(a, b), max(a, b)) for a, b in zip(stubs[::2], stubs[1::2]) if a != b}
        if len(edges) == n * degree // 2 and _connected(n, edges):
            return sorted(edges)


def _connected(n: int, edges: set[tuple[int, int]]) -> bool:
    seen, queue = {0}, [0]
    while queue:
        v = queue.pop()
        for a, b in edges:
            other = b if a == v else a if b == v else None
            if other is not None and other not in seen:
                seen.add(other)
                queue.append(other)
    return len(seen) == n


def _within(*checks: tuple[str, int, int, int]) -> None:
    for name, value, low, high in checks:
        if not low <= value <= high:
            raise ValueError(f"{name} must be {low} to {high}, not {value}")


def parse(spec: str, seed: int = 1) -> Topology:
    """Builds what ``spec`` names, e.g. ``leaf-spine:2x4x4``, ``fat-tree:4``, ``tree:4x4``,
    ``jellyfish:8x3x2``; sizes left out are the defaults shown here."""
    kind, _, sizes = spec.partition(":")
    defaults = {"leaf-spine": "2x4x4", "fat-tree": "4", "tree": "4x4", "jellyfish": "8x3x2"}
    if kind not in defaults:
        raise ValueError(f"unknown topology {kind!r}; known: {', '.join(sorted(defaults))}")
    wanted = len(defaults[kind].split("x"))
    try:
        numbers = [int(text) for text in (sizes or defaults[kind]).split("x")]
    except ValueError:
        raise ValueError(f"topology sizes are numbers joined by x, not {sizes!r}") from None
    if len(numbers) != wanted:
        raise ValueError(f"{kind} takes {wanted} sizes, such as {kind}:{defaults[kind]}, "
                         f"not {sizes!r}")
    if kind == "leaf-spine":
        return leaf_spine(*numbers)
    if kind == "fat-tree":
        return fat_tree(*numbers)
    if kind == "tree":
        return tree(*numbers)
    return jellyfish(*numbers, seed)
