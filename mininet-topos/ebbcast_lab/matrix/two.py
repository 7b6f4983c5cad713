"""Two distributions at once, from different racks to the same targets."""

from __future__ import annotations

import time
import zlib
from typing import Any

from ebbcast_lab import images, measure, methods, progress
from ebbcast_lab.lab import POLL_SECONDS, Lab
from ebbcast_lab.matrix import ideal
from ebbcast_lab.matrix.cells import Cell
from ebbcast_lab.matrix.choice import Choice
from ebbcast_lab.methods.ebbcast import result_of
from ebbcast_lab.process import LabError
from ebbcast_lab.report import number
from ebbcast_lab.topology import End

START_SECONDS = 1.0


def run(lab: Lab, choice: Choice, cell: Cell, carried: dict[End, float]) -> dict[str, Any]:
    """Both images are half of what fits beside ``carried``, bits per second of the foreground by link
    end; who sends how much is read on the sources' links."""
    rate = lab.fabric.link_rate
    other = next(host.name for host in lab.topology.hosts
                 if host.rack != lab.topology.host(lab.source).rack)
    sources = (lab.source, other)
    targets = tuple(host.name for host in lab.topology.hosts if host.name not in sources)
    length = int(rate * choice.ideal_seconds / 16)
    recipes = [images.plain(f"experiment/two-{source}-{cell.repetition}:v1", length,
                            zlib.crc32(f"{lab.options.seed}/{cell.key}/{source}".encode()))
               for source in sources]
    contents = [lab.seed_image(recipe, source) for recipe, source in zip(recipes, sources)]
    idle = rate - max(ideal.busiest(ideal.best_tree(lab.topology, source, targets, carried), carried)
                      for source in sources)
    watch = lab.watch(0.25)
    began = time.monotonic()
    ended = _both(lab, choice.limit_seconds(cell.mix), recipes, sources, targets)
    watch.stop()
    results = [result_of(lab, one) for one in ended]
    jobs = [methods.Job(lab, recipe, content, source, targets, rate)
            for recipe, content, source in zip(recipes, contents, sources)]
    checks = [check for job in jobs for check in methods.named("ebbcast").check(job)]
    total = sum(sum(content.blobs.values()) for content in contents)
    lasts = [max(result.seconds(), default=0.0) for result in results]
    complete = all(result.complete() for result in results)
    told = {
        "key": cell.key, "mix": cell.mix, "load": cell.load, "method": cell.method,
        "repetition": cell.repetition, "seed": lab.options.seed, "linkRateBitsPerSecond": rate,
        "bytesToSend": total, "idleBitsPerSecond": number(idle),
        "idealSeconds": number(total * 8 / idle),
        "state": " ".join(result.state for result in results),
        "targets": 2 * len(targets), "targetsVerified": sum(c.verified for c in checks),
        "targetsComplete": sum(len(result.seconds()) for result in results),
        "secondsToLastTarget": number(max(lasts) if complete else None),
        "timesIdeal": number(max(lasts) * idle / (total * 8) if complete else None),
        "secondsOfEach": [number(last) for last in lasts],
        "share": number(_share(lab, watch, sources, began + START_SECONDS, began + min(lasts))),
        "wrong": [f"{c.host}: {c.detail}" for c in checks if not c.verified][:4],
        "cpuBusyFraction": number(watch.cpu().busy_fraction),
        "switchCpuFraction": number(watch.cpu().switch_fraction),
        "cpuArtefact": watch.cpu().artefact,
        "foreground": None, "leftovers": len(lab.leftovers().flows),
    }
    lab.console.step(f"  two at once         {told['timesIdeal']} × ideal, share of the first "
                     f"{told['share']}")
    return told


def _both(lab: Lab, limit_seconds: float, recipes: list[images.Recipe],
          sources: tuple[str, ...], targets: tuple[str, ...]) -> list[dict]:
    identities = [lab.rest.distribute(recipe.reference, list(targets), [source], False)["id"]
                  for recipe, source in zip(recipes, sources)]
    deadline = time.monotonic() + limit_seconds
    while True:
        now = [lab.rest.distribution(identity) for identity in identities]
        if all(progress.ended(one) for one in now):
            return now
        if time.monotonic() > deadline:
            for identity in identities:
                lab.rest.cancel(identity)
            raise LabError(f"Tried to wait for two distributions but they are "
                           f"{' and '.join(one['state'] for one in now)}")
        time.sleep(POLL_SECONDS)


def _share(lab: Lab, watch: measure.Watch, sources: tuple[str, ...], begin: float,
           end: float) -> float:
    """What the first source sent of both sources' bytes while both were sending."""
    inside = [sample for sample in watch.link_samples if begin <= sample.at <= end]
    if len(inside) < 2:
        return float("nan")
    sent = []
    for source in sources:
        uplink, = ideal.tree_ends(lab.topology, [(source, lab.topology.host(source).switch)])
        sent.append(inside[-1].low[uplink] - inside[0].low[uplink])
    return sent[0] / sum(sent) if sum(sent) else float("nan")
