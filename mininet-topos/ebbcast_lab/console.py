"""What the lab says: plain lines, or a live block that redraws itself when the output is a
terminal. Used by the lab's main thread only."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence


class Console:
    """Standard output with a live region at the end."""

    def __init__(self) -> None:
        self.is_terminal = sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self._begin = time.monotonic()
        self._drawn = 0

    @property
    def width(self) -> int:
        try:
            return max(40, os.get_terminal_size(sys.stdout.fileno()).columns)
        except OSError:
            return 100

    def say(self, text: str = "") -> None:
        """A lasting line."""
        self.clear()
        print(text, flush=True)

    def step(self, text: str) -> None:
        """A lasting line with the seconds since the start."""
        self.say(f"[{time.monotonic() - self._begin:6.1f} s] {text}")

    def live(self, lines: Sequence[str]) -> None:
        """Replaces the live block; a no-op when the output is no terminal."""
        if not self.is_terminal:
            return
        self.clear()
        width = self.width - 1
        sys.stdout.write("".join(line[:width] + "\n" for line in lines))
        sys.stdout.flush()
        self._drawn = len(lines)

    def clear(self) -> None:
        if self._drawn:
            sys.stdout.write(f"\x1b[{self._drawn}F\x1b[J")
            self._drawn = 0
