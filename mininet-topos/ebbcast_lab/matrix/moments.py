"""The shift of the load in mid-transfer, and how fast a distribution is back at the optimum."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ebbcast_lab import measure
from ebbcast_lab.lab import Lab
from ebbcast_lab.matrix import ideal
from ebbcast_lab.report import number

RECOVERED_SHARE = 0.9
WINDOW_SECONDS = 1.0


@dataclass
class Shift:
    """When the load moved; None if it did not."""

    at: float | None = None


@contextmanager
def shifted(lab: Lab, wanted: bool, after: float) -> Iterator[Shift]:
    """Moves the load ``after`` seconds into the block, and back behind it."""
    shift = Shift()
    if not wanted:
        yield shift
        return
    lock = threading.Lock()

    def move() -> None:
        with lock:
            shift.at = time.monotonic()
            lab.foreground.shift()

    timer = threading.Timer(after, move)
    timer.start()
    try:
        yield shift
    finally:
        timer.cancel()
        timer.join()
        with lock:
            if shift.at is not None:
                lab.foreground.shift()


def recovery(lab: Lab, watch: measure.Watch, shift: Shift, idle: float, targets: Sequence[str],
             began: float) -> dict[str, Any]:
    """Delivered bits per second over time (the low class on the targets' links, their mean), and
    the seconds from the shift until a second's mean is at 90 % of the idle rate again."""
    if shift.at is None:
        return {}
    ends = [ideal.tree_ends(lab.topology, [(lab.topology.host(name).switch, name)])[0]
            for name in targets]
    samples = [(sample.at, sum(sample.low[end] for end in ends) * 8 / len(ends))
               for sample in watch.link_samples]
    seconds = ideal.recovery_seconds(samples, shift.at, RECOVERED_SHARE * idle, WINDOW_SECONDS)
    return {"shiftedAfterSeconds": number(shift.at - began),
            "recoverySeconds": number(seconds),
            "delivered": [[number(b[0] - began), number((b[1] - a[1]) / (b[0] - a[0]))]
                          for a, b in zip(samples, samples[1:]) if b[0] > a[0]]}
