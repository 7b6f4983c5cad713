"""Ebbcast itself, through REST only, and the same with the lab's low queue taken away."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from ebbcast_lab import progress, verify
from ebbcast_lab.methods.base import Job, Result, TargetResult, Tree

if TYPE_CHECKING:
    from ebbcast_lab.lab import Lab


class Ebbcast:
    """The real thing."""

    name: ClassVar[str] = "ebbcast"
    title: ClassVar[str] = "Ebbcast"
    packages: ClassVar[tuple[str, ...]] = ()
    moves_images: ClassVar[bool] = True
    marked: ClassVar[bool] = True

    def distribute(self, job: Job) -> Result:
        lab = job.lab
        created = lab.rest.distribute(job.image.reference, list(job.targets), [job.source],
                                      import_into_docker=bool(lab.engines))
        return result_of(lab, self._follow(job, created["id"]))

    def check(self, job: Job) -> tuple[verify.Checked, ...]:
        """Every target's registry endpoint."""
        return tuple(verify.target(job.lab.registry(name), job.image.repository, job.image.tag,
                                   job.content) for name in job.targets)

    @staticmethod
    def _follow(job: Job, identity: str) -> dict:
        """To its end; what is over the limit is cancelled."""
        deadline = time.monotonic() + job.limit_seconds
        cancelled = False

        def watch(distribution: dict) -> None:
            nonlocal cancelled
            job.watch(distribution)
            late = time.monotonic() > deadline
            if late and not cancelled and not progress.ended(distribution):
                cancelled = True
                job.lab.rest.cancel(identity)

        return job.lab.follow(identity, job.limit_seconds + 20, watch)


class EbbcastNoQueue(Ebbcast):
    """Ebbcast on ports that treat its traffic like anybody else's: what then protects the
    foreground is the rate alone."""

    name: ClassVar[str] = "ebbcast-no-queue"
    title: ClassVar[str] = "Ebbcast, its queue disabled"
    marked: ClassVar[bool] = False

    def distribute(self, job: Job) -> Result:
        with job.lab.fabric.without_low_queue():
            return super().distribute(job)


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
