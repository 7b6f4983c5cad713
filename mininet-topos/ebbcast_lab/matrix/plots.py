"""Inline SVG plots of the experiment, without scripts. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 460.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 12.0, 26.0, 34.0
MOST_BAR_WIDTH = 56.0
GRID, TEXT = "#d9dee4", "#333d47"
COLOURS = {"ebbcast": "#0b7a75", "ebbcast-no-queue": "#58b5ae", "multicast": "#5b4db2",
           "multicast-unmarked": "#a79be6", "registry": "#a31f5a", "bittorrent-utp": "#b4531f",
           "bittorrent-tcp": "#d98e5f", "uftp": "#2f6db5", "udpcast": "#7a8a3a",
           "chain": "#8a6d1f"}
DASHES = {"ebbcast-no-queue": "5 3", "multicast-unmarked": "5 3", "bittorrent-tcp": "5 3"}


@dataclass(frozen=True)
class Point:
    """x, y and the least and most of the repetitions."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True)
class Scale:
    """A logarithmic or linear axis from ``low`` to ``high``."""

    low: float
    high: float
    logarithmic: bool

    def share(self, value: float) -> float:
        if self.logarithmic:
            value, low, high = (math.log10(max(v, self.low)) for v in
                                (value, self.low, self.high))
        else:
            low, high = self.low, self.high
        return min(1.0, max(0.0, (value - low) / (high - low)))

    def ticks(self) -> list[float]:
        if self.logarithmic:
            steps = [m * 10.0 ** e for e in range(-3, 5) for m in (1, 2, 5)]
            found = [v for v in steps if self.low <= v <= self.high * 1.0001]
            return found if len(found) <= 9 else [v for v in found if str(v)[0] == "1" or
                                                  f"{v:e}"[0] == "1"]
        step = 10.0 ** math.floor(math.log10((self.high - self.low) / 3))
        step *= next(m for m in (1, 2, 5, 10) if (self.high - self.low) / (step * m) <= 6)
        first = math.ceil(self.low / step - 1e-9)
        return [i * step for i in range(first, math.floor(self.high / step + 1e-9) + 1)]


def lines(title: str, series: dict[str, Sequence[Point]], scale: Scale, loads: Sequence[float],
          bar: float | None = None, form: Callable[[float], str] = lambda v: f"{v:g}") -> str:
    """A line per method over the loads, whiskers from the least to the most, the bar dashed."""
    def x(load: float) -> float:
        span = max(loads) - min(loads) or 1.0
        return LEFT + 14 + (WIDTH - LEFT - RIGHT - 28) * (load - min(loads)) / span

    body = _frame(title, scale, form)
    body += [f'<text x="{x(load):.1f}" y="{HEIGHT - 18:.0f}" text-anchor="middle">{load:.0%}'
             "</text>" for load in loads]
    body.append(f'<text x="{(LEFT + WIDTH) / 2:.0f}" y="{HEIGHT - 4:.0f}" text-anchor="middle">'
                "foreground load</text>")
    if bar is not None:
        body.append(f'<path d="M{LEFT} {_y(scale, bar):.1f}H{WIDTH - RIGHT}" stroke="#c0392b" '
                    'stroke-dasharray="2 3"/>')
    shift = 0.0
    for name, points in series.items():
        body.append(_line(name, [(x(p.x) + shift, p) for p in points], scale))
        shift += 1.2
    return _svg(body, title)


def bars(title: str, values: dict[str, float | None], scale: Scale, bar: float | None,
         form: Callable[[float], str]) -> str:
    """A bar per method from the axis' low end; None is a method that was not done."""
    body = _frame(title, scale, form)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(values))
    for number, (name, value) in enumerate(values.items()):
        middle, wide = LEFT + step * (number + 0.5), min(MOST_BAR_WIDTH, step * 0.7)
        base = HEIGHT - BOTTOM
        top = base if value is None else _y(scale, value)
        text = "not done" if value is None else form(value)
        body.append(f'<rect x="{middle - wide / 2:.1f}" y="{top:.1f}" width="{wide:.1f}" '
                    f'height="{max(1.0, base - top):.1f}" fill="{COLOURS[name]}">'
                    f"<title>{escape(name)}: {escape(text)}</title></rect>"
                    f'<text x="{middle:.1f}" y="{top - 3:.1f}" text-anchor="middle" '
                    f'font-size="9">{escape(text)}</text>'
                    f'<text x="{middle:.1f}" y="{HEIGHT - 20 + 11 * (number % 2):.0f}" '
                    f'text-anchor="middle" font-size="9">{escape(name)}</text>')
    if bar is not None:
        body.append(f'<path d="M{LEFT} {_y(scale, bar):.1f}H{WIDTH - RIGHT}" stroke="#c0392b" '
                    'stroke-dasharray="2 3"/>')
    return _svg(body, title)


def delivered(title: str, samples: Sequence[Sequence[float]], moved: float, optimum: float,
              capacity: float) -> str:
    """Delivered rate over time, the moment of the shift, 90 % of the optimum."""
    scale = Scale(0.0, capacity / 1e6, False)
    span = max((at for at, _ in samples), default=1.0)

    def x(at: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * max(0.0, at) / span

    body = _frame(title, scale, lambda v: f"{v:g} Mbit/s")
    path = "L".join(f"{x(at):.1f} {_y(scale, rate / 1e6):.1f}" for at, rate in samples)
    body += [f'<path d="M{path}" fill="none" stroke="{COLOURS["ebbcast"]}" stroke-width="2"/>',
             f'<path d="M{x(moved):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="{TEXT}" '
             'stroke-dasharray="4 3"/>',
             f'<text x="{x(moved) + 4:.1f}" y="{TOP + 10}">the load moves</text>',
             f'<path d="M{LEFT} {_y(scale, 0.9 * optimum / 1e6):.1f}H{WIDTH - RIGHT}" '
             'stroke="#c0392b" stroke-dasharray="2 3"/>',
             f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 18:.0f}" text-anchor="end">{span:.0f} s'
             "</text>", f'<text x="{LEFT}" y="{HEIGHT - 18:.0f}">0</text>']
    return _svg(body, title)


def legend(names: Sequence[str], titles: dict[str, str]) -> str:
    return '<p class="key">' + " ".join(
        f'<i><span style="background:{COLOURS[name]}"></span>{escape(titles[name])}</i>'
        for name in names) + "</p>"


def _line(name: str, places: Sequence[tuple[float, Point]], scale: Scale) -> str:
    path = "L".join(f"{at:.1f} {_y(scale, p.y):.1f}" for at, p in places)
    dash = f' stroke-dasharray="{DASHES[name]}"' if name in DASHES else ""
    whiskers = "".join(f'<path d="M{at:.1f} {_y(scale, p.low):.1f}V{_y(scale, p.high):.1f}" '
                       f'stroke="{COLOURS[name]}" opacity="0.5"/>'
                       for at, p in places if p.high > p.low)
    dots = "".join(f'<circle cx="{at:.1f}" cy="{_y(scale, p.y):.1f}" r="3.2" '
                   f'fill="{COLOURS[name]}"><title>{escape(name)}: {p.y:.3g}</title></circle>'
                   for at, p in places)
    return (f'<path d="M{path}" fill="none" stroke="{COLOURS[name]}" stroke-width="1.8"{dash}/>'
            f"{whiskers}{dots}")


def _frame(title: str, scale: Scale, form: Callable[[float], str]) -> list[str]:
    body = [f'<text x="{LEFT}" y="14" font-weight="600" font-size="12">{escape(title)}</text>']
    for tick in scale.ticks():
        at = _y(scale, tick)
        body.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="{GRID}"/>'
                    f'<text x="{LEFT - 5}" y="{at + 4:.1f}" text-anchor="end">'
                    f"{escape(form(tick))}</text>")
    return body


def _y(scale: Scale, value: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * scale.share(value)


def _svg(body: Sequence[str], label: str) -> str:
    return (f'<svg viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" aria-label="{escape(label)}" '
            f'font-family="system-ui,sans-serif" font-size="10.5" fill="{TEXT}">'
            + "".join(body) + "</svg>")
