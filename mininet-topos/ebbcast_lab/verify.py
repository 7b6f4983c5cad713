"""Checks from outside: nothing here asks Ebbcast whether it did well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ebbcast_lab import ovs
from ebbcast_lab.engines import Engine
from ebbcast_lab.images import Recipe
from ebbcast_lab.oci import Content, Registry
from ebbcast_lab.process import LabError, run
from ebbcast_lab.topology import Topology

LAB_QUEUES = 2


@dataclass(frozen=True)
class Checked:
    """What a target serves, compared with the source; ``detail`` names the first difference."""

    host: str
    verified: bool
    detail: str


@dataclass(frozen=True)
class Leftovers:
    """Entries of Ebbcast that are still in switches, as the switches tell."""

    flows: tuple[str, ...]
    groups: tuple[str, ...]
    queues: int

    def none(self) -> bool:
        return not self.flows and not self.groups and not self.queues


def target(registry: Registry, repository: str, tag: str, wanted: Content) -> Checked:
    """Fetches manifest and every blob and compares them with the source's, byte by byte: the
    manifest itself, the blobs by sha256 of what arrives."""
    try:
        found = registry.content(repository, tag)
        if found.manifest != wanted.manifest:
            return Checked(registry.host, False, f"manifest is {found.digest}, not {wanted.digest}")
        for digest, size in wanted.blobs.items():
            actual, length = registry.blob_digest(repository, digest)
            if (actual, length) != (digest, size):
                return Checked(registry.host, False,
                               f"blob {digest} ({size} bytes) is served as {actual} ({length})")
    except LabError as failure:
        return Checked(registry.host, False, str(failure))
    return Checked(registry.host, True, "")


def docker_run(engine: Engine, image: Recipe, source_image_id: str) -> Checked:
    """Runs the image on a target's engine; it must be the very image of the source."""
    try:
        found = engine.image_id(image.reference)
        if found != source_image_id:
            return Checked(engine.host, False, f"image is {found}, not {source_image_id}")
        said = engine.run_image(image.reference)
    except LabError as failure:
        return Checked(engine.host, False, str(failure))
    ran = said == image.greeting()
    return Checked(engine.host, ran, "" if ran else f"the container said {said!r}")


def leftovers(topology: Topology) -> Leftovers:
    """Reads every switch with ``ovs-ofctl`` and the queue table with ``ovs-vsctl``."""
    flows = [f"{switch.name}: {line}" for switch in topology.switches
             for line in ovs.own_flows(switch.name)]
    groups = [f"{switch.name}: {line}" for switch in topology.switches
              for line in ovs.own_groups(switch.name)]
    rows = run("ovs-vsctl", "--bare", "--columns=_uuid", "list", "Queue").split()
    return Leftovers(tuple(flows), tuple(groups), len(rows) - LAB_QUEUES)


def all_verified(checks: Iterable[Checked]) -> bool:
    return all(check.verified for check in checks)
