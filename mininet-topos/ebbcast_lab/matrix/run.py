"""Runs the cells in a lab and measures them; writes each down before the next begins."""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass, field
from typing import Any

from ebbcast_lab import foreground, images, measure, methods, progress, routes, verify
from ebbcast_lab.lab import Lab
from ebbcast_lab.matrix import cells, ideal, moments, two
from ebbcast_lab.matrix.choice import Choice
from ebbcast_lab.matrix.record import Record
from ebbcast_lab.methods import tree
from ebbcast_lab.options import Options
from ebbcast_lab.process import LabError
from ebbcast_lab.report import number
from ebbcast_lab.topology import End
from ebbcast_lab.traffic import schedule

SETTLE_SECONDS = 3.0
FIRST_ALONE_SECONDS = 8.0
ALONE_SECONDS = 4.0
DRAIN_SECONDS = 1.5
WATCH_SECONDS = 0.25
SHIFT_AT = 0.4


@dataclass
class _Block:
    """A foreground that runs, and what it felt and loaded while it was alone."""

    block: cells.Block
    link_rate: int
    alone: list[tuple[float, float]] = field(default_factory=list)
    carried: dict[End, float] = field(default_factory=dict)
    busy: list[float] = field(default_factory=list)


def link_rate(options: Options, mix: str) -> int:
    """Bits per second of every link beside this foreground."""
    return options.quiet_rate if mix == cells.QUIET else options.loaded_rate


def left(options: Options, record: Record) -> list[cells.Block]:
    """What is not in ``record`` yet, at the link rates of ``options``."""
    return cells.plan(options.experiment, options.seed,
                      record.done(lambda mix: link_rate(options, mix)))


def conduct(lab: Lab, choice: Choice, record: Record, deadline: float) -> list[str]:
    """Every cell that is not in ``record`` yet, none begun after ``deadline`` on the monotonic
    clock; returns what could not be run, with the reason."""
    failures: list[str] = []
    for block in left(lab.options, record):
        if time.monotonic() <= deadline:
            _run_block(lab, choice, record, block, deadline, failures)
    return failures


def _run_block(lab: Lab, choice: Choice, record: Record, block: cells.Block, deadline: float,
               failures: list[str]) -> None:
    rate = link_rate(lab.options, block.mix)
    if rate != lab.fabric.link_rate:
        lab.set_link_rate(rate)
    lab.console.step(f"{block.mix} foreground at {block.load:.0%} of {progress.size(rate)}bit/s "
                     f"links, repetition {block.repetition}: "
                     f"{', '.join(cell.method for cell in block.cells)}")
    lab.foreground.start(block.load, rate, block.mix, lab.options.seed + block.repetition,
                         _flows(lab, block))
    try:
        if block.mix == cells.QUIET:
            _discard(lab, choice, rate)
        time.sleep(SETTLE_SECONDS)
        state = _Block(block, rate)
        if block.mix not in cells.SCENARIOS:
            _alone(lab, state, FIRST_ALONE_SECONDS)
        for cell in block.cells:
            if time.monotonic() > deadline:
                return
            _alone(lab, state, ALONE_SECONDS)
            try:
                record.add(two.run(lab, choice, cell, state.carried) if block.mix == cells.TWO
                           else _run_cell(lab, choice, cell, state))
            except LabError as failure:
                failures.append(f"{cell.key}: {failure}")
                lab.console.say(f"           {failures[-1]}")
            time.sleep(DRAIN_SECONDS)
    finally:
        lab.foreground.stop()


def _discard(lab: Lab, choice: Choice, rate: int) -> None:
    """A transfer of full size that nobody counts: the first one of young Java programs is slow, and
    the quiet block is the first of all."""
    length = int(rate * choice.seconds(cells.QUIET) / 8)
    lab.warm_up(images.plain("experiment/discarded:v1", length, lab.options.seed + 5001))


def _flows(lab: Lab, block: cells.Block) -> list[routes.Flow] | None:
    if block.mix == "shift":
        return routes.shift_groups(lab.topology)
    if block.mix == cells.SLOW:
        return routes.onto(lab.topology, victim(lab))
    return None


def victim(lab: Lab) -> str:
    """The receiver behind the busy link of the slow-receiver scenario."""
    return lab.topology.hosts[-1].name


def _alone(lab: Lab, state: _Block, seconds: float) -> None:
    """Another look at the foreground without a distribution. Of a load that shifts, the first
    look sees both groups and the shift between them."""
    both = state.block.mix == "shift" and not state.alone
    began = time.monotonic()
    first = lab.links.read()
    cpu = [measure.read_cpu(lab.ovs.pid)]
    time.sleep(seconds / 2)
    middle = lab.links.read()
    if both:
        lab.foreground.shift()
    time.sleep(seconds / 2)
    cpu.append(measure.read_cpu(lab.ovs.pid))
    state.busy.append(measure.cpu_use(cpu).busy_fraction)
    last = lab.links.read()
    state.alone.append((began, time.monotonic()))
    state.carried = ideal.rates(first, middle if both else last, low=False)
    if both:
        lab.foreground.shift()
        time.sleep(DRAIN_SECONDS)


def _run_cell(lab: Lab, choice: Choice, cell: cells.Cell, state: _Block) -> dict[str, Any]:
    topology, rate = lab.topology, state.link_rate
    targets = tuple(host.name for host in topology.hosts if host.name != lab.source)
    best = ideal.best_tree(topology, lab.source, targets, state.carried)
    static = ideal.tree_ends(topology, tree.hops(topology, lab.source, targets))
    share = ideal.nominal_share(cell.mix, cell.load, len(topology.racks()[
        topology.host(lab.source).rack]))
    image = _image(lab, cell, int(rate * share * choice.seconds(cell.mix) / 8))
    content = lab.seed_image(image)
    idle = rate - _busiest(cell, best, state)
    job = methods.Job(lab, image, content, lab.source, targets,
                      max(0.02 * rate, rate - ideal.busiest(static, state.carried)),
                      limit_seconds=choice.limit_seconds(cell.mix))
    method = methods.named(cell.method)
    with moments.shifted(lab, cell.mix == "shift", choice.seconds(cell.mix) * SHIFT_AT) as shift:
        watch = lab.watch(WATCH_SECONDS)
        began = time.monotonic()
        try:
            result = method.distribute(job)
        finally:
            ended = time.monotonic()
            time.sleep(0.1)
            watch.stop()
    bytes_to_send = sum(content.blobs.values())
    felt = _felt(lab, state, began, ended)
    told = {
        "key": cell.key, "mix": cell.mix, "load": cell.load, "method": cell.method,
        "repetition": cell.repetition, "seed": lab.options.seed, "linkRateBitsPerSecond": rate,
        "bytesToSend": bytes_to_send, "idleBitsPerSecond": number(idle),
        "idealSeconds": number(bytes_to_send * 8 / idle),
        **_times(result, bytes_to_send * 8 / idle, ended - began, victim(lab)),
        **_carried(lab, state, method, watch, bytes_to_send, felt["kept"]),
        **moments.recovery(lab, watch, shift, idle, targets, began),
        **_verified(method.check(job), result),
        "foreground": felt,
        **_processors(lab, watch, state),
        "leftovers": _leftovers(lab),
    }
    _tell(lab, cell, told)
    return told


def _image(lab: Lab, cell: cells.Cell, length: int) -> images.Recipe:
    """An image of its own for every cell: nothing of it is anywhere before."""
    name = cell.key.replace("/", "-").replace(".", "_")
    return images.plain(f"experiment/{name}:v1", length,
                        zlib.crc32(f"{lab.options.seed}/{cell.key}".encode()))


def _busiest(cell: cells.Cell, best: list[End], state: _Block) -> float:
    """What the best tree's bottleneck carries for others; the slow receiver's own link is not
    what the other targets wait for."""
    if cell.mix == cells.SLOW:
        return 0.0
    return ideal.busiest(best, state.carried)


def _times(result: methods.Result, ideal_seconds: float, took: float,
           slow: str) -> dict[str, Any]:
    seconds = result.seconds()
    last = seconds[-1] if result.complete() and seconds else None
    others = [target.seconds for target in result.targets if target.host != slow]
    return {
        "state": result.state, "targets": len(result.targets),
        "targetsComplete": len(seconds), "secondsToLastTarget": number(last),
        "secondsToMedianTarget": number(foreground.quantile(seconds, 0.5)),
        "secondsToLastOfOthers": number(None if None in others else max(others)),
        "timesIdeal": number(last / ideal_seconds if last else None),
        "gaveUpAfterSeconds": None if last else number(took),
        "repairBytes": result.repair_bytes,
        "reasons": sorted({target.reason for target in result.targets if target.reason})[:4],
        "perTarget": {target.host: number(target.seconds) for target in result.targets},
    }


def _carried(lab: Lab, state: _Block, method: methods.Method, watch: measure.Watch,
             bytes_to_send: int, kept: float | None) -> dict[str, Any]:
    """Bytes of the distribution over links between switches: the low class where it is marked and
    the class is there, otherwise what all links carried beyond what the foreground alone carried,
    less what it lost."""
    first, last = watch.link_samples[0], watch.link_samples[-1]
    ends = [end for link in lab.topology.fabric_links() for end in (link.a, link.b)]
    low = sum(last.low[end] - first.low[end] for end in ends)
    if not method.marked:
        high = sum(last.high[end] - first.high[end] for end in ends)
        alone = sum(state.carried[end] for end in ends) * (last.at - first.at) / 8
        alone *= 1.0 if kept is None else kept
        low += max(0.0, high - alone)
    return {"fabricBytes": number(low), "copiesOverFabricLinks": number(low / bytes_to_send),
            "fabricBytesAreEstimated": not method.marked,
            "droppedLowPackets": last.drops_low - first.drops_low,
            "droppedHighPackets": last.drops_high - first.drops_high}


def _verified(checks: tuple[verify.Checked, ...], result: methods.Result) -> dict[str, Any]:
    done = {target.host for target in result.targets if target.seconds is not None}
    wrong = [f"{check.host}: {check.detail}" for check in checks
             if check.host in done and not check.verified]
    return {"targetsVerified": sum(check.verified for check in checks), "wrong": wrong[:4]}


def _felt(lab: Lab, state: _Block, began: float, ended: float) -> dict[str, Any]:
    alone = lab.foreground.felt_in(state.alone)
    during = lab.foreground.felt_in([(began, _whole_periods(state.block.mix, began, ended))])
    return {"alone": _figures(alone), "during": _figures(during),
            "kept": number(during.bits_per_second / alone.bits_per_second
                           if alone.bits_per_second else None)}


def _whole_periods(mix: str, began: float, ended: float) -> float:
    """The end of the last whole period of a schedule that repeats: a part of one would meet more
    or less traffic than was measured alone."""
    periods = int((ended - began) / schedule.PERIOD_SECONDS)
    return began + periods * schedule.PERIOD_SECONDS if periods and mix in cells.REPEATING else ended


def _figures(felt: foreground.Felt) -> dict[str, Any]:
    return {"seconds": number(felt.seconds), "bitsPerSecond": number(felt.bits_per_second),
            "probeP50Millis": number(felt.probe_p50_millis),
            "probeP99Millis": number(felt.probe_p99_millis),
            "probes": felt.probes_sent, "probesLost": felt.probes_lost,
            "requestP50Millis": number(felt.request_p50_millis),
            "requestP99Millis": number(felt.request_p99_millis), "requests": felt.requests,
            "completionP50Millis": number(felt.completion_p50_millis),
            "completionP99Millis": number(felt.completion_p99_millis),
            "completions": felt.completions}


def _processors(lab: Lab, watch: measure.Watch, state: _Block) -> dict[str, Any]:
    use, parts = watch.cpu(), watch.seconds_of_parts()
    return {"cpuBusyFraction": number(use.busy_fraction),
            "switchCpuFraction": number(use.switch_fraction),
            "cpuArtefact": use.artefact or measure.disturbance(parts, use.busy_fraction),
            "aloneCpuBusyFraction": number(sum(state.busy) / len(state.busy)),
            "cpuSeconds": {name: number(used) for name, used in parts.items()}}


def _leftovers(lab: Lab) -> int:
    left = lab.leftovers()
    return len(left.flows) + len(left.groups) + left.queues


def _tell(lab: Lab, cell: cells.Cell, told: dict[str, Any]) -> None:
    felt = told["foreground"]
    done = f"{told['timesIdeal']} × ideal" if told["timesIdeal"] else \
        f"{told['targetsComplete']}/{told['targets']} after {told['gaveUpAfterSeconds']} s"
    kept = f", foreground kept {felt['kept']:.1%}" if felt["kept"] else ""
    p99 = f"{felt['alone']['probeP99Millis']} → {felt['during']['probeP99Millis']} ms"
    lab.console.step(f"  {cell.method:<18} {done}{kept}, probe p99 {p99}"
                     + (f" ! {told['cpuArtefact']}" if told["cpuArtefact"] else "")
                     + (f" WRONG {told['wrong']}" if told["wrong"] else ""))
