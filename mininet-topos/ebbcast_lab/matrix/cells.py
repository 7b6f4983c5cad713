"""The cells of the experiment and the order in which they run. Pure.

Cells that meet the same foreground form a block: the foreground starts once, is measured alone
before every cell, and the block's methods follow each other in a seeded order; Ebbcast without its
queue comes last, because what was measured while the queue was away is in the controller's averages
for a while. A repetition goes through all blocks before the next begins.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ebbcast_lab.matrix.choice import Choice

MIXES = ("long", "short", "on-off", "shift")
SLOW, TWO = "slow-receiver", "two-at-once"
SCENARIOS = (SLOW, TWO)
QUIET = "quiet"
REPEATING = ("short", "on-off")
LAST = "ebbcast-no-queue"
SLOW_LOADS = (0.0, 0.9)
SLOW_METHODS = ("ebbcast", "chain")
QUICK_BLOCKS = {(QUIET, 0.0): ("ebbcast", "chain"), ("long", 0.5): None,
                ("short", 0.5): ("ebbcast",), ("shift", 0.7): ("ebbcast",)}


@dataclass(frozen=True)
class Cell:
    """One distribution by one method beside one foreground."""

    mix: str
    load: float
    method: str
    repetition: int

    @property
    def key(self) -> str:
        return f"{self.mix}/{self.load:g}/{self.method}/{self.repetition}"


@dataclass(frozen=True)
class Block:
    """Cells beside the same foreground."""

    mix: str
    load: float
    repetition: int
    cells: tuple[Cell, ...]


def plan(choice: Choice, seed: int, done: Iterable[str] = ()) -> list[Block]:
    """What is left to do, in order."""
    known = set(done)
    blocks = []
    for repetition in range(1, choice.repetitions + 1):
        for mix, load, names in _blocks(choice):
            cells = [Cell(mix, load, name, repetition) for name in names]
            random.Random(f"{seed}/{mix}/{load:g}/{repetition}").shuffle(cells)
            cells.sort(key=lambda cell: cell.method == LAST)
            left = tuple(cell for cell in cells
                         if cell.key not in known and _wanted(cell, choice.patterns))
            if left:
                blocks.append(Block(mix, load, repetition, left))
    return blocks


def _wanted(cell: Cell, patterns: Sequence[str]) -> bool:
    return not patterns or any(fnmatchcase(cell.key, pattern) for pattern in patterns)


def _blocks(choice: Choice) -> list[tuple[str, float, Sequence[str]]]:
    found: list[tuple[str, float, Sequence[str]]] = []
    if 0.0 in choice.loads:
        found.append((QUIET, 0.0, choice.methods))
    found += [(mix, load, choice.methods)
              for load in choice.loads if load for mix in choice.mixes]
    if choice.quick:
        found = [(mix, load, [name for name in names if only is None or name in only])
                 for mix, load, names in found if (mix, load) in QUICK_BLOCKS
                 for only in (QUICK_BLOCKS[mix, load],)]
    slow = ("ebbcast",) if choice.quick else SLOW_METHODS
    if SLOW in choice.scenarios:
        found += [(SLOW, load, [name for name in slow if name in choice.methods])
                  for load in SLOW_LOADS]
    if TWO in choice.scenarios and "ebbcast" in choice.methods:
        found.append((TWO, 0.0, ("ebbcast",)))
    return [block for block in found if block[2]]
