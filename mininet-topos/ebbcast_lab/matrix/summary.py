"""The report of the experiment: experiment.json, experiment.md, report.html, terminal lines."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from pathlib import Path

from ebbcast_lab import methods, topology
from ebbcast_lab.matrix import bars, bursts, cells as order, figures, page
from ebbcast_lab.matrix.record import Record

MARKS = {True: "✓", False: "✗", None: "–"}
COLUMNS = ("foreground", "load", "Mbit/s", "method", "last target × ideal",
           "copies between switches", "kept", "probe p50 ms", "probe p99 ms", "completion p99 ms",
           "processors / switch busy", "spoiled by CPU")


def write(folder: Path, record: Record, failures: Sequence[str], left: int) -> Path:
    """Everything; returns the page."""
    judged, bounds = bars.judge(record.cells), burst_bounds(record)
    (folder / "experiment.json").write_text(json.dumps({
        **record.settings, "cellsLeft": left, "failures": list(failures),
        "bars": [{"name": bar.name, "wanted": bar.wanted, "figure": bar.figure, "met": bar.met}
                 for bar in judged],
        "burstBounds": [{"mix": mix, "load": load, "timesIdeal": round(bound, 3)}
                        for mix, load, bound, _ in bounds],
        "cells": record.cells}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "experiment.md").write_text(markdown(record, judged, bounds), encoding="utf-8")
    path = folder / "report.html"
    path.write_text(page.render(record, judged, rows(record), bounds, failures, left), encoding="utf-8")
    return path


def terminal(record: Record) -> list[str]:
    judged = bars.judge(record.cells)
    wide = max(len(bar.name) for bar in judged)
    return [f"  {MARKS[bar.met]} {bar.name:<{wide}}  {bar.figure} (wanted {bar.wanted})"
            for bar in judged]


def rows(record: Record) -> list[tuple[str, ...]]:
    """One line per mix, load, method and link rate; medians, and least and most where repeated."""
    names = list(methods.METHODS)
    found = []
    groups = [(mix, load, method, rate, figures.where(cells, linkRateBitsPerSecond=rate))
              for (mix, load, method), cells in figures.groups(record.cells).items()
              for rate in figures.rates(cells)]
    groups.sort(key=lambda one: (one[1], one[0], -one[3], names.index(one[2])))
    for mix, load, method, rate, cells in groups:
        times = figures.over(cells, figures.times_ideal)
        found.append((mix, f"{load:.0%}", f"{rate / 1e6:g}", method,
                      times.text() if times else _unfinished(cells), _copies(cells),
                      _percent(figures.over(cells, figures.kept)),
                      _pair(cells, "probeP50Millis"), _pair(cells, "probeP99Millis"),
                      _pair(cells, "completionP99Millis", 0), _processors(cells),
                      f"{sum(1 for cell in cells if cell['cpuArtefact'])} of {len(cells)}"))
    return found


def burst_bounds(record: Record) -> list[tuple[str, float, float, str]]:
    """Mix, load, what bursts alone cost there, and what Ebbcast took, both times the ideal."""
    made, found = record.settings, []
    shape = topology.parse(made["topology"], made["seed"])
    source, *targets = [host.name for host in shape.hosts]
    own = figures.where(figures.honest(record.cells), method="ebbcast")
    for (mix, load, _), cells in figures.groups(own).items():
        if mix in order.REPEATING:
            bound = statistics.median(bursts.times_ideal(
                shape, source, targets, mix, load, made["seed"] + cell["repetition"],
                made["idealSeconds"]) for cell in cells)
            times = figures.over(cells, figures.times_ideal)
            found.append((mix, load, bound, times.text() if times else _unfinished(cells)))
    return sorted(found)


def markdown(record: Record, judged: Sequence[bars.Bar],
             bounds: Sequence[tuple[str, float, float, str]]) -> str:
    """Tables for the documentation."""
    lines = ["| | Bar | Wanted | Measured |", "|---|---|---|---|"]
    lines += [f"| {MARKS[bar.met]} | {bar.name} | {bar.wanted} | {bar.figure} |"
              for bar in judged]
    lines += ["", "| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS)]
    lines += ["| " + " | ".join(row) + " |" for row in rows(record)]
    if bounds:
        lines += ["", "| foreground | load | bursts alone, × ideal | ebbcast, × ideal |",
                  "|---|---|---|---|"]
        lines += [f"| {mix} | {load:.0%} | {bound:.2f} | {times} |"
                  for mix, load, bound, times in bounds]
    return "\n".join(lines) + "\n"


def _unfinished(cells: Sequence[figures.Cell]) -> str:
    """How far it came until it was given up."""
    after = max(cell.get("gaveUpAfterSeconds") or 0 for cell in cells)
    have = max(cell["targetsComplete"] for cell in cells)
    ideal = max(cell["idealSeconds"] for cell in cells)
    return f"> {after / ideal:.1f} ({have} of {cells[0]['targets']} done)"


def _copies(cells: Sequence[figures.Cell]) -> str:
    done = [cell for cell in cells if cell["timesIdeal"]]
    copies = figures.over(done, lambda cell: cell.get("copiesOverFabricLinks"))
    return f"{copies.median:.1f}" if copies else "–"


def _processors(cells: Sequence[figures.Cell]) -> str:
    """Of all processors, and of the one that the switch's forwarding thread can have."""
    return " / ".join(_percent(figures.over(cells, lambda cell, name=name: cell.get(name)), 0)
                      for name in ("cpuBusyFraction", "switchCpuFraction"))


def _percent(one: figures.Spread | None, digits: int = 1) -> str:
    return f"{one.median:.{digits}%}" if one else "–"


def _pair(cells: Sequence[figures.Cell], name: str, digits: int = 2) -> str:
    """Alone → beside."""
    alone, during = (figures.spread(cell["foreground"][when][name] for cell in cells
                                    if cell["foreground"]) for when in ("alone", "during"))
    return f"{alone.median:.{digits}f} → {during.median:.{digits}f}" if alone and during else "–"
