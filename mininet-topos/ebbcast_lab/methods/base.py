"""What a method is asked and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Protocol

from ebbcast_lab import images, oci, verify

if TYPE_CHECKING:
    from ebbcast_lab.lab import Lab

DEFAULT_LIMIT_SECONDS = 120.0


@dataclass(frozen=True)
class TargetResult:
    """Seconds from the first byte of the intent to the verified blob on disk, None if never."""

    host: str
    seconds: float | None
    state: str
    reason: str
    import_seconds: float | None = None


@dataclass(frozen=True)
class Tree:
    """A tree as planned: directed hops by our names, and the bytes it had to carry."""

    hops: tuple[tuple[str, str], ...]
    bytes: int
    rate: float


@dataclass(frozen=True)
class Result:
    """One distribution as the method tells it; ``raw`` is its own full account."""

    state: str
    targets: tuple[TargetResult, ...]
    trees: tuple[Tree, ...]
    repair_bytes: int
    raw: dict = field(default_factory=dict)

    def seconds(self) -> list[float]:
        """Ascending seconds of the targets that have everything."""
        return sorted(t.seconds for t in self.targets if t.seconds is not None)

    def complete(self) -> bool:
        return len(self.seconds()) == len(self.targets)


@dataclass(frozen=True)
class Job:
    """One distribution to do; ``idle_rate`` (bits per second of the static tree's bottleneck) is
    for methods that have to be told their rate, and who is told it has an oracle."""

    lab: Lab
    image: images.Recipe
    content: oci.Content
    source: str
    targets: tuple[str, ...]
    idle_rate: float
    watch: Callable[[dict], None] = lambda _: None
    limit_seconds: float = DEFAULT_LIMIT_SECONDS


class Method(Protocol):
    """Something that distributes. It is made anew for each distribution."""

    name: ClassVar[str]
    title: ClassVar[str]
    packages: ClassVar[tuple[str, ...]]
    moves_images: ClassVar[bool]
    marked: ClassVar[bool]

    def distribute(self, job: Job) -> Result:
        """Runs one distribution to its end or to its limit, and leaves nothing running."""

    def check(self, job: Job) -> tuple[verify.Checked, ...]:
        """Looks at every target from outside."""
