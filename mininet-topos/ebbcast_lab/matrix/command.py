"""``./ebbcast lab experiment`` from start to report."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from ebbcast_lab.console import Console
from ebbcast_lab.demo import BROKEN, FAILED, VERIFIED, give_to_caller
from ebbcast_lab.lab import Lab, Place
from ebbcast_lab.matrix import run as runner, summary
from ebbcast_lab.matrix.record import Record
from ebbcast_lab.options import Options
from ebbcast_lab.process import LabError


# Without this the controller would find out that the low queue was disabled, and be careful.
CONTROLLER = {"without-queue": "ignore"}


def run(options: Options, place: Place, console: Console) -> int:
    """Returns the exit status: 1 if something was not verified or could not be run. That a bar
    is missed is a finding and no failure."""
    begin = time.monotonic()
    choice = options.experiment
    deadline = begin + choice.minutes * 60 if choice.minutes else float("inf")
    record = Record(options.report, settings(options))
    status, failures = VERIFIED, []
    try:
        if runner.left(options, record):
            lab = Lab(options, place, console, with_engines=False, controller=CONTROLLER)
            lab.up()
            lab.warm_up()
            failures = runner.conduct(lab, choice, record, deadline)
    except LabError as failure:
        console.say(f"ebbcast lab: {failure}")
        status = BROKEN
    finally:
        shutil.copytree(place.logs, options.report / "logs", dirs_exist_ok=True)
        _write(options, record, failures, console)
    if status == VERIFIED and (failures or any(cell["wrong"] for cell in record.cells)):
        status = FAILED
    return status


def settings(options: Options) -> dict[str, Any]:
    """What all cells of one report must have in common; link rates may differ, and are in each
    cell."""
    return {"topology": options.topology.spec, "seed": options.seed,
            "idealSeconds": options.experiment.ideal_seconds,
            "queuePackets": options.queue_packets, "inBand": options.in_band}


def _write(options: Options, record: Record, failures: list[str], console: Console) -> Path | None:
    if not record.cells:
        return None
    left = sum(len(block.cells) for block in runner.left(options, record))
    page = summary.write(options.report, record, failures, left)
    console.say()
    for line in summary.terminal(record):
        console.say(line)
    if left:
        console.say(f"\n{left} cells are left; the same command goes on with them.")
    console.say(f"\nReport: {page}, experiment.json and experiment.md beside it")
    give_to_caller(options.report)
    return page
