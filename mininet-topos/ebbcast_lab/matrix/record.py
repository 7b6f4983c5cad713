"""Results on disk: a line of JSON per cell, written when the cell ends, so that a run that is cut
loses one cell at most and the next one goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ebbcast_lab.process import LabError

SCHEMA = 1


class Record:
    """The file ``results.jsonl`` of a report folder; its first line has the settings."""

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        """Goes on with what is there, if it was made with the same settings."""
        self.path = folder / "results.jsonl"
        self.settings = {"schema": SCHEMA, **settings}
        self.cells: list[dict[str, Any]] = []
        if self.path.exists():
            self._read()
        else:
            self._append(self.settings)

    def done(self, rate_of: Callable[[str], int]) -> set[str]:
        """Keys of the cells measured at the link rate (bits per second) of their mix."""
        return {cell["key"] for cell in self.cells
                if cell["linkRateBitsPerSecond"] == rate_of(cell["mix"])}

    def add(self, cell: dict[str, Any]) -> None:
        self.cells.append(cell)
        self._append(cell)

    def _append(self, what: dict[str, Any]) -> None:
        with open(self.path, "a", encoding="utf-8") as out:
            out.write(json.dumps(what, ensure_ascii=False) + "\n")
            out.flush()
            os.fsync(out.fileno())

    def _read(self) -> None:
        text = self.path.read_text(encoding="utf-8")
        complete = text[:text.rfind("\n") + 1]
        if complete != text:
            self.path.write_text(complete, encoding="utf-8")
        lines = [json.loads(line) for line in complete.splitlines()]
        if not lines:
            self._append(self.settings)
            return
        found = lines[0]
        for name, value in self.settings.items():
            if found.get(name) != value:
                raise LabError(f"Tried to go on with {self.path} but it was made with {name} "
                               f"{found.get(name)!r}, not {value!r}; choose another --report or "
                               "remove that file")
        self.cells = lines[1:]
