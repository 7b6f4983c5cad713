"""The bars that the experiment is judged by, and where each stands. Pure.

Every figure is the median over the repetitions of the worst mix and load, at the largest link rate
that the processors carried.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ebbcast_lab.matrix import cells as order
from ebbcast_lab.matrix import figures
from ebbcast_lab.matrix.figures import Cell, Spread

KEPT, COMPLETION, P50, P99 = 0.99, 1.05, 0.1, 0.8
DELIVERED, QUIET_TIMES_IDEAL = 0.90, 1.10
NOISE = 1.01
RECOVERY_SECONDS, DELAYED, FAIR = 3.0, 1.05, 0.10
SHARE_THE_QUEUE = ("registry", "chain", "bittorrent-utp", "bittorrent-tcp", "uftp", "udpcast",
                   "multicast-unmarked")
NO_PEERS = ("ebbcast", "ebbcast-no-queue", "multicast", "multicast-unmarked")


@dataclass(frozen=True)
class Bar:
    """One bar; ``met`` is None where nothing was measured."""

    name: str
    wanted: str
    figure: str
    met: bool | None


def judge(measured: list[Cell]) -> list[Bar]:
    """All bars, in the order of the questions: harmless, harm seen, greedy, ahead."""
    cells = figures.honest(measured)
    own = figures.where(cells, method="ebbcast")
    beside = [cell for cell in own if cell["foreground"]]
    loaded = [cell for cell in beside if cell["load"]
              and cell["mix"] not in (order.SLOW, order.TWO)]
    matrix = [cell for cell in beside if cell["mix"] not in (order.SLOW, order.TWO)]
    return [
        _worst("foreground throughput kept", loaded, figures.kept, KEPT, False, "{:.1%}"),
        _worst("p99 completion of short flows, × alone", figures.where(loaded, mix="short"),
               figures.completion_p99, COMPLETION, True, "{:.3f}"),
        _worst("probe p50, ms over alone", matrix, figures.probe_p50, P50, True, "{:+.2f}"),
        _worst("probe p99, ms over alone", matrix, figures.probe_p99, P99, True, "{:+.2f}"),
        *_harm_seen(cells),
        _worst("quiet network, last target × ideal", figures.where(own, mix=order.QUIET),
               figures.times_ideal, QUIET_TIMES_IDEAL, True, "{:.3f}"),
        *_delivered(loaded),
        _worst("back at 90 % of the optimum after the load moved, s", figures.where(
            own, mix="shift"), lambda cell: cell.get("recoverySeconds"), RECOVERY_SECONDS, True,
               "{:.2f}"),
        _slow(own), *_two(own), *_ahead(measured),
    ]


def _worst(name: str, cells: list[Cell], figure: Callable[[Cell], float | None], limit: float,
           low_is_good: bool, form: str) -> Bar:
    """The median of the worst mix and load against the limit."""
    sign = "≤" if low_is_good else "≥"
    wanted = f"{sign} {form.format(limit).lstrip('+')}"
    found: list[tuple[Spread, str]] = []
    unmeasured = []
    for (mix, load, _), repetitions in figures.groups(cells).items():
        if one := figures.over(repetitions, figure):
            spoiled = any(cell["cpuArtefact"] for cell in repetitions)
            found.append((one, f"{mix} {load:.0%}"
                          + (" (processors at their limit)" if spoiled else "")))
        elif figure not in (figures.completion_p99,):
            unmeasured.append(f"{mix} {load:.0%}")
    if not found:
        return Bar(name, wanted, f"never: {', '.join(unmeasured)}" if unmeasured
                   else "not measured", False if unmeasured else None)
    worst, at = (max if low_is_good else min)(found, key=lambda one: one[0].median)
    met = worst.median <= limit if low_is_good else worst.median >= limit
    text = f"{form.format(worst.median)} at {at}"
    if worst.count > 1:
        text += f" ({form.format(worst.least)} to {form.format(worst.most)})"
    if unmeasured:
        text += f"; never at {', '.join(unmeasured)}"
    return Bar(name, wanted, text, met and not unmeasured)


def _harm_seen(cells: list[Cell]) -> list[Bar]:
    """An experiment that never sees harm proves nothing: who shares the foreground's queue must
    show it. Ebbcast without the low queue is told apart, because its rate is a guard of its
    own."""
    without = figures.where(cells, method="ebbcast-no-queue")
    unmarked = [cell for cell in cells if cell["method"] in SHARE_THE_QUEUE]
    own, others = _harm(without), _harm(unmarked)
    bars = []
    if any(cell["load"] for cell in unmarked):
        bars.append(Bar("harm is seen where peers share the foreground's queue", "seen",
                        others or "not seen", bool(others)))
    if any(cell["load"] for cell in without):
        bars.append(Bar("harm is seen from Ebbcast with its queue disabled", "seen",
                        own or "not seen: its rate alone kept it below what is idle", bool(own)))
    return bars or [Bar("harm is seen with the queue disabled", "seen", "not measured", None)]


def _harm(cells: list[Cell]) -> str:
    """What the worst of ``cells`` did beyond the bars; empty if none did."""
    seen = []
    loaded = [cell for cell in cells if cell["load"]]
    for (mix, load, method), repetitions in figures.groups(loaded).items():
        p99 = figures.over(repetitions, figures.probe_p99)
        slowed = figures.over(repetitions, figures.completion_p99)
        lost = figures.over(repetitions, figures.kept)
        hurt = [text for text in (
            f"probe p99 {p99.median:+.1f} ms" if p99 and p99.median > P99 else "",
            f"completion p99 × {slowed.median:.2f}" if slowed and slowed.median > COMPLETION
            else "",
            f"kept {lost.median:.1%}" if lost and lost.median < KEPT else "") if text]
        if hurt:
            seen.append((p99.median if p99 else 0.0,
                         f"{method}: {', '.join(hurt)} at {mix} {load:.0%}"))
    return max(seen)[1] if seen else ""


def _delivered(loaded: list[Cell]) -> list[Bar]:
    """Content bytes over what the bottleneck could carry until the last target had it all."""
    found = []
    for load in sorted({cell["load"] for cell in loaded}):
        here = figures.where(loaded, load=load)
        found.append(_worst(f"delivered of the idle capacity at {load:.0%}", here, lambda cell:
                            1 / cell["timesIdeal"] if cell["timesIdeal"] else None, DELIVERED,
                            False, "{:.1%}"))
    return found


def _slow(own: list[Cell]) -> Bar:
    name, wanted = "one receiver behind a 90 % busy link, others' last target × without", "≤ 1.05"
    last = [figures.over(figures.where(own, mix=order.SLOW, load=load),
                         lambda cell: cell["secondsToLastOfOthers"]) for load in order.SLOW_LOADS]
    if None in last:
        return Bar(name, wanted, "not measured", None)
    ratio = last[1].median / last[0].median
    return Bar(name, wanted, f"{ratio:.3f} ({last[1].text()} s after {last[0].text()} s)",
               ratio <= DELAYED)


def _two(own: list[Cell]) -> list[Bar]:
    cells = figures.where(own, mix=order.TWO)
    total = figures.over(cells, lambda cell: 1 / cell["timesIdeal"]
                         if cell["timesIdeal"] else None)
    share = figures.over(cells, lambda cell: cell["share"])
    bars = []
    if total is None or share is None:
        return [Bar("two distributions at once: sum and shares", "≥ 90 %, fair ± 10 %",
                    "not measured", None)]
    bars.append(Bar("two distributions at once: sum of idle", "≥ 90 %", f"{total.median:.1%}",
                    total.median >= DELIVERED))
    off = abs(share.median - 0.5) / 0.5
    bars.append(Bar("two distributions at once: share off the fair one", "≤ 10 %", f"{off:.1%}",
                    off <= FAIR))
    return bars


def _ahead(cells: list[Cell]) -> list[Bar]:
    """In time and in bytes on links between switches, against every peer beside the same
    foreground."""
    by_group = figures.groups(cells)
    behind, by_harm, heavier, compared = [], [], [], 0
    for (mix, load, method), repetitions in by_group.items():
        own = by_group.get((mix, load, "ebbcast"))
        if method in NO_PEERS or not own or mix in order.SCENARIOS:
            continue
        pair = figures.comparable(own, repetitions)
        if pair is None:
            continue
        own, repetitions = pair
        compared += 1
        mine, theirs = (figures.over(one, figures.times_ideal) for one in (own, repetitions))
        if theirs and (mine is None or mine.median > theirs.median):
            left = figures.over(repetitions, figures.kept)
            text = (f"{method} {theirs.median:.2f} at {mix} {load:.0%} against "
                    f"{f'{mine.median:.2f}' if mine else 'unfinished'}")
            if left and left.median < KEPT:
                by_harm.append(f"{text}, leaving the foreground {left.median:.1%}")
            else:
                behind.append(text)
        if theirs and mine and _copies(own) > NOISE * _copies(repetitions):
            heavier.append(f"{method} at {mix} {load:.0%}")
    if not compared:
        return [Bar("ahead of every peer", "everywhere", "not measured", None)]
    return [Bar("ahead of every peer in time to last target", "everywhere",
                *_everywhere(compared, "behind", [*behind, *by_harm])),
            Bar("ahead of every peer that keeps the foreground's 99 %", "everywhere",
                *_everywhere(compared, "behind", behind)),
            Bar("no more bytes between switches than any peer (1 % is noise)", "everywhere",
                *_everywhere(compared, "more than", heavier))]


def _everywhere(compared: int, word: str, exceptions: list[str]) -> tuple[str, bool]:
    text = f"in {compared - len(exceptions)} of {compared}"
    more = f" and {len(exceptions) - 4} more" if len(exceptions) > 4 else ""
    return text + (f"; {word} {'; '.join(exceptions[:4])}{more}" if exceptions else ""), \
        not exceptions


def _copies(cells: list[Cell]) -> float:
    return figures.over(cells, lambda cell: cell["copiesOverFabricLinks"]).median
