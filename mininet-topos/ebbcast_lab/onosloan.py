"""An ONOS that runs outside, borrowed for one lab and given back as it was found.

It is prepared before the lab starts and given back after the lab's last process has died, both from
outside, like the settings of the machine (:mod:`ebbcast_lab.hostsettings`): the end of a lab is one
path whatever ended it. What is to be undone is in a file, so that the next start can undo it after
a killed lab. Each step is noted before it is taken.
"""

from __future__ import annotations

import dataclasses
import http.client
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ebbcast_lab.process import LabError
from ebbcast_lab.rest import Rest, RestError
from ebbcast_lab.wayout import WayOut

APPLICATION = "org.ebbcast"
PREFIX = "/onos/ebbcast"
COMPONENT = "org.ebbcast.onos.EbbcastApplication"
BASE = ("org.onosproject.openflow", "org.onosproject.fwd", "org.onosproject.proxyarp")
CONTROLLER = "org.onosproject.openflow.controller.impl.OpenFlowControllerImpl"
PURGE = "purgeOnDisconnection"
PURGERS = tuple(f"org.onosproject.net.{part}" for part in (
    "flow.impl.FlowRuleManager", "group.impl.GroupManager", "meter.impl.MeterManager"))
NOTE = "onos.json"
NO_RIGHT = (401, 403)
ACTIVE_SECONDS = 120.0
GONE_SECONDS = 30.0


@dataclass(frozen=True)
class Onos:
    """Where an ONOS is and who may ask it; ``archive`` is the application's file, if it has one."""

    host: str
    port: int
    user: str
    password: str
    archive: str | None

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def rest(self) -> Rest:
        """ONOS's own resources."""
        return Rest(self.host, self.port, "/onos/v1", (self.user, self.password))

    def application(self) -> Rest:
        """The application's resources, which begin with ``/v1`` like the embedded controller's."""
        return Rest(self.host, self.port, PREFIX, (self.user, self.password))


def borrow(onos: Onos, network: int, entry: Path, say: Callable[[str], None]) -> WayOut:
    """Makes ``onos`` ready for a lab, or says what it lacks; the note is in ``entry``. Returns how
    to reach it by way of ``network``, a descriptor."""
    _refuse_if_in_use(onos)
    note: dict = {"onos": asdict(onos), "applications": [], "installed": False, "settings": []}
    for name in BASE:
        if _state(onos, name) is None:
            raise LabError(f"Tried to find the application {name} in the ONOS at {onos.url} but it "
                           "has none; it comes with ONOS 2.7, install it there")
    for name in BASE:
        if _state(onos, name) != "ACTIVE":
            _activate(onos, name, note, entry, say)
    if _state(onos, APPLICATION) is None:
        _install(onos, note, entry, say)
    elif _state(onos, APPLICATION) != "ACTIVE":
        _activate(onos, APPLICATION, note, entry, say)
    onos = _await_leader(onos)
    for component in PURGERS:
        _set(onos, component, PURGE, "true", note, entry)
    _note_setting(onos, COMPONENT, "linkCapacity", note, entry)
    agents = [agent["host"] for agent in onos.application().agents() if agent["connected"]]
    if agents:
        raise LabError(f"Tried to borrow the ONOS at {onos.url} but agents are connected to it "
                       f"({', '.join(agents[:5])}): the lab distributes to all agents, so give it "
                       "an ONOS of its own")
    return WayOut(network, onos.host,
                  int(_property(onos, CONTROLLER, "openflowPorts").split(",")[-1]),
                  int(_property(onos, COMPONENT, "agentPort")), onos.port, onos.user,
                  onos.password)


def give_back(entry: Path, say: Callable[[str], None]) -> None:
    """Undoes what the note in ``entry`` tells, if there is one. A failure is told, not raised: what
    else there is to tidy must be tidied all the same."""
    file = entry / NOTE
    if not file.exists():
        return
    note = json.loads(file.read_text(encoding="utf-8"))
    onos = Onos(**note["onos"])
    steps = [lambda: _forget_switches(onos)]
    for setting in reversed(note["settings"]):
        steps.append(lambda setting=setting: _restore(onos, setting))
    if note["installed"]:
        steps.append(lambda: _call(onos, "DELETE", f"/applications/{APPLICATION}"))
    for name in reversed(note["applications"]):
        steps.append(lambda name=name: _call(onos, "DELETE", f"/applications/{name}/active"))
    for step in steps:
        try:
            step()
        except LabError as failure:
            say(f"ebbcast lab: could not give the ONOS at {onos.url} back wholly: {failure}")
    file.unlink()


def _call(onos: Onos, method: str, path: str, given: object = None) -> object:
    try:
        return onos.rest().call(method, path, given)
    except RestError as refused:
        if refused.status in NO_RIGHT:
            raise _no_right(onos, f"{method} {path}", refused.status) from refused
        raise
    except LabError as failure:
        raise LabError(f"Tried to reach an ONOS at {onos.url} but got no answer to {method} {path} "
                       f"({failure.__cause__}); see whether it runs and --onos-url is its "
                       "REST interface, by default port 8181") from failure


def _no_right(onos: Onos, what: str, status: int) -> LabError:
    return LabError(f"Tried {what} at the ONOS at {onos.url} as {onos.user!r} but it answered "
                    f"{status}; set ONOS_WEB_USER and ONOS_WEB_PASS to one of its administrators")


def _refuse_if_in_use(onos: Onos) -> None:
    answer = _call(onos, "GET", "/devices")
    if not isinstance(answer, dict) or "devices" not in answer:
        raise LabError(f"Tried to find an ONOS at {onos.url} but what answers there is none")
    there = [device["id"] for device in answer["devices"] if device.get("available")]
    if there:
        raise LabError(f"Tried to borrow the ONOS at {onos.url} but it controls switches already "
                       f"({', '.join(there[:5])}); the lab needs one that controls nothing else")


def _state(onos: Onos, name: str) -> str | None:
    try:
        return _call(onos, "GET", f"/applications/{name}")["state"]
    except RestError as refused:
        if refused.status == 404:
            return None
        raise


def _activate(onos: Onos, name: str, note: dict, entry: Path, say: Callable[[str], None]) -> None:
    note["applications"].append(name)
    _write(note, entry)
    _call(onos, "POST", f"/applications/{name}/active")
    _await(lambda: _state(onos, name) == "ACTIVE", ACTIVE_SECONDS,
           f"{name} becomes ACTIVE in the ONOS at {onos.url}")
    say(f"activated {name} in ONOS for the time of the lab")


def _install(onos: Onos, note: dict, entry: Path, say: Callable[[str], None]) -> None:
    if onos.archive is None:
        raise LabError(f"Tried to find the application {APPLICATION} in the ONOS at {onos.url} but "
                       "it is not installed, and there is no .oar to install here; build it with "
                       "mvn -pl onos-app -am package, or name one by --oar")
    note["installed"] = True
    _write(note, entry)
    status, _, text = onos.rest().raw(
        "POST", "/applications?activate=true", Path(onos.archive).read_bytes(),
        {"Content-Type": "application/octet-stream"})
    if not 200 <= status < 300:
        note["installed"] = False
        _write(note, entry)
    if status in NO_RIGHT:
        raise _no_right(onos, f"to install {APPLICATION}", status)
    if not 200 <= status < 300:
        raise LabError(f"Tried to install {onos.archive} in the ONOS at {onos.url} but it answered "
                       f"{status}: {text.decode(errors='replace')[:300]}")
    say(f"installed {Path(onos.archive).name} in ONOS for the time of the lab")


def _await_leader(onos: Onos) -> Onos:
    """The instance that drives distributions, to which the others of a cluster redirect."""
    found: list[Onos] = []

    def leads() -> bool:
        try:
            status, headers, _ = onos.application().raw("GET", "/v1/health")
        except (OSError, http.client.HTTPException):
            return False
        if status == http.client.TEMPORARY_REDIRECT:
            found.append(dataclasses.replace(onos, host=urlsplit(headers["location"]).hostname))
        elif status == http.client.OK:
            found.append(onos)
        return bool(found) and found[-1].application().is_up()

    _await(leads, ACTIVE_SECONDS,
           f"{PREFIX}/v1/health of the ONOS at {onos.url} answers; the application is ACTIVE, so "
           "look at its bundle: bundle:diag and karaf.log tell why it does not start")
    return found[-1]


def _await(condition: Callable[[], bool], seconds: float, what: str) -> None:
    begin = time.monotonic()
    while not condition():
        if time.monotonic() - begin > seconds:
            raise LabError(f"Tried to wait until {what} but it took over {seconds:.0f} s")
        time.sleep(0.5)


def _property(onos: Onos, component: str, name: str) -> str:
    answer = _call(onos, "GET", f"/configuration/{component}/{name}")
    return answer[component][name] or ""


def _note_setting(onos: Onos, component: str, name: str, note: dict, entry: Path) -> None:
    note["settings"].append([component, name, _property(onos, component, name)])
    _write(note, entry)


def _set(onos: Onos, component: str, name: str, value: str, note: dict, entry: Path) -> None:
    _note_setting(onos, component, name, note, entry)
    _call(onos, "POST", f"/configuration/{component}", {name: value})


def _restore(onos: Onos, setting: list) -> None:
    component, name, value = setting
    if not value:
        _call(onos, "DELETE", f"/configuration/{component}", {name: ""})
    else:
        _call(onos, "POST", f"/configuration/{component}", {name: value})


def _forget_switches(onos: Onos) -> None:
    """Takes the dead lab's switches and hosts out of ONOS's memory; there were no others."""
    def devices() -> list[dict]:
        return _call(onos, "GET", "/devices")["devices"]

    _await(lambda: not any(device["available"] for device in devices()), GONE_SECONDS,
           "the lab's switches are gone from ONOS")
    for host in _call(onos, "GET", "/hosts")["hosts"]:
        _call(onos, "DELETE", f"/hosts/{host['mac']}/{host['vlan']}")
    for device in devices():
        _call(onos, "DELETE", f"/devices/{device['id']}")


def _write(note: dict, entry: Path) -> None:
    """Readable by root only: it has the password."""
    temporary = entry / f"{NOTE}.new"
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
              encoding="utf-8") as file:
        json.dump(note, file)
    temporary.replace(entry / NOTE)
