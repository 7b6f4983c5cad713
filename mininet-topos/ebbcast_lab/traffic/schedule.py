"""When the foreground sends what: schedules that repeat, so that a distribution meets the same
traffic that was measured alone. Pure; randomness is an argument.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

PERIOD_SECONDS = 4.0
ON_MEAN_SECONDS = 0.5
SMALLEST_BYTES, LARGEST_BYTES = 8 << 10, 128 << 10


@dataclass(frozen=True, order=True)
class Turn:
    """A flow begins or stops to send, ``at`` seconds into the period."""

    at: float
    flow: int
    is_on: bool


@dataclass(frozen=True, order=True)
class Short:
    """A short flow begins ``at`` seconds into the period."""

    at: float
    flow: int
    bytes: int


def on_off(rng: random.Random, flows: int, duty: float) -> list[Turn]:
    """Per flow, exponential on and off times, stretched so that exactly ``duty`` of the period
    is on, begun anywhere."""
    turns = []
    rounds = max(1, round(duty * PERIOD_SECONDS / ON_MEAN_SECONDS))
    for flow in range(flows):
        on = _shares(rng, rounds, duty * PERIOD_SECONDS)
        off = _shares(rng, rounds, (1 - duty) * PERIOD_SECONDS)
        at = rng.uniform(0, PERIOD_SECONDS)
        for busy, quiet in zip(on, off):
            turns += [Turn(at % PERIOD_SECONDS, flow, True),
                      Turn((at + busy) % PERIOD_SECONDS, flow, False)]
            at += busy + quiet
    return sorted(turns)


def short(rng: random.Random, flows: int, bytes_per_second: float) -> list[Short]:
    """Per pair of hosts, arrivals at random times, sizes log-uniform and then stretched so that
    each pair sends exactly ``bytes_per_second`` on average."""
    mean = (LARGEST_BYTES - SMALLEST_BYTES) / math.log(LARGEST_BYTES / SMALLEST_BYTES)
    wanted = bytes_per_second * PERIOD_SECONDS
    found = []
    for flow in range(flows):
        count = max(1, round(wanted / mean))
        raw = [math.exp(rng.uniform(math.log(SMALLEST_BYTES), math.log(LARGEST_BYTES)))
               for _ in range(count)]
        found += [Short(rng.uniform(0, PERIOD_SECONDS), flow,
                        max(1, round(size * wanted / sum(raw)))) for size in raw]
    return sorted(found)


def _shares(rng: random.Random, count: int, total: float) -> list[float]:
    """``count`` exponential lengths that add up to ``total``."""
    raw = [rng.expovariate(1.0) for _ in range(count)]
    return [length * total / sum(raw) for length in raw]
