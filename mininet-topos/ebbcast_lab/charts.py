"""Inline SVG for the report, drawn without a library and readable without JavaScript. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ebbcast_lab.topology import Topology

FOREGROUND, EBB, GRID, TEXT = "#9aa5b1", "#0b7a75", "#d9dee4", "#333d47"
TREE_COLOURS = ("#0b7a75", "#b4531f", "#5b4db2", "#a31f5a")


def _svg(width: float, height: float, body: Sequence[str], label: str) -> str:
    return (f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(label)}" '
            f'font-family="system-ui,sans-serif" font-size="11" fill="{TEXT}">'
            + "".join(body) + "</svg>")


def fabric(topology: Topology, trees: Sequence[Sequence[tuple[str, str]]],
           carried: dict[tuple[str, str], int], source: str, targets: set[str]) -> str:
    """The topology with the trees drawn on it; numbers are megabytes carried per link."""
    at = _places(topology)
    width = max(x for x, _ in at.values()) + 40
    height = max(y for _, y in at.values()) + 40
    body = []
    for link in topology.links:
        (x1, y1), (x2, y2) = at[link.a.node], at[link.b.node]
        body.append(f'<path d="M{x1:g} {y1:g}L{x2:g} {y2:g}" stroke="{GRID}" stroke-width="1.5"/>')
    for number, hops in enumerate(trees):
        colour = TREE_COLOURS[number % len(TREE_COLOURS)]
        for here, there in hops:
            body.append(_hop(at[here], at[there], colour, number, carried.get((here, there), 0)))
    for name, (x, y) in at.items():
        body.append(_node(topology, name, x, y, name == source, name in targets))
    return _svg(width, height, body, f"{topology.spec} with the distribution's trees")


def _hop(a: tuple[float, float], b: tuple[float, float], colour: str, number: int,
         carried: int) -> str:
    shift = number * 3
    x, y = a[0] + 0.62 * (b[0] - a[0]), a[1] + 0.62 * (b[1] - a[1])
    return (f'<path d="M{a[0] + shift:g} {a[1]:g}L{b[0] + shift:g} {b[1]:g}" stroke="{colour}" '
            f'stroke-width="3" opacity="0.8"><title>{carried / 1e6:.2f} MB</title></path>'
            f'<text x="{x + 4 + shift:.0f}" y="{y:.0f}" font-size="8" fill="{colour}">'
            f"{carried / 1e6:.1f}</text>")


def _node(topology: Topology, name: str, x: float, y: float, is_source: bool,
          is_target: bool) -> str:
    if topology.is_host(name):
        fill = TREE_COLOURS[1] if is_source else EBB if is_target else "#fff"
        return (f'<circle cx="{x:g}" cy="{y:g}" r="6" fill="{fill}" stroke="{TEXT}"/>'
                f'<text x="{x:g}" y="{y + 18:g}" text-anchor="middle">{escape(name)}</text>')
    return (f'<rect x="{x - 24:g}" y="{y - 10:g}" width="48" height="20" rx="3" fill="#fff" '
            f'stroke="{TEXT}"/><text x="{x:g}" y="{y + 4:g}" text-anchor="middle">'
            f"{escape(name)}</text>")


def _places(topology: Topology) -> dict[str, tuple[float, float]]:
    """Hosts in a row at the bottom, switches above, tier by tier."""
    step = 46.0
    width = step * max(len(topology.hosts), 4)
    tiers = sorted({switch.tier for switch in topology.switches}, reverse=True)
    places = {}
    for row, tier in enumerate(tiers):
        names = [switch.name for switch in topology.switches if switch.tier == tier]
        for i, name in enumerate(names):
            places[name] = (20 + width * (i + 0.5) / len(names), 24 + 90.0 * row)
    ordered = sorted(topology.hosts, key=lambda host: (places[host.switch][0], host.rack))
    for i, host in enumerate(ordered):
        places[host.name] = (20 + step * (i + 0.5), 24 + 90.0 * len(tiers) + 10)
    return places


def load(title: str, times: Sequence[float], high: Sequence[float], low: Sequence[float],
         capacity: float) -> str:
    """One link: foreground and distribution stacked, bits per second over seconds."""
    width, height, left, bottom = 300.0, 120.0, 34.0, 18.0
    if not times:
        return _svg(width, height, ["<text x='40' y='60'>no samples</text>"], title)
    span = max(times[-1], 1e-9)
    top = capacity * 1.1

    def x(t: float) -> float:
        return left + (width - left - 6) * t / span

    def y(v: float) -> float:
        return height - bottom - (height - bottom - 16) * min(v, top) / top

    both = [a + b for a, b in zip(high, low)]
    zero = [0.0] * len(times)
    body = [_area(times, zero, high, x, y, FOREGROUND), _area(times, high, both, x, y, EBB),
            f'<path d="M{left} {y(capacity):.1f}H{width - 6}" stroke="{TEXT}" '
            'stroke-dasharray="3 3"/>',
            f'<path d="M{left} {y(0):.1f}H{width - 6}" stroke="{TEXT}"/>',
            f'<text x="{left}" y="11" font-weight="600">{escape(title)}</text>',
            f'<text x="{left - 4}" y="{y(capacity) + 4:.1f}" text-anchor="end">'
            f"{capacity / 1e6:g}M</text>",
            f'<text x="{left - 4}" y="{y(0) + 4:.1f}" text-anchor="end">0</text>',
            f'<text x="{width - 6}" y="{height - 4}" text-anchor="end">{span:.0f} s</text>']
    return _svg(width, height, body, title)


def _area(times: Sequence[float], base: Sequence[float], top: Sequence[float], x, y,
          colour: str) -> str:
    """Steps: each value holds since the time before it."""
    upper, lower, before = [], [], 0.0
    for t, low, high in zip(times, base, top):
        upper += [f"{x(before):.1f} {y(high):.1f}", f"{x(t):.1f} {y(high):.1f}"]
        lower += [f"{x(before):.1f} {y(low):.1f}", f"{x(t):.1f} {y(low):.1f}"]
        before = t
    return f'<path d="M{"L".join(upper)}L{"L".join(reversed(lower))}Z" fill="{colour}"/>'


def timeline(rows: Sequence[tuple[str, Sequence[tuple[float, float]], float | None,
                                  float | None]], ideal: float) -> str:
    """Per target: its progress as a filled band, the moment it was verified, the import after.

    A row is name, (seconds, fraction) samples, seconds to verified, seconds of import.
    """
    left, width, step = 46.0, 640.0, 20.0
    ends = [(seconds or 0) + (imported or 0) for _, _, seconds, imported in rows]
    span = max([ideal, *ends, *(samples[-1][0] for _, samples, _, _ in rows if samples)]) * 1.03
    height = step * len(rows) + 34

    def x(t: float) -> float:
        return left + (width - left - 70) * min(t, span) / span

    body = [f'<path d="M{x(ideal):.1f} 4V{height - 22}" stroke="{TREE_COLOURS[1]}" '
            'stroke-dasharray="4 3"/>',
            f'<text x="{x(ideal):.1f}" y="{height - 8}" text-anchor="middle" '
            f'fill="{TREE_COLOURS[1]}">ideal {ideal:.1f} s</text>']
    for row, (name, samples, seconds, imported) in enumerate(rows):
        base = 6 + step * row + step - 5
        tall = step - 6
        points = [f"{x(t):.1f} {base - tall * share:.1f}" for t, share in samples
                  if seconds is None or t <= seconds]
        end = seconds if seconds is not None else (samples[-1][0] if samples else 0.0)
        if seconds is not None:
            points.append(f"{x(end):.1f} {base - tall:.1f}")
        body.append(f'<text x="{left - 6}" y="{base - 2:.0f}" text-anchor="end">'
                    f"{escape(name)}</text>")
        if points:
            body.append(f'<path d="M{x(0):.1f} {base:.1f}L{"L".join(points)}L{x(end):.1f} '
                        f'{base:.1f}Z" fill="{EBB}" opacity="0.85"/>')
        if imported:
            body.append(f'<rect x="{x(end):.1f}" y="{base - tall:.1f}" '
                        f'width="{max(1.0, x(end + imported) - x(end)):.1f}" height="{tall:.1f}" '
                        f'fill="{FOREGROUND}"/>')
        note = f"{seconds:.2f} s" if seconds is not None else "not complete"
        after = x(end + (imported or 0)) + 5
        body.append(f'<text x="{after:.1f}" y="{base - 2:.0f}">{note}</text>')
    return _svg(width, height, body, "Time to each target")
