"""Real images made without a network: busybox and incompressible layers from a printed seed."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from pathlib import Path

from ebbcast_lab.engines import Engine

BUSYBOX = Path("/bin/busybox")
GREETING = "ebbcast-lab"
LAYER_SHARES = (0.35, 0.3, 0.2, 0.15)


@dataclass(frozen=True)
class Recipe:
    """What an image is made of: each layer is random bytes of a size from a seed."""

    reference: str
    layers: tuple[tuple[int, int], ...]

    def greeting(self) -> str:
        """What a container of the image prints: seeds of its layers, so that no two agree."""
        return f"{GREETING} {' '.join(str(seed) for seed, _ in self.layers)}"

    @property
    def repository(self) -> str:
        return self.reference.rpartition(":")[0]

    @property
    def tag(self) -> str:
        return self.reference.rpartition(":")[2]


def recipe(reference: str, total_bytes: int, seed: int) -> Recipe:
    """An image of about ``total_bytes``, busybox counted, in five layers."""
    left = max(400_000, total_bytes - 1_100_000)
    return Recipe(reference, tuple((seed * 100 + i, int(left * share))
                                   for i, share in enumerate(LAYER_SHARES)))


def plain(reference: str, total_bytes: int, seed: int) -> Recipe:
    """An image for registries only, without busybox: its layers are ``total_bytes`` in all."""
    lengths = [int(total_bytes * share) for share in LAYER_SHARES[1:]]
    return Recipe(reference, tuple((seed * 100 + i, length) for i, length in enumerate(
        (total_bytes - sum(lengths), *lengths))))


def with_new_last_layer(of: Recipe, reference: str) -> Recipe:
    """The same image after a rebuild: all layers but the last are shared."""
    seed, size = of.layers[-1]
    return Recipe(reference, (*of.layers[:-1], (seed + 50, size)))


def layer_bytes(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)


def write_context(of: Recipe, folder: Path) -> None:
    """A Docker build context: FROM scratch, one COPY per layer."""
    binary = folder / "rootfs" / "bin"
    binary.mkdir(parents=True)
    (binary / "busybox").write_bytes(BUSYBOX.read_bytes())
    (binary / "busybox").chmod(0o755)
    (binary / "sh").symlink_to("busybox")
    lines = ["FROM scratch", "COPY rootfs /"]
    for number, (seed, size) in enumerate(of.layers):
        (folder / f"layer{number}").write_bytes(layer_bytes(seed, size))
        lines.append(f"COPY layer{number} /data/layer{number}")
    lines.append('CMD ["/bin/busybox", "echo", "' + of.greeting() + '"]')
    (folder / "Dockerfile").write_text("\n".join(lines) + "\n", encoding="ascii")
    for path in folder.rglob("*"):
        os.utime(path, (0, 0), follow_symlinks=False)


def build(of: Recipe, engine: Engine, folder: Path) -> None:
    """Builds and tags the image on ``engine``; layers that it has already are reused."""
    folder.mkdir(parents=True)
    write_context(of, folder)
    engine.docker("build", "--quiet", "--tag", of.reference, str(folder))


def push(of: Recipe, engine: Engine, registry_port: int) -> None:
    """Seeds the registry of the agent on the engine's host."""
    local = f"127.0.0.1:{registry_port}/{of.reference}"
    engine.docker("tag", of.reference, local)
    engine.docker("push", "--quiet", local)
