"""``python3 -m ebbcast_lab.traffic flows|probes PLAN SERIES``."""

from __future__ import annotations

import json
import signal
import sys

from ebbcast_lab.traffic.flows import Flows
from ebbcast_lab.traffic.probes import Probes
from ebbcast_lab.traffic.shorts import ShortFlows


def main() -> None:
    role, given, series = sys.argv[1:]
    with open(given, encoding="utf-8") as file:
        plan = json.load(file)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with open(series, "w", encoding="ascii", buffering=1) as out:
        if role == "probes":
            Probes(plan, out).run()
        elif plan["mix"] == "short":
            ShortFlows(plan, out).run()
        else:
            Flows(plan, out).run()


main()
