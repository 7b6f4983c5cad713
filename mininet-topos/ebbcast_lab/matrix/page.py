"""The page of the experiment: bars, plots, every figure. Self-contained, without scripts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from ebbcast_lab import methods
from ebbcast_lab.matrix import bars, cells as order, figures, plots
from ebbcast_lab.matrix.record import Record
from ebbcast_lab.page import STYLE

MORE_STYLE = """
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(20rem,1fr));gap:1rem}
.bars td:first-child{font-weight:700}.met{color:#0b7a75}.missed{color:#b3261e}.none{color:#8a94a0}
.wide{overflow-x:auto;font-size:13px}.key span{margin-left:0}
.key i{font-style:normal;white-space:nowrap;margin-right:.8em}td{font-variant-numeric:tabular-nums}
body{max-width:66rem}
"""
LEAST_MILLIS = 0.05
MARKS = {True: ("✓", "met"), False: ("✗", "missed"), None: ("–", "none")}
COLUMNS = ("Foreground", "Load", "Mbit/s", "Method", "Last target × ideal",
           "Copies between switches", "Foreground kept", "Probe p50, ms", "Probe p99, ms",
           "Short flows p99, ms", "Processors / switch busy", "Spoiled by CPU")


def render(record: Record, judged: Sequence[bars.Bar], rows: Sequence[Sequence[str]],
           bounds: Sequence[tuple[str, float, float, str]], failures: Sequence[str],
           left: int) -> str:
    """The whole page."""
    used = [name for name in methods.METHODS
            if any(cell["method"] == name for cell in record.cells)]
    titles = {name: method.title for name, method in methods.METHODS.items()}
    made, shown = record.settings, figures.honest(record.cells)
    parts = [
        "<h1>Ebbcast and its peers beside foreground traffic</h1>",
        f"<p>{escape(str(made['topology']))}, seed {made['seed']}, "
        f"links of {' and '.join(f'{rate / 1e6:g}' for rate in figures.rates(record.cells))} "
        f"Mbit/s, ideal transfers of {made['idealSeconds']:g} s, {len(record.cells)} "
        "distributions measured"
        + (f", {left} cells not run yet" if left else "") + ".</p>",
        *(f'<p class="warn">Could not be run – {escape(text)}</p>' for text in failures),
        _judged(judged), plots.legend(used, titles),
        *_sections(shown), _shifts(shown), _bursts(bounds), _table(rows), _artefacts(record.cells),
        NOTES]
    return ('<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>Ebbcast experiment</title><style>{STYLE}{MORE_STYLE}</style></head><body>"
            + "".join(parts) + "</body></html>\n")


def _judged(judged: Sequence[bars.Bar]) -> str:
    rows = "".join(
        f'<tr><td class="{MARKS[bar.met][1]}">{MARKS[bar.met][0]}</td><th>{escape(bar.name)}</th>'
        f"<td>{escape(bar.wanted)}</td><td>{escape(bar.figure)}</td></tr>" for bar in judged)
    return ("<h2>The bars</h2><table class=\"bars\"><tr><th></th><th></th><th>wanted</th>"
            f"<th>Ebbcast, median of the worst case</th></tr>{rows}</table>")


def _sections(cells: Sequence[figures.Cell]) -> list[str]:
    """Per question, a plot per mix."""
    mixes = [mix for mix in order.MIXES if figures.where(cells, mix=mix)]
    questions: list[tuple[str, str, Callable, plots.Scale, float | None, Callable]] = [
        ("How long until the last target has everything",
         "Times the ideal, which is content bytes over the idle bandwidth of the best tree's "
         "bottleneck. A method that was not done when it was given up has no point.",
         figures.times_ideal, plots.Scale(0.9, 8.0, True), 1 / bars.DELIVERED, _plain),
        ("What the foreground keeps of its throughput", "Of what it had alone.",
         figures.kept, plots.Scale(0.4, 1.02, False), bars.KEPT, _percent),
        ("What it does to latency",
         "p99 of an ICMP echo every 10 ms over each spine, milliseconds over alone.",
         lambda cell: _at_least(figures.probe_p99(cell), LEAST_MILLIS), plots.Scale(
             LEAST_MILLIS, 1000.0, True),
         bars.P99, _plain)]
    parts = []
    for heading, words, figure, scale, bar, form in questions:
        pictures = [_plot(cells, mix, figure, scale, bar, form) for mix in mixes]
        parts.append(f"<h2>{heading}</h2><p>{words} The dashed red line is the bar.</p>"
                     f'<div class="plots">{"".join(pictures)}</div>')
    short = figures.where(cells, mix="short")
    if short:
        parts.append("<h2>What it does to short flows</h2><p>p99 completion time of TCP flows of "
                     "8 to 128 KiB, times alone.</p><div class=\"plots\">"
                     + _plot(cells, "short", figures.completion_p99,
                             plots.Scale(0.8, 50.0, True), bars.COMPLETION, _plain) + "</div>")
    return [_quiet(cells), *parts]


def _quiet(cells: Sequence[figures.Cell]) -> str:
    here = figures.where(cells, mix=order.QUIET)
    times, copies = {}, {}
    for (_, _, method), repetitions in figures.groups(here).items():
        if one := figures.over(repetitions, figures.times_ideal):
            times[method] = one.median
        if times.get(method):
            copies[method] = figures.over(
                repetitions, lambda cell: cell["copiesOverFabricLinks"]).median
    if not times:
        return ""
    return ("<h2>On a quiet network</h2><div class=\"plots\">"
            + plots.bars("last target × ideal", times, plots.Scale(
                0, max(*times.values(), 1.5) * 1.1, False), bars.QUIET_TIMES_IDEAL,
                lambda v: f"{v:.2f}")
            + plots.bars("copies over links between switches", copies, plots.Scale(
                0, max(*copies.values(), 5) * 1.1, False), None, lambda v: f"{v:.1f}") + "</div>")


def _plot(cells: Sequence[figures.Cell], mix: str, figure: Callable, scale: plots.Scale,
          bar: float | None, form: Callable[[float], str]) -> str:
    here = figures.where(cells, mix=mix)
    loads = sorted({cell["load"] for cell in here})
    series: dict[str, list[plots.Point]] = {}
    for name in methods.METHODS:
        for load in loads:
            one = figures.over(figures.where(here, method=name, load=load), figure)
            if one:
                series.setdefault(name, []).append(
                    plots.Point(load, one.median, one.least, one.most))
    title = f"{mix} flows" if mix in ("long", "short") else mix
    if len(loads) == 1:
        used = [name for name in methods.METHODS if figures.where(here, method=name)]
        values = {name: series[name][0].y if name in series else None for name in used}
        return plots.bars(f"{title} at {loads[0]:.0%}", values, scale, bar,
                          _short if form is _plain else lambda value: f"{value:.1%}")
    return plots.lines(title, series, scale, loads, bar, form)


def _shifts(cells: Sequence[figures.Cell]) -> str:
    """Ebbcast's delivered rate when the load moves, the first repetition of each load."""
    found = [cell for cell in figures.where(cells, mix="shift", method="ebbcast", repetition=1)
             if cell.get("delivered")]
    if not found:
        return ""
    pictures = "".join(plots.delivered(
        f"load {cell['load']:.0%}: " + (f"back after {cell['recoverySeconds']:.2f} s"
                                        if cell["recoverySeconds"] is not None
                                        else "not back before the end"),
        cell["delivered"], cell["shiftedAfterSeconds"], cell["idleBitsPerSecond"],
        cell["linkRateBitsPerSecond"]) for cell in sorted(found, key=lambda one: one["load"]))
    return ("<h2>When the load moves to the other spine</h2><p>What Ebbcast delivers to a target; "
            "the red line is 90 % of the optimum.</p>"
            f'<div class="plots">{pictures}</div>')


def _bursts(bounds: Sequence[tuple[str, float, float, str]]) -> str:
    if not bounds:
        return ""
    body = "".join(f"<tr><th>{mix}</th><td>{load:.0%}</td><td>{bound:.2f}</td>"
                   f"<td>{escape(times)}</td></tr>" for mix, load, bound, times in bounds)
    return ("<h2>What bursts alone cost</h2><p>The ideal knows averages only. The first figure is a "
            "fluid model: a sender that offers everything at once to the lowest queues of the tree, "
            "which have no end. Last target × ideal, headers counted.</p><table><tr><th></th>"
            f"<th>load</th><th>bursts alone</th><th>Ebbcast</th></tr>{body}</table>")


def _table(rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{name}</th>" for name in COLUMNS)
    body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>"
                   for row in rows)
    return (f'<h2>Every figure</h2><div class="wide"><table><tr>{head}</tr>{body}</table></div>'
            "<p>Medians; least and most in brackets where repeated. Pairs are alone → beside the "
            "distribution. More is in experiment.json.</p>")


def _artefacts(cells: Sequence[figures.Cell]) -> str:
    spoiled = [cell for cell in cells if cell["cpuArtefact"]]
    if not spoiled:
        return ""
    lines = "".join(f"<li>{escape(cell['key'])} at {cell['linkRateBitsPerSecond'] / 1e6:g} Mbit/s: "
                    f"{escape(cell['cpuArtefact'])}</li>"
                    for cell in spoiled)
    return f"<h2>Where the processor was the limit</h2><ul>{lines}</ul>"


def _at_least(value: float | None, least: float) -> float | None:
    return None if value is None else max(least, value)


def _plain(value: float) -> str:
    return f"{value:g}"


def _short(value: float) -> str:
    if value <= LEAST_MILLIS:
        return f"≤ {LEAST_MILLIS:g}"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _percent(value: float) -> str:
    return f"{value:.0%}"


NOTES = """<h2>How to read it</h2><ul>
<li>Every method moves the same bytes from the first host to all others, in the same lab, in a
seeded order, beside the same repeating foreground; the foreground alone is measured before each.
Every target's bytes are checked by sha256 from outside.</li>
<li>Peers are unmarked, as their users run them. Bare multicast, UFTP and udpcast run over a static
tree of switch rules and are told the idle rate, which nobody could tell them in real life.</li>
<li>Bytes of unmarked methods are what links carried beyond what the foreground kept: an estimate.</li>
<li>Where the processors or the switch's thread were at their limit, a figure says more about them
than about a method. Bars and plots are of the largest link rate that was measured without that; if
there is none, of the least.</li>
<li>A distribution that takes more than four times the ideal is given up; the slow receiver after
twice.</li></ul>"""
