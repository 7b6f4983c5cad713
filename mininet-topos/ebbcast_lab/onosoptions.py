"""The options of a lab that an ONOS outside drives, checked before anything starts."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from urllib.parse import urlsplit

from ebbcast_lab.onosloan import Onos

BUILT = Path(__file__).resolve().parents[2] / "onos-app" / "target"
ACTIONS = ("run", "hold")
DEFAULT_PORT = 8181


def add(parse: argparse.ArgumentParser) -> None:
    """``--controller``, ``--onos-url`` and ``--oar``."""
    parse.add_argument("--controller", choices=("embedded", "onos"), default="embedded",
                       help="embedded: Ebbcast's own, in the lab; onos: one that runs already, see "
                            "docs/guides/onos.md")
    parse.add_argument("--onos-url", metavar="URL",
                       help="REST interface of that ONOS, such as http://127.0.0.1:8181; user and "
                            "password are ONOS_WEB_USER and ONOS_WEB_PASS, by default onos and "
                            "rocks")
    parse.add_argument("--oar", type=Path, metavar="FILE",
                       help="the application, for an ONOS that has none (default: the one that "
                            "Maven built here)")


def chosen(given: argparse.Namespace) -> Onos | None:
    """The ONOS that ``--controller onos`` means; None for the embedded controller."""
    if given.controller == "embedded":
        if given.onos_url or given.oar:
            raise ValueError("--onos-url and --oar go with --controller onos")
        return None
    action = getattr(given, "action", "run")
    if action not in ACTIONS:
        raise ValueError(f"--controller onos goes with {' and '.join(ACTIONS)}, not with {action}, "
                         "which kills and restarts its controller or chooses it itself")
    if given.in_band:
        raise ValueError("--in-band needs the embedded controller: an ONOS outside has no port in "
                         "the lab's fabric")
    if not given.onos_url:
        raise ValueError("--controller onos needs --onos-url, such as http://127.0.0.1:8181")
    host, port = _http(given.onos_url)
    return Onos(host, port, os.environ.get("ONOS_WEB_USER", "onos"),
                os.environ.get("ONOS_WEB_PASS", "rocks"), _archive(given.oar))


def _http(url: str) -> tuple[str, int]:
    wrong = ValueError(f"--onos-url: {url!r} is not of the form http://HOST:PORT")
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORT
    except ValueError:
        raise wrong from None
    if parts.scheme != "http" or not parts.hostname or parts.path.rstrip("/") or parts.username:
        raise wrong
    return parts.hostname, port


def _archive(given: Path | None) -> str | None:
    if given is not None:
        if not given.is_file():
            raise ValueError(f"--oar: no such file: {given}")
        return str(given.absolute())
    built = sorted(BUILT.glob("ebbcast-*.oar"))
    return str(built[-1]) if built else None
