"""What of the matrix is to be run, as chosen on the command line. Pure."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace

from ebbcast_lab import methods
from ebbcast_lab.matrix import cells
from ebbcast_lab.matrix.cells import MIXES, SCENARIOS, SLOW

METHODS = ("ebbcast", "ebbcast-no-queue", "multicast", "registry", "bittorrent-utp", "uftp",
           "udpcast", "chain")
QUICK_METHODS = ("ebbcast", "ebbcast-no-queue", "multicast", "uftp", "bittorrent-utp", "chain")
LOADS = (0.0, 0.3, 0.5, 0.7, 0.9)
IDEAL_SECONDS, QUICK_IDEAL_SECONDS = 8.0, 5.0
LIMIT_TIMES_IDEAL, SLOW_LIMIT_TIMES_IDEAL = 4.0, 2.0
SHIFT_TIMES_LONGER = 1.5


@dataclass(frozen=True)
class Choice:
    """Cells to run; ``patterns`` are of their keys, empty for all; ``minutes`` is when no further
    cell is begun, None for never."""

    quick: bool
    methods: tuple[str, ...]
    mixes: tuple[str, ...]
    loads: tuple[float, ...]
    scenarios: tuple[str, ...]
    repetitions: int
    ideal_seconds: float
    minutes: float | None
    patterns: tuple[str, ...] = ()

    def seconds(self, mix: str) -> float:
        """How long the ideal transfer takes; one that is shifted needs time on both sides."""
        return self.ideal_seconds * (SHIFT_TIMES_LONGER if mix == "shift" else 1.0)

    def limit_seconds(self, mix: str) -> float:
        """When an unfinished distribution is given up. The slow receiver itself, which needs ten
        times the ideal, is not waited for."""
        times = SLOW_LIMIT_TIMES_IDEAL if mix == SLOW else LIMIT_TIMES_IDEAL
        return times * self.seconds(mix)


def add_arguments(parse: argparse.ArgumentParser) -> None:
    """The options of ``lab experiment``."""
    group = parse.add_argument_group("lab experiment")
    group.add_argument("--quick", action="store_true",
                       help="a small part of the matrix, about five minutes")
    group.add_argument("--methods", metavar="NAMES",
                       help=f"names joined by commas (default: {','.join(METHODS)}; also "
                            f"{','.join(sorted(set(methods.METHODS) - set(METHODS)))})")
    group.add_argument("--mixes", metavar="NAMES",
                       help=f"kinds of foreground (default: {','.join(MIXES)})")
    group.add_argument("--loads", metavar="SHARES",
                       help="foreground loads (default: "
                            f"{','.join(f'{load:g}' for load in LOADS)})")
    group.add_argument("--scenarios", metavar="NAMES",
                       help=f"questions of their own (default: {','.join(SCENARIOS)}; none)")
    group.add_argument("--repetitions", type=int, default=1, metavar="N",
                       help="of every cell; interleaved")
    group.add_argument("--ideal-seconds", type=float, metavar="S",
                       help="images are as large as the idle bandwidth carries in this time "
                            f"(default: {IDEAL_SECONDS:g}, quick {QUICK_IDEAL_SECONDS:g})")
    group.add_argument("--cells", metavar="PATTERNS",
                       help="only cells of the chosen matrix whose MIX/LOAD/METHOD/REPETITION "
                            "matches a shell pattern; joined by commas, such as "
                            "'short/*,*/0.5/chain/1'")
    group.add_argument("--minutes", type=float, metavar="N",
                       help="begin no cell later than this; what is measured is kept, and the next "
                            "call with the same --report goes on from there")


def of(given: argparse.Namespace) -> Choice:
    """Checks what was given; a :class:`ValueError` names what is wrong."""
    quick = given.quick
    chosen = methods.chosen(_names(given.methods, QUICK_METHODS if quick else METHODS))
    mixes = _known("--mixes", _names(given.mixes, MIXES), MIXES)
    scenarios = _names(given.scenarios, SCENARIOS)
    scenarios = () if scenarios == ("none",) else _known("--scenarios", scenarios, SCENARIOS)
    if given.repetitions < 1:
        raise ValueError(f"--repetitions must be at least 1, not {given.repetitions}")
    seconds = given.ideal_seconds or (QUICK_IDEAL_SECONDS if quick else IDEAL_SECONDS)
    if not 2 <= seconds <= 600:
        raise ValueError(f"--ideal-seconds must be 2 to 600, not {seconds:g}")
    if given.minutes is not None and given.minutes <= 0:
        raise ValueError(f"--minutes must be positive, not {given.minutes:g}")
    choice = Choice(quick, tuple(chosen), mixes, _loads(given.loads), scenarios,
                    given.repetitions, seconds, given.minutes, _names(given.cells, ()))
    for pattern in choice.patterns:
        if not cells.plan(replace(choice, patterns=(pattern,)), seed=0):
            raise ValueError(f"--cells: {pattern!r} matches no cell of the matrix chosen; a cell "
                             "is MIX/LOAD/METHOD/REPETITION, such as long/0.5/ebbcast/1")
    return choice


def _names(text: str | None, default: tuple[str, ...]) -> tuple[str, ...]:
    return default if text is None else tuple(part.strip() for part in text.split(",")
                                              if part.strip())


def _known(option: str, names: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in known:
            raise ValueError(f"{option}: no {name!r}; there are {', '.join(known)}")
    return names


def _loads(text: str | None) -> tuple[float, ...]:
    if text is None:
        return LOADS
    loads = []
    for part in text.split(","):
        try:
            load = float(part)
        except ValueError:
            raise ValueError(f"--loads: shares such as 0,0.5 and not {part!r}") from None
        if load and not 0.05 <= load <= 0.95:
            raise ValueError(f"--loads: a load is 0 or 0.05 to 0.95, not {part}")
        loads.append(load)
    return tuple(dict.fromkeys(loads))
