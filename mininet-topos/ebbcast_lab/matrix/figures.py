"""Medians and spreads over the repetitions of a cell. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Cell = dict[str, Any]


@dataclass(frozen=True)
class Spread:
    """Median, least and most of what was measured."""

    median: float
    least: float
    most: float
    count: int

    def text(self, digits: int = 2) -> str:
        shown = f"{self.median:.{digits}f}"
        return shown if self.count < 2 else \
            f"{shown} ({self.least:.{digits}f}–{self.most:.{digits}f})"


def spread(values: Iterable[float | None]) -> Spread | None:
    """None if nothing was measured."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    return Spread(statistics.median(known), min(known), max(known), len(known))


def where(cells: Iterable[Cell], **wanted: Any) -> list[Cell]:
    return [cell for cell in cells
            if all(cell.get(name) == value for name, value in wanted.items())]


def groups(cells: Iterable[Cell]) -> dict[tuple[str, float, str], list[Cell]]:
    """Mix, load and method → its repetitions."""
    found: dict[tuple[str, float, str], list[Cell]] = {}
    for cell in cells:
        found.setdefault((cell["mix"], cell["load"], cell["method"]), []).append(cell)
    return found


def rates(cells: Iterable[Cell]) -> list[float]:
    """The link rates, bits per second, ascending."""
    return sorted({cell["linkRateBitsPerSecond"] for cell in cells})


def largest_honest_rate(cells: Sequence[Cell]) -> float | None:
    """The largest link rate at which no cell's processors were at their limit, None if there is
    none."""
    spoiled = {cell["linkRateBitsPerSecond"] for cell in cells if cell["cpuArtefact"]}
    return max((rate for rate in rates(cells) if rate not in spoiled), default=None)


def honest(cells: Sequence[Cell]) -> list[Cell]:
    """Per mix, load and method the cells of its largest honest rate; of its least rate if none is
    honest."""
    found = []
    for group in groups(cells).values():
        rate = largest_honest_rate(group) or rates(group)[0]
        found += where(group, linkRateBitsPerSecond=rate)
    return found


def comparable(mine: Sequence[Cell],
               theirs: Sequence[Cell]) -> tuple[list[Cell], list[Cell]] | None:
    """The cells of two methods at the largest link rate that is honest for both, else at the least
    that both were measured at; None if they have no rate in common."""
    common = set(rates(mine)) & set(rates(theirs))
    both = [cell for cell in (*mine, *theirs) if cell["linkRateBitsPerSecond"] in common]
    if not both:
        return None
    rate = largest_honest_rate(both) or min(common)
    return (where(mine, linkRateBitsPerSecond=rate), where(theirs, linkRateBitsPerSecond=rate))


def over(cells: Iterable[Cell], figure: Callable[[Cell], float | None]) -> Spread | None:
    return spread(figure(cell) for cell in cells)


def times_ideal(cell: Cell) -> float | None:
    return cell["timesIdeal"]


def kept(cell: Cell) -> float | None:
    """Foreground throughput beside the distribution over alone."""
    return cell["foreground"]["kept"] if cell["foreground"] else None


def _difference(cell: Cell, name: str) -> float | None:
    felt = cell["foreground"]
    if not felt or felt["alone"][name] is None or felt["during"][name] is None:
        return None
    return felt["during"][name] - felt["alone"][name]


def probe_p50(cell: Cell) -> float | None:
    """Milliseconds more than alone."""
    return _difference(cell, "probeP50Millis")


def probe_p99(cell: Cell) -> float | None:
    """Milliseconds more than alone."""
    return _difference(cell, "probeP99Millis")


def completion_p99(cell: Cell) -> float | None:
    """p99 completion time of short flows over alone."""
    felt = cell["foreground"]
    if not felt or not felt["alone"]["completionP99Millis"] \
            or not felt["during"]["completionP99Millis"]:
        return None
    return felt["during"]["completionP99Millis"] / felt["alone"]["completionP99Millis"]


def probes_lost(cell: Cell) -> float | None:
    felt = cell["foreground"]
    return felt["during"]["probesLost"] / felt["during"]["probes"] \
        if felt and felt["during"]["probes"] else None
