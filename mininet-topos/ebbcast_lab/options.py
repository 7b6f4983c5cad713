"""What a user can ask of the lab, checked in one place before anything starts."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ebbcast_lab import groups, methods, onosoptions, topology
from ebbcast_lab.matrix import choice
from ebbcast_lab.onosloan import Onos

MIXES = ("long", "on-off", "short")
TARGET = Path(__file__).resolve().parents[2] / "target"
DEFAULT_REPORTS = {"experiment": TARGET / "experiment"}


@dataclass(frozen=True)
class Options:
    """One lab run; immutable."""

    action: str
    topology: topology.Topology
    quiet_rate: int
    loaded_rate: int
    image_bytes: int
    loaded_image_bytes: int
    load: float
    mix: str
    seed: int
    runs: int
    method: str
    report: Path
    in_band: bool
    keep: bool
    docker: bool
    no_foreground: bool
    queue_packets: int
    loss: float
    state_parent: Path
    target: tuple[str, ...] = ()
    experiment: choice.Choice | None = None
    onos: Onos | None = None


class _Formatter(argparse.ArgumentDefaultsHelpFormatter):
    """Shows a default only where there is one to show."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        if action.default in (None, False, ()):
            return action.help
        return super()._get_help_string(action)


def parser(program: str) -> argparse.ArgumentParser:
    """The parser of ``./ebbcast demo`` and ``./ebbcast lab``."""
    parse = argparse.ArgumentParser(
        prog=program, formatter_class=_Formatter,
        description="Brings up a private OpenFlow fabric with real switches, agents and Docker "
                    "engines, distributes real images through it, verifies them from outside and "
                    "writes a report. Needs root. Leaves nothing behind.",
        epilog="Exit status: 0 everything is verified, 1 a check failed, 2 wrong usage, 5 the lab "
               "could not start or go on, 130 interrupted.")
    if program.endswith("lab"):
        parse.add_argument("action", nargs="?", default="run",
                           choices=["run", "experiment", "test", "hold", "shell", "list", "clean"],
                           help="run: bring up, distribute, verify, report; "
                                "experiment: every method beside every foreground, measured; "
                                "test: fault scenarios; hold: bring up switches and hosts only, and wait; "
                                "shell: a shell inside a running lab; list: running labs; "
                                "clean: tidy up after killed ones")
        parse.add_argument("target", nargs="*", default=(),
                           help=f"test: groups of tests ({', '.join(groups.GROUPS)}) or "
                                "group.word; shell: names of a lab and a host")
    parse.add_argument("--topology", default="leaf-spine:2x4x4", metavar="SPEC",
                       help="leaf-spine:SPINESxLEAVESxHOSTS, fat-tree:K, tree:LEAVESxHOSTS, "
                            "jellyfish:SWITCHESxDEGREExHOSTS")
    parse.add_argument("--rate", default="20M", metavar="RATE",
                       help="link rate of the quiet run, bits per second (K, M, G)")
    parse.add_argument("--loaded-rate", default="5M", metavar="RATE",
                       help="link rate of the run beside foreground traffic")
    parse.add_argument("--image-size", default="20M", metavar="BYTES",
                       help="image of the quiet run, bytes (K, M, G)")
    parse.add_argument("--loaded-image-size", default="5M", metavar="BYTES",
                       help="image of the run beside foreground traffic")
    parse.add_argument("--load", type=float, default=0.5, metavar="SHARE",
                       help="foreground load as a share of the link rate, 0.05 to 0.95")
    parse.add_argument("--mix", choices=MIXES, default="long", help="kind of foreground flows")
    parse.add_argument("--no-foreground", action="store_true", help="leave out the loaded run")
    parse.add_argument("--seed", type=int, default=1, help="of image bytes and foreground timing")
    parse.add_argument("--runs", type=int, default=1, help="distributions on the quiet network")
    parse.add_argument("--method", default="ebbcast", help="what moves the image")
    parse.add_argument("--report", type=Path, default=None, metavar="DIR",
                       help="folder for report.json, report.html and the logs (default: "
                            "target/demo beside ./ebbcast; target/experiment)")
    parse.add_argument("--in-band", action="store_true",
                       help="agents reach the controller over the fabric, not over a management "
                            "network")
    parse.add_argument("--no-docker", action="store_true",
                       help="no Docker engines; images are seeded through the source's registry")
    onosoptions.add(parse)
    parse.add_argument("--keep", action="store_true", help="leave the lab running at the end")
    parse.add_argument("--queue-packets", type=int, default=1000, metavar="N",
                       help="length of each queue of each port")
    parse.add_argument("--loss", type=float, default=0.0, metavar="SHARE",
                       help="share of all packets that every link loses at random, 0 to 0.5")
    parse.add_argument("--state", type=Path, default=Path("/var/tmp"), metavar="DIR",
                       help="where the lab keeps its private state while it runs")
    if program.endswith("lab"):
        choice.add_arguments(parse)
    return parse


def parse(program: str, arguments: Sequence[str]) -> Options:
    """Wrong usage ends the program with status 2 and says what is wrong."""
    parse_with = parser(program)
    given = parse_with.parse_args(arguments)
    try:
        return _options(given)
    except ValueError as wrong:
        parse_with.error(str(wrong))


def _options(given: argparse.Namespace) -> Options:
    if not 0.05 <= given.load <= 0.95:
        raise ValueError(f"--load must be 0.05 to 0.95, not {given.load}")
    if given.runs < 1:
        raise ValueError(f"--runs must be at least 1, not {given.runs}")
    if given.queue_packets < 10:
        raise ValueError(f"--queue-packets must be at least 10, not {given.queue_packets}")
    if not methods.named(given.method).moves_images:
        raise ValueError(f"--method {given.method} moves a file, not an image; it is a peer for "
                         "lab experiment --methods")
    if not 0 <= given.loss <= 0.5:
        raise ValueError(f"--loss must be 0 to 0.5, not {given.loss}")
    if not given.state.is_dir():
        raise ValueError(f"--state: no such directory: {given.state}")
    if getattr(given, "action", "run") == "test":
        groups.chosen(given.target)
    onos = onosoptions.chosen(given)
    shape = topology.parse(given.topology, given.seed)
    if len(shape.hosts) < 2:
        raise ValueError("a lab needs at least two hosts")
    action = getattr(given, "action", "run")
    return Options(
        action=action, target=tuple(getattr(given, "target", ())),
        topology=shape,
        quiet_rate=number(given.rate, "--rate", 100_000, 10_000_000_000),
        loaded_rate=number(given.loaded_rate, "--loaded-rate", 100_000, 10_000_000_000),
        image_bytes=number(given.image_size, "--image-size", 1_000_000, 10_000_000_000),
        loaded_image_bytes=number(given.loaded_image_size, "--loaded-image-size", 1_000_000,
                                  10_000_000_000),
        load=given.load, mix=given.mix, seed=given.seed, runs=given.runs, method=given.method,
        report=(given.report or DEFAULT_REPORTS.get(action, TARGET / "demo")).absolute(), in_band=given.in_band,
        keep=given.keep, docker=not given.no_docker,
        no_foreground=given.no_foreground, queue_packets=given.queue_packets,
        loss=given.loss,
        state_parent=given.state,
        experiment=choice.of(given) if action == "experiment" else None,
        onos=onos)


def number(text: str, name: str, low: int, high: int) -> int:
    """``20M`` and the like as a whole number within ``low`` … ``high``."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([KMG]?)", text.strip().upper())
    if not match:
        raise ValueError(f"{name}: a number with K, M or G, not {text!r}")
    value = int(float(match[1]) * {"": 1, "K": 1_000, "M": 1_000_000, "G": 1_000_000_000}[match[2]])
    if not low <= value <= high:
        raise ValueError(f"{name}: {text} is outside {low} to {high}")
    return value
