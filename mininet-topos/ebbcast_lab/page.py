"""The report as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from ebbcast_lab import charts, report
from ebbcast_lab.experiment import Outcome, Run
from ebbcast_lab.options import Options
from ebbcast_lab.topology import End

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;
color:#222b33;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem}
table{border-collapse:collapse}td,th{padding:.2rem .8rem .2rem 0;text-align:left;
border-bottom:1px solid #e5e9ed;vertical-align:top}
.links{display:grid;grid-template-columns:repeat(auto-fill,minmax(19rem,1fr));gap:.6rem}
svg{width:100%;height:auto}.warn{background:#fff3e0;border-left:4px solid #b4531f;
padding:.4rem .8rem}.key span{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 1em}
"""


def write(options: Options, outcome: Outcome, data: dict[str, Any], folder: Path) -> Path:
    path = folder / "report.html"
    path.write_text(render(options, outcome, data), encoding="utf-8")
    return path


def render(options: Options, outcome: Outcome, data: dict[str, Any]) -> str:
    """The whole page."""
    parts = [f"<h1>Ebbcast lab: {escape(options.topology.spec)}, seed {options.seed}</h1>",
             *(f'<p class="warn">Processor artefact – {escape(text)}</p>'
               for text in data["cpuArtefacts"]),
             _figures(data)]
    if outcome.quiet:
        parts.append(_section(options, outcome.quiet[0], "On the quiet network"))
    if outcome.update:
        parts.append(_section(options, outcome.update, "The update: one layer changed"))
    if outcome.loaded:
        parts.append(_section(options, outcome.loaded.run, "Beside foreground traffic"))
    versions = ", ".join(f"{name} {value}" for name, value in data["versions"].items() if value)
    parts.append(f"<p>Versions: {escape(versions)}.</p>")
    return ('<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>Ebbcast lab report</title><style>{STYLE}</style></head><body>"
            + "".join(parts) + "</body></html>\n")


def _figures(data: dict[str, Any]) -> str:
    rows = "".join(f"<tr><td>{mark}</td><th>{escape(name)}</th><td>{escape(value)}</td></tr>"
                   for name, value, mark in report.rows(data))
    return f"<table>{rows}</table>"


def _section(options: Options, run: Run, title: str) -> str:
    topology = options.topology
    carried = run.watch.low_bytes()
    by_hop = {}
    for link in topology.links:
        by_hop[link.a.node, link.b.node] = carried[link.a]
        by_hop[link.b.node, link.a.node] = carried[link.b]
    source = topology.hosts[0].name
    trees = [tree.hops for tree in run.result.trees]
    picture = charts.fabric(topology, trees, by_hop, source,
                            {target.host for target in run.result.targets})
    return (f"<h2>{escape(title)}: {escape(run.image.reference)}</h2>"
            f"<p>{run.bytes_to_send / 1e6:.2f} MB to {len(run.result.targets)} targets over "
            f"{run.link_rate / 1e6:g} Mbit/s links. Numbers on the tree are megabytes that each "
            f"link carried for the distribution.</p>{picture}"
            f"{_timeline(run)}{_loads(options, run)}")


def _timeline(run: Run) -> str:
    rows = []
    for target in run.result.targets:
        most = max((given.get(target.host, 0) for _, given in run.progress), default=0) or 1
        samples = [(at, given.get(target.host, 0) / most) for at, given in run.progress]
        rows.append((target.host, samples, target.seconds, target.import_seconds))
    return ("<h3>Time to each target</h3>"
            f"{charts.timeline(rows, run.ideal_seconds)}"
            f'<p class="key"><span style="background:{charts.EBB}"></span>verified bytes on disk'
            f'<span style="background:{charts.FOREGROUND}"></span>import into Docker</p>')


def _loads(options: Options, run: Run) -> str:
    pictures = "".join(_load(run, end, title) for end, title in shown_ends(options, run))
    return ("<h3>Link load over time</h3>"
            f'<div class="links">{pictures}</div>'
            f'<p class="key"><span style="background:{charts.FOREGROUND}"></span>everybody else'
            f'<span style="background:{charts.EBB}"></span>the distribution; dashed: link rate</p>')


def shown_ends(options: Options, run: Run) -> Sequence[tuple[End, str]]:
    """The source's uplink, every tree link between switches, and a link to a target in each
    rack."""
    topology = options.topology
    shown: dict[End, str] = {}
    racks = set()
    for tree in run.result.trees:
        for here, there in tree.hops:
            end = topology.end_towards(here, there)
            if topology.is_host(there):
                rack = topology.host(there).rack
                if rack in racks:
                    continue
                racks.add(rack)
            shown[end] = f"{here} → {there}"
    return list(shown.items())[:16]


def _load(run: Run, end: End, title: str) -> str:
    samples = run.watch.link_samples
    first = samples[0].at
    times, high, low = [], [], []
    for before, after in zip(samples, samples[1:]):
        seconds = after.at - before.at
        if seconds <= 0:
            continue
        times.append(after.at - first)
        high.append((after.high[end] - before.high[end]) * 8 / seconds)
        low.append((after.low[end] - before.low[end]) * 8 / seconds)
    return charts.load(title, times, high, low, run.link_rate)
