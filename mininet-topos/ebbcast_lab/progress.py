"""A distribution's progress as text: bars for a terminal, one line for a log. Pure."""

from __future__ import annotations

import re

BAR = 16
ENDED = ("COMPLETED", "PARTIAL", "FAILED", "CANCELLED")


def ended(distribution: dict) -> bool:
    return distribution["state"] in ENDED


def fraction(target: dict) -> float:
    total = target.get("bytesTotal") or 0
    if not total:
        return 1.0 if target["state"] in ("VERIFIED", "PUBLISHING", "DONE") else 0.0
    return min(1.0, (target.get("bytesVerified") or 0) / total)


def rate(distribution: dict) -> float:
    """What the trees carry together, bits per second."""
    return sum(tree.get("rateBitsPerSecond") or 0 for tree in distribution.get("trees", ()))


def size(value: float) -> str:
    """Bytes or bits with a decimal prefix."""
    for unit in ("", "k", "M", "G"):
        if abs(value) < 1000 or unit == "G":
            return f"{value:.0f} {unit}" if unit == "" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError


def line(distribution: dict) -> str:
    """One line that says where the whole distribution is."""
    targets = distribution.get("targets", [])
    verified = sum(1 for t in targets if t["state"] in ("VERIFIED", "PUBLISHING", "DONE"))
    mean = sum(map(fraction, targets)) / len(targets) if targets else 0.0
    left = distribution.get("estimatedSecondsLeft")
    trees = distribution.get("trees", ())
    return (f"{distribution['id']} {distribution['state'].lower():<11} "
            f"{distribution.get('secondsElapsed', 0):5.1f} s  {mean:4.0%}  "
            f"{verified}/{len(targets)} verified  {len(trees)} tree{'s' * (len(trees) != 1)} at "
            f"{size(rate(distribution))}bit/s"
            + (f"  about {left:.0f} s left" if left and not ended(distribution) else ""))


def story(distribution: dict) -> str:
    """How it came to its state: the targets that failed with the reason, then its event log."""
    failed = [f"{target['host']} {target['state']} {target['reason']}: {target['detail']}"
              for target in distribution.get("targets", []) if target["state"] == "FAILED"]
    events = [f"{event['seconds']:8.3f} {event['text']}" for event in distribution["events"]]
    return "\n".join([distribution.get("detail") or distribution["state"], *failed, *events])


def bars(distribution: dict, width: int) -> list[str]:
    """The live block: the line, then one bar per target, in as many columns as fit."""
    targets = sorted(distribution.get("targets", []), key=lambda target: natural(target["host"]))
    cells = [_cell(target) for target in targets]
    columns = max(1, width // (max(map(len, cells), default=1) + 2))
    rows = -(-len(cells) // columns)
    grid = [cells[row::rows] for row in range(rows)]
    return [line(distribution), *("  ".join(row) for row in grid)]


def natural(name: str) -> list[tuple[int, str]]:
    """A sorting key that puts h2 before h10."""
    return [(int(part) if part.isdigit() else -1, part) for part in re.split(r"(\d+)", name)]


def _cell(target: dict) -> str:
    share = fraction(target)
    full = round(share * BAR)
    seconds = target.get("secondsToVerified")
    note = target["state"].lower()
    if target["state"] == "FAILED":
        note = f"failed {target.get('reason') or ''}".strip()
    elif seconds:
        note = f"{note} {seconds:.1f} s"
    return f"{target['host']:<5}{'█' * full}{'░' * (BAR - full)} {share:4.0%} {note:<18}"
