"""What bursts alone cost: a sender that offers everything at once to the lowest queues of a tree.

A fluid model of one tree beside the repeating schedule of the foreground. Each link serves the
foreground first and then whatever has come from the link before it; its queue has no end. Nobody
who lets the foreground pass first is faster along that tree; the ideal, which knows averages only,
is. Pure.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Sequence

from ebbcast_lab import routes
from ebbcast_lab.foreground import PAYLOAD_SHARE
from ebbcast_lab.methods import tree
from ebbcast_lab.topology import Topology
from ebbcast_lab.traffic import flows as long_flows
from ebbcast_lab.traffic import schedule

STEP_SECONDS = 0.05
PHASES = 8
STEPS = round(schedule.PERIOD_SECONDS / STEP_SECONDS)
LIMIT_PERIODS = 60
Hop = tuple[str, str]


def times_ideal(topology: Topology, source: str, targets: Sequence[str], mix: str, load: float,
                seed: int, ideal_seconds: float) -> float:
    """Last target over the ideal, headers counted, median over when in the schedule it begins. The
    transfer is what averages leave in ``ideal_seconds``; the link rate does not matter for bursts of
    ``on-off``, and is taken as 2.5 Mbit/s for the sizes of ``short``."""
    flows = routes.cover(topology, seed)
    busy = served(mix, load, seed, len(flows))
    by_hop = {hop: busy[number] for number, flow in enumerate(flows) for hop in flow.hops()}
    hops = tree.hops(topology, source, targets)
    worst = max((sum(by_hop.get(hop, ())) / STEPS for hop in hops), default=0.0)
    amount = (1 - worst) * ideal_seconds / STEP_SECONDS / PAYLOAD_SHARE
    return statistics.median(
        _last(hops, source, set(targets), by_hop, amount, phase * STEPS // PHASES) * STEP_SECONDS
        / ideal_seconds for phase in range(PHASES))


def served(mix: str, load: float, seed: int, flows: int,
           link_rate: float = 2.5e6) -> list[list[float]]:
    """Per flow the share of its links that it takes in each step of the period."""
    rng = random.Random(seed)
    if mix == "on-off":
        duty = max(1 / long_flows.BURST_FACTOR, load)
        turns = schedule.on_off(rng, flows, duty)
        return [_on(turns, flow, load / duty) for flow in range(flows)]
    rate = load * link_rate * PAYLOAD_SHARE / 8
    arrivals = schedule.short(rng, flows, rate)
    return [_drained(arrivals, flow, link_rate * PAYLOAD_SHARE / 8) for flow in range(flows)]


def _on(turns: Sequence[schedule.Turn], flow: int, share: float) -> list[float]:
    own = [turn for turn in turns if turn.flow == flow]
    is_on = bool(own) and own[-1].is_on
    shares = []
    for step in range(STEPS):
        while own and own[0].at <= step * STEP_SECONDS:
            is_on = own.pop(0).is_on
        shares.append(share if is_on else 0.0)
    return shares


def _drained(arrivals: Sequence[schedule.Short], flow: int, bytes_per_second: float) -> list[float]:
    """Flows of one pair served one after the other by a link of its own; the second lap counts,
    because the first begins with nothing left over."""
    came = [0.0] * STEPS
    for arrival in arrivals:
        if arrival.flow == flow:
            came[int(arrival.at / STEP_SECONDS) % STEPS] += arrival.bytes
    backlog, room, shares = 0.0, bytes_per_second * STEP_SECONDS, []
    for step in range(2 * STEPS):
        backlog += came[step % STEPS]
        sent = min(backlog, room)
        backlog -= sent
        shares.append(sent / room)
    return shares[STEPS:]


def _last(hops: Sequence[Hop], source: str, targets: set[str], by_hop: dict[Hop, list[float]],
          amount: float, phase: int) -> int:
    """Steps until every target has ``amount``, which is in steps of a whole link."""
    came: dict[str, list[float]] = {source: [amount]}
    last = 0
    for here, there in hops:
        came[there] = _through(came[here], by_hop.get((here, there), [0.0] * STEPS), amount, phase)
        if there in targets:
            last = max(last, len(came[there]))
    return last


def _through(came: Sequence[float], busy: Sequence[float], amount: float,
             phase: int) -> list[float]:
    """What leaves a link in each step, until all of it has."""
    backlog, gone, left = 0.0, 0.0, []
    while gone < amount * (1 - 1e-9) and len(left) < LIMIT_PERIODS * STEPS:
        step = len(left)
        backlog += came[step] if step < len(came) else 0.0
        sent = min(backlog, max(0.0, 1 - busy[(step + phase) % STEPS]))
        backlog -= sent
        gone += sent
        left.append(sent)
    return left
