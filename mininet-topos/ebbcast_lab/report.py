"""The report as data: every figure measured in the run, names as the README explains them."""

from __future__ import annotations

import json
import math
import os
import platform
from pathlib import Path
from typing import Any

from ebbcast_lab import experiment, foreground, routes
from ebbcast_lab.experiment import ForegroundRun, Outcome, Run
from ebbcast_lab.options import Options

SCHEMA = 1


def build(options: Options, outcome: Outcome, real_time: bool) -> dict[str, Any]:
    """The content of ``report.json``."""
    topology = options.topology
    quiet = outcome.quiet[0] if outcome.quiet else None
    report: dict[str, Any] = {
        "schema": SCHEMA,
        "topology": topology.spec,
        "hosts": len(topology.hosts),
        "method": options.method,
        "seed": options.seed,
        "inBand": options.in_band,
        "warmUpSeconds": number(outcome.warm_up_seconds),
        "versions": {**outcome.versions, "python": platform.python_version()},
        "machine": {"processors": os.cpu_count(), "switchHasRealTimePriority": real_time},
        "allVerified": outcome.all_verified() and bool(outcome.quiet),
    }
    if quiet:
        report |= _quiet(options, outcome, quiet)
    if outcome.update:
        report["update"] = _short(options, outcome.update)
    if outcome.loaded:
        report["foreground"] = _foreground(options, outcome.loaded)
        report["loaded"] = _short(options, outcome.loaded.run)
    report["leftovers"] = {
        "flows": sum(len(run.leftovers.flows) for run in outcome.runs()),
        "groups": sum(len(run.leftovers.groups) for run in outcome.runs()),
        "queues": sum(run.leftovers.queues for run in outcome.runs()),
    }
    artefacts = [f"{run.image.reference}: {use.artefact}" for run in outcome.runs()
                 if (use := run.watch.cpu()).artefact]
    if outcome.loaded and outcome.loaded.alone_cpu.artefact:
        artefacts.append(f"foreground alone: {outcome.loaded.alone_cpu.artefact}")
    report["cpuArtefacts"] = artefacts
    return report


def _quiet(options: Options, outcome: Outcome, run: Run) -> dict[str, Any]:
    topology = options.topology
    short = _short(options, run)
    docker = {check.host: check.verified for check in run.docker_runs}
    served = {check.host: check for check in run.checks}
    return {
        **short,
        "imageBytes": sum(run.content.blobs.values()),
        "perTarget": [{
            "host": target.host, "seconds": number(target.seconds), "state": target.state,
            "reason": target.reason, "verified": served[target.host].verified,
            "verification": served[target.host].detail,
            "dockerRun": docker.get(target.host), "importSeconds": number(target.import_seconds),
        } for target in run.result.targets],
        "trees": [{"links": [list(hop) for hop in tree.hops], "bytes": tree.bytes,
                   "rateBitsPerSecond": tree.rate} for tree in run.result.trees],
        "links": [{"from": end.node, "port": end.port, "bytes": carried}
                  for end, carried in run.watch.low_bytes().items() if carried],
        "runs": [_short(options, one) for one in outcome.quiet],
        "worstTimesIdeal": number(max((times_ideal(one) for one in outcome.quiet),
                                      default=math.nan)),
        "copiesOverFabricLinks": number(experiment.fabric_copies(topology, run)),
    }


def _short(options: Options, run: Run) -> dict[str, Any]:
    """The figures of one distribution."""
    seconds = run.seconds()
    complete = len(seconds) == len(run.result.targets)
    use = run.watch.cpu()
    imports = [t.import_seconds for t in run.result.targets if t.import_seconds]
    return {
        "image": run.image.reference,
        "state": run.result.state,
        "linkRateBitsPerSecond": run.link_rate,
        "bytesToSend": run.bytes_to_send,
        "targets": len(run.result.targets),
        "targetsVerified": sum(1 for check in run.checks if check.verified),
        "enginesRan": sum(1 for check in run.docker_runs if check.verified),
        "engines": len(run.docker_runs),
        "idleBitsPerSecond": number(run.idle_rate),
        "idealSeconds": number(run.ideal_seconds),
        "secondsToLastTarget": number(seconds[-1] if complete and seconds else None),
        "secondsToMedianTarget": number(foreground.quantile(seconds, 0.5)),
        "timesIdeal": number(times_ideal(run)),
        "secondsToImport": number(max(imports, default=None)),
        "linkStress": number(experiment.link_stress(options.topology, run)),
        "fabricBytes": sum(run.watch.low_bytes().values()),
        "repairBytes": run.result.repair_bytes,
        "droppedLowPackets": run.watch.link_samples[-1].drops_low
        - run.watch.link_samples[0].drops_low,
        "cpuBusyFraction": number(use.busy_fraction),
        "switchCpuFraction": number(use.switch_fraction),
        "cpuArtefact": use.artefact,
        "cpuSeconds": {name: number(used)
                       for name, used in run.watch.seconds_of_parts().items()},
    }


def times_ideal(run: Run) -> float:
    """Seconds to the last target over the ideal; not a number unless every target has it all."""
    seconds = run.seconds()
    if not seconds or len(seconds) < len(run.result.targets) or not run.bytes_to_send:
        return math.nan
    return seconds[-1] / run.ideal_seconds


def _foreground(options: Options, loaded: ForegroundRun) -> dict[str, Any]:
    alone, during = loaded.alone, loaded.during
    return {
        "load": options.load, "mix": options.mix, "flows": len(loaded.flows),
        "linksWithoutFlow": len(routes.uncovered(options.topology, loaded.flows)),
        "aloneBitsPerSecond": number(alone.bits_per_second),
        "duringBitsPerSecond": number(during.bits_per_second),
        "kept": number(during.bits_per_second / alone.bits_per_second),
        "aloneP50Millis": number(alone.probe_p50_millis),
        "duringP50Millis": number(during.probe_p50_millis),
        "aloneP99Millis": number(alone.probe_p99_millis),
        "duringP99Millis": number(during.probe_p99_millis),
        "aloneRequestP99Millis": number(alone.request_p99_millis),
        "duringRequestP99Millis": number(during.request_p99_millis),
        "probesLostAlone": alone.probes_lost, "probesLostDuring": during.probes_lost,
        "aloneSeconds": number(alone.seconds), "duringSeconds": number(during.seconds),
        "aloneCpuBusyFraction": number(loaded.alone_cpu.busy_fraction),
    }


def number(value: float | None) -> float | None:
    """Rounded to what was measured; None for what was not."""
    if value is None or math.isnan(value):
        return None
    return round(value, 4) if abs(value) < 1000 else round(value, 1)


def accounts(outcome: Outcome) -> list[dict[str, Any]]:
    """The full account of each distribution as the method gave it."""
    return [run.result.raw for run in outcome.runs()]


def write(report: dict[str, Any], outcome: Outcome, folder: Path) -> Path:
    for name, content in (("distributions.json", accounts(outcome)), ("report.json", report)):
        path = folder / name
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n",
                        encoding="utf-8")
    return path


def table(report: dict[str, Any]) -> list[str]:
    """The figures for the terminal."""
    found = rows(report)
    wide = max(len(name) for name, _, _ in found)
    return [f"  {mark} {name:<{wide}}  {value}" for name, value, mark in found]


def rows(report: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Name, figure and whether it is within the bar (✓, ✗ or blank where there is none)."""
    def mark(good: bool) -> str:
        return "✓" if good else "✗"

    found = []
    if "targetsVerified" in report:
        runs = report["runs"]
        found.append(("targets verified from outside",
                      f"{report['targetsVerified']} of {report['targets']}"
                      + (f" in each of {len(runs)} runs" if len(runs) > 1 else ""),
                      mark(all(r["targetsVerified"] == r["targets"] for r in runs))))
        if report["engines"]:
            found.append(("Docker engines that run it",
                          f"{report['enginesRan']} of {report['engines']}",
                          mark(report["enginesRan"] == report["engines"])))
        found += [
            ("last target", f"{report['secondsToLastTarget']} s = {report['worstTimesIdeal']} × "
             f"ideal ({report['idealSeconds']} s)", mark((report["worstTimesIdeal"] or 9) <= 1.25)),
            ("link stress", f"{report['linkStress']} (headers counted), "
             f"{report['copiesOverFabricLinks']} copies over fabric links, "
             f"{report['repairBytes']} B repaired", mark((report["linkStress"] or 9) <= 1.10)),
        ]
    if "update" in report:
        update = report["update"]
        found.append(("update, one layer changed",
                      f"{update['bytesToSend']} B to send, last target after "
                      f"{update['secondsToLastTarget']} s, link stress "
                      f"{update['linkStress']}", mark((update["linkStress"] or 9) <= 1.15)))
    if "foreground" in report:
        felt = report["foreground"]
        found += [
            (f"foreground at {felt['load']:.0%} load",
             f"{felt['duringBitsPerSecond'] / 1e6:.2f} Mbit/s beside it, "
             f"{felt['aloneBitsPerSecond'] / 1e6:.2f} alone", mark((felt["kept"] or 0) >= 0.97)),
            ("its latency p50 / p99", f"{felt['duringP50Millis']} / {felt['duringP99Millis']} ms "
             f"beside it, {felt['aloneP50Millis']} / {felt['aloneP99Millis']} alone", " "),
            ("its 8 KB requests, p99", f"{felt['duringRequestP99Millis']} ms beside it, "
             f"{felt['aloneRequestP99Millis']} alone", " "),
            ("last target beside it", f"{report['loaded']['secondsToLastTarget']} s = "
             f"{report['loaded']['timesIdeal']} × ideal", " "),
        ]
    left = report["leftovers"]
    found.append(("left over in switches", f"{left['flows']} flows, {left['groups']} groups, "
                  f"{left['queues']} queues", mark(not any(left.values()))))
    if "cpuBusyFraction" in report:
        found.append(("processors busy", f"{report['cpuBusyFraction']:.0%} quiet"
                      + (f", {report['loaded']['cpuBusyFraction']:.0%} loaded"
                         if "loaded" in report else ""), mark(not report["cpuArtefacts"])))
    return found
