"""How the lab starts Ebbcast's own programs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from ebbcast_lab.process import LabError

MAIN = "org.ebbcast.cli.Ebbcast"
CLASSPATH_VARIABLE = "EBBCAST_CLASSPATH"
ARCHIVE_VARIABLE = "EBBCAST_ARCHIVE"

# The second compiler stays on: only it has the processor's SHA-256 instructions, and without them
# the receivers' hashing costs sixteen times as much.
SMALL = ("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xss512k", "-XX:CICompilerCount=2",
         "-XX:ReservedCodeCacheSize=32m", "-Xshare:auto")
# Where an agent finds the descriptor of a socket, to lower its priority.
EXPORTS = ("--add-exports", "java.base/sun.nio.ch=ALL-UNNAMED")


def command(verb: str, settings: Mapping[str, str], heap_megabytes: int) -> list[str]:
    """``java … Ebbcast VERB --key value …`` with the small-machine flags."""
    shared = Path(os.environ.get(ARCHIVE_VARIABLE, ""))
    archive = [f"-XX:SharedArchiveFile={shared}"] if shared.is_file() else []
    options = [part for key, value in settings.items() for part in (f"--{key}", value)]
    return [executable(), *SMALL, *EXPORTS, f"-Xmx{heap_megabytes}m", *archive, "-cp", classpath(), MAIN,
            verb, *options]


def executable() -> str:
    home = os.environ.get("JAVA_HOME")
    found = f"{home}/bin/java" if home else shutil.which("java")
    if not found:
        raise LabError("Tried to start Java but found no java; install openjdk-17-jdk-headless")
    return found


def classpath() -> str:
    given = os.environ.get(CLASSPATH_VARIABLE)
    if not given:
        raise LabError(f"Tried to start Ebbcast but {CLASSPATH_VARIABLE} is not set; start the "
                       "lab with ./ebbcast, which builds and sets it")
    return given
