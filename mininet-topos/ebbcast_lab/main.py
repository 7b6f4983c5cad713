"""``./ebbcast demo`` and ``./ebbcast lab``: the part outside the world, and the part inside."""

from __future__ import annotations

import os
import sys
import unittest
from collections.abc import Sequence
from pathlib import Path

from ebbcast_lab import groups, methods
from ebbcast_lab import options as opts
from ebbcast_lab import world

PACKAGE_ROOT = Path(__file__).resolve().parent.parent
KEPT_VARIABLES = ("EBBCAST_CLASSPATH", "EBBCAST_ARCHIVE", "EBBCAST_LOG", "JAVA_HOME", "TERM", "SUDO_UID",
                  "SUDO_GID", "COLUMNS")
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


def environment() -> dict[str, str]:
    """What the lab sees of the caller's environment: the same little in every run."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, "PATH": PATH, "LANG": "C.UTF-8", "PYTHONPATH": str(PACKAGE_ROOT),
            "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def run_outside(verb: str, arguments: Sequence[str]) -> int:
    """Parses, checks, and enters a world of its own."""
    options = opts.parse(f"ebbcast {verb}", arguments)
    if "EBBCAST_CHECK_ONLY" in os.environ:
        if options.experiment:
            print(*methods.packages(options.experiment.methods))
        if options.action == "test":
            print(*groups.packages(options.target))
        return 0
    if options.action == "list":
        for one in world.labs():
            print(one.name)
        return 0
    if os.geteuid() != 0:
        print("ebbcast lab: needs root, because it makes network namespaces; use sudo",
              file=sys.stderr)
        return 5
    if options.action == "clean":
        for name in world.tidy():
            print(f"tidied up after {name}")
        return 0
    if options.action == "shell":
        return shell(options.target)
    options.report.mkdir(parents=True, exist_ok=True)
    if options.action == "test":
        return run_groups(options, arguments)
    return world.run([verb, *arguments], environment(), options.state_parent, options.onos)


def run_groups(options: opts.Options, arguments: Sequence[str]) -> int:
    """Every group of lab tests in a world of its own; the worst exit status of all."""
    given = [text for text in arguments if text != "test" and text not in options.target]
    worst = 0
    for group, words in groups.chosen(options.target).items():
        names = [f"{group}.{word}" for word in words] or [group]
        print(f"ebbcast lab: tests {' '.join(names)}", flush=True)
        status = run_group_outside(group, words) if group in groups.OUTSIDE else world.run(
            ["lab", "test", *names, *given, "--report", str(options.report / group)],
            environment(), options.state_parent)
        worst = max(worst, status)
        if status > 128:
            break
    return worst


def run_group_outside(group: str, words: Sequence[str]) -> int:
    """Tests that start labs of their own."""
    suite = unittest.TestSuite(
        test for case in unittest.TestLoader().loadTestsFromName(groups.GROUPS[group])
        for test in case if not words or any(word in test.id() for word in words))
    return 0 if unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful() else 1


def shell(target: Sequence[str]) -> int:
    """``lab shell [LAB] [HOST]``: a shell inside a running lab."""
    labs = {one.name: one for one in world.labs()}
    named = [name for name in target if name in labs]
    hosts = [name for name in target if name not in labs]
    if not labs:
        print("ebbcast lab: no lab runs; start one with: ./ebbcast lab --keep", file=sys.stderr)
        return 1
    if len(labs) > 1 and not named:
        print(f"ebbcast lab: several labs run; name one of {', '.join(labs)}", file=sys.stderr)
        return 2
    lab = labs[named[0]] if named else next(iter(labs.values()))
    init = world.init_of(int((lab.entry / "unshare").read_text(encoding="ascii")))
    if init is None:
        print(f"ebbcast lab: {lab.name} is ending", file=sys.stderr)
        return 1
    inside = ["nsenter", f"--net=/run/netns/{hosts[0]}", "--"] if hosts else []
    ovs = str(lab.state / "ovs")
    environ = {**environment(), "OVS_RUNDIR": ovs, "OVS_DBDIR": ovs, "OVS_LOGDIR": ovs,
               "HOME": str(lab.state / "home"), "PS1": f"{hosts[0] if hosts else 'lab'}# "}
    command = ["nsenter", "--target", str(init), "--mount", "--net", "--pid", "--ipc", "--uts",
               "--", *inside, "bash", "--norc"]
    os.execvpe(command[0], command, environ)


def run_inside(name: str, state: Path, arguments: Sequence[str]) -> int:
    """The main program of a lab; its end is the end of the lab."""
    from ebbcast_lab import demo, scenarios  # Mininet is imported only where it is needed
    from ebbcast_lab.console import Console
    from ebbcast_lab.lab import Place
    from ebbcast_lab.matrix import command
    from ebbcast_lab.process import LabError
    options = opts.parse(f"ebbcast {arguments[0]}", arguments[1:])
    logs = state / "logs"
    logs.mkdir()
    place = Place(name, state, logs)
    console = Console()
    try:
        if options.action == "test":
            return scenarios.run(options, place, console)
        if options.action == "experiment":
            return command.run(options, place, console)
        if options.action == "hold":
            return demo.hold(options, place, console)
        return demo.run(options, place, console)
    except LabError as failure:
        console.say(f"ebbcast lab: {failure}")
        return demo.BROKEN


def main() -> int:
    return run_outside(sys.argv[1], sys.argv[2:])
