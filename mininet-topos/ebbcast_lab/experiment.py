"""The measured sequence: a quiet distribution, its update, one beside foreground traffic.

An unmeasured warm-up comes first.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ebbcast_lab import foreground, images, measure, methods, oci, routes, verify
from ebbcast_lab.lab import Lab
from ebbcast_lab.progress import size
from ebbcast_lab.topology import End, Topology

ALONE_SECONDS = 12.0
SETTLE_SECONDS = 3.0


@dataclass(frozen=True)
class Run:
    """One distribution: what the method said, what the links carried, what the targets serve."""

    image: images.Recipe
    content: oci.Content
    link_rate: int
    bytes_to_send: int
    idle_rate: float
    result: methods.Result
    began: float
    ended: float
    watch: measure.Watch
    progress: list[tuple[float, dict[str, int]]]
    checks: tuple[verify.Checked, ...]
    docker_runs: tuple[verify.Checked, ...]
    leftovers: verify.Leftovers

    @property
    def ideal_seconds(self) -> float:
        """Content bytes over the idle bandwidth of the bottleneck; headers are the method's."""
        return self.bytes_to_send * 8 / self.idle_rate

    def seconds(self) -> list[float]:
        """Ascending seconds of the targets that have everything."""
        return self.result.seconds()

    def verified(self) -> bool:
        return (verify.all_verified(self.checks) and verify.all_verified(self.docker_runs)
                and len(self.seconds()) == len(self.result.targets))


@dataclass(frozen=True)
class ForegroundRun:
    """What the foreground got alone and beside the distribution."""

    run: Run
    alone: foreground.Felt
    during: foreground.Felt
    alone_cpu: measure.CpuUse
    flows: list[routes.Flow]


@dataclass
class Outcome:
    """Everything that was measured; filled while the experiment runs."""

    quiet: list[Run] = field(default_factory=list)
    update: Run | None = None
    loaded: ForegroundRun | None = None
    versions: dict[str, str] = field(default_factory=dict)
    warm_up_seconds: float | None = None

    def runs(self) -> list[Run]:
        extra = [run for run in (self.update, self.loaded.run if self.loaded else None) if run]
        return [*self.quiet, *extra]

    def all_verified(self) -> bool:
        return all(run.verified() and run.leftovers.none() for run in self.runs())


def conduct(lab: Lab, outcome: Outcome) -> None:
    """Runs all of it; what is complete is in ``outcome`` even if a later part fails."""
    options = lab.options
    method = methods.named(options.method)
    outcome.versions = lab.versions()
    outcome.warm_up_seconds = lab.warm_up()
    first = images.recipe("demo/app:v1", options.image_bytes, options.seed)
    outcome.quiet.append(distribute(lab, method, first))
    update = images.with_new_last_layer(first, "demo/app:v2")
    outcome.update = distribute(lab, method, update)
    for number in range(2, options.runs + 1):
        again = images.recipe(f"demo/again:v{number}", options.image_bytes, options.seed + number)
        outcome.quiet.append(distribute(lab, method, again))
    if not options.no_foreground:
        outcome.loaded = beside_foreground(lab, method)


def distribute(lab: Lab, method: methods.Method, image: images.Recipe) -> Run:
    """Seeds an image, distributes it to every other host, looks at it from outside."""
    console = lab.console
    content = lab.seed_image(image)
    targets = [host.name for host in lab.topology.hosts if host.name != lab.source]
    to_send = sum(length for digest, length in content.blobs.items()
                  if digest not in lab.delivered)
    console.step(f"{image.reference}: {size(sum(content.blobs.values()))}B in "
                 f"{len(content.blobs)} blobs, {size(to_send)}B to send to {len(targets)} hosts")
    progress: list[tuple[float, dict[str, int]]] = []
    began = time.monotonic()

    def note(distribution: dict) -> None:
        progress.append((time.monotonic() - began, {
            target["host"]: target.get("bytesVerified") or 0
            for target in distribution["targets"]}))

    job = methods.Job(lab, image, content, lab.source, tuple(targets),
                      lab.fabric.link_rate, note)
    watch = lab.watch()
    try:
        result = method.distribute(job)
    finally:
        ended = time.monotonic()
        time.sleep(0.2)
        watch.stop()
    checks, runs = method.check(job), docker_runs(lab, image, targets)
    left = lab.leftovers()
    if verify.all_verified(checks):
        lab.delivered.update(content.blobs)
    run = Run(image, content, lab.fabric.link_rate, to_send, lab.fabric.link_rate, result, began,
              ended, watch, progress, checks, runs, left)
    _tell(lab, run)
    return run


def docker_runs(lab: Lab, image: images.Recipe,
                targets: Sequence[str]) -> tuple[verify.Checked, ...]:
    """Every engine among the targets must run the image of the source."""
    wanted = lab.engines[lab.source].image_id(image.reference) if lab.engines else ""
    return tuple(verify.docker_run(engine, image, wanted)
                 for name, engine in lab.engines.items() if name in targets)


def beside_foreground(lab: Lab, method: methods.Method) -> ForegroundRun:
    """The foreground alone, then with a distribution beside it."""
    options, console = lab.options, lab.console
    lab.set_link_rate(options.loaded_rate)
    console.step(f"foreground: {options.mix} TCP flows at {options.load:.0%} of "
                 f"{size(options.loaded_rate)}bit/s links")
    image = images.recipe("demo/small:v1", options.loaded_image_bytes, options.seed + 1000)
    lab.foreground.start(options.load, options.loaded_rate, options.mix, options.seed)
    try:
        time.sleep(SETTLE_SECONDS)
        alone_watch = lab.watch()
        time.sleep(ALONE_SECONDS)
        alone_watch.stop()
        first, last = alone_watch.link_samples[0], alone_watch.link_samples[-1]
        alone = lab.foreground.felt(first.at, last.at)
        run = distribute(lab, method, image)
        busy = busiest(first, last, tree_ends(lab.topology, run))
        run = dataclasses.replace(run, idle_rate=options.loaded_rate - busy)
        during = lab.foreground.felt(run.began, run.ended)
        flows = list(lab.foreground.flows)
    finally:
        lab.foreground.stop()
    return ForegroundRun(run, alone, during, alone_watch.cpu(), flows)


def busiest(first: measure.LinkSample, last: measure.LinkSample, ends: Iterable[End]) -> float:
    """Bits per second of the high class on the busiest of ``ends`` between two samples."""
    carried = measure.difference(last.high, first.high)
    return max((carried[end] for end in ends), default=0) * 8 / (last.at - first.at)


def tree_ends(topology: Topology, run: Run) -> dict[End, int]:
    """The transmitting ends of the trees and the content bytes that each had to carry."""
    planned: dict[End, int] = {}
    for tree in run.result.trees:
        for here, there in tree.hops:
            end = topology.end_towards(here, there)
            planned[end] = planned.get(end, 0) + tree.bytes
    return planned


def link_stress(topology: Topology, run: Run) -> float:
    """Bytes that the tree's links carried in the low class over the content they had to carry."""
    planned = tree_ends(topology, run)
    carried = run.watch.low_bytes()
    wanted = sum(planned.values())
    return sum(carried[end] for end in planned) / wanted if wanted else float("nan")


def fabric_copies(topology: Topology, run: Run) -> float:
    """Copies of the content that crossed links between switches."""
    carried = run.watch.low_bytes()
    ends = [end for link in topology.fabric_links() for end in (link.a, link.b)]
    return sum(carried[end] for end in ends) / run.bytes_to_send if run.bytes_to_send else 0.0


def _tell(lab: Lab, run: Run) -> None:
    seconds = run.seconds()
    bad = [f"{c.host}: {c.detail}" for c in (*run.checks, *run.docker_runs) if not c.verified]
    good = sum(1 for c in run.checks if c.verified)
    last = f", last target after {seconds[-1]:.2f} s" if seconds else ""
    lab.console.step(f"{run.image.reference}: {good}/{len(run.checks)} targets serve the very "
                     f"bytes{last}"
                     + (f", {sum(c.verified for c in run.docker_runs)}/{len(run.docker_runs)} "
                        "engines run it" if run.docker_runs else ""))
    for line in bad[:4]:
        lab.console.say(f"           {line}")
    if not run.leftovers.none():
        for entry in (*run.leftovers.flows, *run.leftovers.groups)[:4]:
            lab.console.say(f"           left over: {entry}")
