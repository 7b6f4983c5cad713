"""What would be possible: idle bandwidth of the best tree, and what a method took of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ebbcast_lab import measure
from ebbcast_lab.methods import tree
from ebbcast_lab.topology import End, Topology


def tree_ends(topology: Topology, hops: Iterable[tuple[str, str]]) -> list[End]:
    """The transmitting ends of a tree."""
    return [topology.end_towards(here, there) for here, there in hops]


def best_tree(topology: Topology, source: str, targets: Sequence[str],
              carried: dict[End, float]) -> list[End]:
    """The ends of that shortest-path tree, one per switch of the middle tier, whose busiest link
    is the least busy."""
    middle = [switch.name for switch in topology.switches if switch.tier == 1]
    trees = []
    for one in middle or [None]:
        avoid = {name for name in middle if name != one}
        try:
            trees.append(tree_ends(topology, tree.hops(topology, source, targets, avoid)))
        except KeyError:
            continue
    trees.append(tree_ends(topology, tree.hops(topology, source, targets)))
    return min(trees, key=lambda ends: busiest(ends, carried))


def busiest(ends: Iterable[End], carried: dict[End, float]) -> float:
    return max((carried[end] for end in ends), default=0.0)


def rates(first: measure.LinkSample, last: measure.LinkSample, low: bool) -> dict[End, float]:
    """Bits per second of each end between two samples, of the low or the high class."""
    before, after = (first.low, last.low) if low else (first.high, last.high)
    seconds = max(1e-9, last.at - first.at)
    return {end: carried * 8 / seconds
            for end, carried in measure.difference(after, before).items()}


def nominal_share(mix: str, load: float, hosts_per_rack: int) -> float:
    """The share of the bottleneck that the foreground leaves by design; images are as large as
    that carries in the time asked for, so that all methods and repetitions move the same bytes."""
    busy = {"quiet": 0.0, "slow-receiver": 0.0, "two-at-once": 0.0,
            "shift": load / hosts_per_rack}.get(mix, load)
    return 1.0 - busy


def recovery_seconds(samples: Sequence[tuple[float, float]], since: float, wanted: float,
                     window: float) -> float | None:
    """``samples``: time and bits carried so far. Seconds from ``since`` until the rate over the
    following ``window`` is at least ``wanted`` bits per second; None if it never is."""
    for at, bits in samples:
        if at < since:
            continue
        later = next(((t, b) for t, b in samples if t >= at + window), None)
        if later is None:
            return None
        if (later[1] - bits) / (later[0] - at) >= wanted:
            return at - since
    return None
