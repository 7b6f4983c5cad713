"""What can move an image: Ebbcast today, its peers beside it in the same lab later.

A method gets an image that sits in the source's registry and must bring it to every target. It
answers with what happened per target; whether it is true is checked from outside by the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ebbcast_lab import images, progress
from ebbcast_lab.lab import Lab
from ebbcast_lab.process import LabError


@dataclass(frozen=True)
class TargetResult:
    """Seconds from the first byte of the intent to the verified blob on disk, None if never."""

    host: str
    seconds: float | None
    state: str
    reason: str
    import_seconds: float | None = None


@dataclass(frozen=True)
class Tree:
    """A tree as planned: directed hops by our names, and the bytes it had to carry."""

    hops: tuple[tuple[str, str], ...]
    bytes: int
    rate: float


@dataclass(frozen=True)
class Result:
    """One distribution as the method tells it; ``raw`` is its own full account."""

    state: str
    targets: tuple[TargetResult, ...]
    trees: tuple[Tree, ...]
    repair_bytes: int
    raw: dict = field(default_factory=dict)


class Method(Protocol):
    """Something that distributes."""

    name: str

    def distribute(self, lab: Lab, image: images.Recipe, targets: Sequence[str],
                   watch: Callable[[dict], None]) -> Result:
        """Runs one distribution to its end; shows progress on the lab's console."""


class Ebbcast:
    """The real thing, through REST only."""

    name = "ebbcast"

    def distribute(self, lab: Lab, image: images.Recipe, targets: Sequence[str],
                   watch: Callable[[dict], None] = lambda _: None) -> Result:
        created = lab.rest.distribute(image.reference, list(targets),
                                      import_into_docker=bool(lab.engines))
        return result_of(lab, lab.follow(created["id"], watch=watch))


def result_of(lab: Lab, distribution: dict) -> Result:
    """The distribution JSON in the lab's words."""
    trees = tuple(Tree(
        tuple((lab.topology.node_of(link["from"]), lab.topology.node_of(link["to"]))
              for link in tree["links"]),
        _bytes_of(tree, distribution), tree.get("rateBitsPerSecond") or 0)
        for tree in distribution.get("trees", ()))
    ordered = sorted(distribution["targets"], key=lambda one: progress.natural(one["host"]))
    targets = tuple(TargetResult(
        target["host"], target.get("secondsToVerified"), target["state"],
        f"{target.get('reason') or ''} {target.get('detail') or ''}".strip(),
        (target.get("import") or {}).get("seconds")) for target in ordered)
    return Result(distribution["state"], targets, trees, distribution.get("repairBytes") or 0,
                  distribution)


def _bytes_of(tree: dict, distribution: dict) -> int:
    share = (tree.get("shareTo", 1.0) or 0) - (tree.get("shareFrom", 0.0) or 0)
    return round(share * (tree.get("shipmentBytes") or distribution.get("bytesToSend") or 0))


METHODS: dict[str, type[Method]] = {Ebbcast.name: Ebbcast}


def named(name: str) -> Method:
    """The method called ``name``."""
    if name not in METHODS:
        raise LabError(f"Tried to find the method {name!r} but this lab knows only "
                       f"{', '.join(sorted(METHODS))}")
    return METHODS[name]()
