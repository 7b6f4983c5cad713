"""A static multicast tree for peers, put into the switches by ``ovs-ofctl`` as any operator would.

One shortest-path tree over one spine, one ALL group per switch, one flow entry per multicast
address; cookie and group numbers are the lab's own, so that nobody takes them for Ebbcast's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ebbcast_lab import ovs
from ebbcast_lab.process import run
from ebbcast_lab.topology import Topology

COOKIE = 0xF0E1 << 48
PRIORITY = 41_000
GROUP = 0xF0E10001


def hops(topology: Topology, source: str, targets: Sequence[str],
         avoid: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """Directed links of the union of shortest paths around ``avoid``; a node is entered by one
    link only, because equal paths are chosen by link order."""
    before: dict[str, str] = {}
    for target in targets:
        path = topology.shortest_path(source, target, avoid)
        for here, there in zip(path, path[1:]):
            if there in before:
                continue
            before[there] = here
    return tuple((here, there) for there, here in before.items())


def entries(topology: Topology, tree: Sequence[tuple[str, str]],
            addresses: Sequence[str], marked: bool) -> dict[str, tuple[str, list[str]]]:
    """Per switch: its group and its flow entries, as ``ovs-ofctl`` takes them."""
    into = {there: here for here, there in tree}
    out: dict[str, list[str]] = {}
    for here, there in tree:
        out.setdefault(here, []).append(there)
    found = {}
    for switch, nexts in out.items():
        if topology.is_host(switch):
            continue
        buckets = ",".join(f"bucket=output:{topology.end_towards(switch, there).port}"
                           for there in nexts)
        port = topology.end_towards(switch, into[switch]).port
        first = topology.is_host(into[switch])
        mark = "set_field:1->ip_dscp," if marked and first else ""
        found[switch] = (f"group_id={GROUP},type=all,{buckets}", [
            f"cookie={COOKIE:#x},priority={PRIORITY},in_port={port},udp,nw_dst={address},"
            f"actions={mark}group:{GROUP}" for address in addresses])
    return found


def install(topology: Topology, tree: Sequence[tuple[str, str]], addresses: Sequence[str],
            marked: bool) -> None:
    """From the leaves to the root, and a route to the addresses at every host of the tree."""
    made = entries(topology, tree, addresses, marked)
    for switch, (group, flows) in reversed(list(made.items())):
        run("ovs-ofctl", "-O", "OpenFlow13", "add-group", switch, group)
        run("ovs-ofctl", "-O", "OpenFlow13", "add-flows", switch, "-", stdin="\n".join(flows))
    for host in hosts(topology, tree):
        for address in addresses:
            run("ip", "route", "replace", f"{address}/32", "dev",
                topology.host(host).interface, node=host)


def remove(topology: Topology, tree: Sequence[tuple[str, str]], addresses: Sequence[str]) -> None:
    """All of it, also after a half-made installation."""
    for switch in topology.switches:
        run("ovs-ofctl", "-O", "OpenFlow13", "del-flows", switch.name, f"cookie={COOKIE:#x}/-1")
        run("ovs-ofctl", "-O", "OpenFlow13", "del-groups", switch.name, f"group_id={GROUP}")
    for host in hosts(topology, tree):
        for address in addresses:
            run("ip", "route", "flush", f"{address}/32", node=host)


def left(topology: Topology) -> list[str]:
    """Flow entries and groups of such trees that switches still have."""
    found = []
    for switch in topology.switches:
        flows = run("ovs-ofctl", "-O", "OpenFlow13", "dump-flows", switch.name,
                    f"cookie={COOKIE:#x}/-1")
        found += [line.strip() for line in flows.splitlines() if "cookie=" in line]
        found += [line for line in ovs.groups(switch.name) if f"group_id={GROUP}," in line]
    return found


def hosts(topology: Topology, tree: Sequence[tuple[str, str]]) -> list[str]:
    return sorted({node for hop in tree for node in hop if topology.is_host(node)})
