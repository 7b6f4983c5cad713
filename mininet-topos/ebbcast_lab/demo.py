"""One lab run from start to report: what ``./ebbcast demo`` and ``./ebbcast lab run`` do."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

from ebbcast_lab import controllers, engines, methods, page, report
from ebbcast_lab.console import Console
from ebbcast_lab.experiment import Outcome, conduct
from ebbcast_lab.fabric import OPENFLOW_PORT, Fabric
from ebbcast_lab.lab import Lab, Place
from ebbcast_lab.options import Options
from ebbcast_lab.ovs import OpenVSwitch
from ebbcast_lab.process import LabError

VERIFIED, FAILED, BROKEN = 0, 1, 5


def run(options: Options, place: Place, console: Console) -> int:
    """Returns the exit status."""
    with_engines = options.docker and engines.available()
    if options.docker and not with_engines:
        console.say("No dockerd here: images are seeded through the source's registry instead.")
    lab = Lab(options, place, console, with_engines)
    outcome = Outcome()
    status = BROKEN
    try:
        lab.up()
        conduct(lab, outcome)
        status = VERIFIED if outcome.all_verified() else FAILED
    except LabError as failure:
        console.say(f"ebbcast lab: {failure}")
    finally:
        _write(options, outcome, lab, console, status)
    if options.keep:
        _keep(lab, console)
    return status


def hold(options: Options, place: Place, console: Console) -> int:
    """Switches and hosts without controller or agents, until the runner is told to end; the
    switches of a lab with an ONOS outside find that."""
    OpenVSwitch(place.state, place.logs).start()
    if options.onos:
        controllers.of_lab(place.state, place.logs).start(options.quiet_rate)
    Fabric(options.topology, options.quiet_rate, options.in_band, options.queue_packets,
           options.loss).start()
    console.step(f"holding {options.topology.spec}; the switches look for a controller at "
                 f"{options.onos.url if options.onos else f'127.0.0.1:{OPENFLOW_PORT}'}")
    while True:
        signal.pause()


def _write(options: Options, outcome: Outcome, lab: Lab, console: Console, status: int) -> None:
    folder = options.report
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(lab.place.logs, folder / "logs", dirs_exist_ok=True)
    if outcome.runs():
        data = report.build(options, outcome, lab.real_time)
        report.write(data, outcome, folder)
        path = page.write(options, outcome, data, folder)
        console.say()
        for line in report.table(data):
            console.say(line)
        for artefact in data["cpuArtefacts"]:
            console.say(f"  ! {artefact}")
        console.say(f"\nReport: {path} and report.json beside it")
    elif status != VERIFIED:
        console.say(f"Logs: {folder / 'logs'}")
    give_to_caller(folder)


def give_to_caller(folder: Path) -> None:
    """Under sudo the report belongs to who asked for it, not to root."""
    owner = os.environ.get("SUDO_UID"), os.environ.get("SUDO_GID")
    if None in owner:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, int(owner[0]), int(owner[1]), follow_symlinks=False)


def _keep(lab: Lab, console: Console) -> None:
    """Leaves the lab running until the runner gets Ctrl-C or a signal."""
    console.say(f"\nThe lab {lab.place.name} keeps running. In another terminal:\n"
                f"  ./ebbcast lab shell            its root: ovs-ofctl, ip netns, the REST "
                "interface at 127.0.0.1:8080\n"
                f"  ./ebbcast lab shell {lab.source}         inside a host\n"
                "Ctrl-C here ends it.")
    while True:
        signal.pause()
