"""A whole lab: switches, controller, agents, engines; brought up once, used by experiments."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ebbcast_lab import controllers, engines, images, measure, oci, progress, verify
from ebbcast_lab.console import Console
from ebbcast_lab.fabric import Fabric
from ebbcast_lab.foreground import Foreground
from ebbcast_lab.options import Options
from ebbcast_lab.ovs import OpenVSwitch
from ebbcast_lab.process import LabError, run, wait_until
from ebbcast_lab.programs import REGISTRY_PORT, Agent
from ebbcast_lab.rest import RestError

POLL_SECONDS = 0.25
DISTRIBUTION_TIMEOUT = 120.0
WARM_UP_BYTES = 12_000_000


@dataclass(frozen=True)
class Place:
    """Where a lab lives: its name outside, its private state, its logs."""

    name: str
    state: Path
    logs: Path


class Lab:
    """Owned by the lab's main thread. Ends with the process: there is no tearing down."""

    def __init__(self, options: Options, place: Place, console: Console,
                 with_engines: bool | None = None,
                 controller: Mapping[str, str] | None = None) -> None:
        self.options = options
        self.place = place
        self.console = console
        self.topology = options.topology
        self.fabric = Fabric(options.topology, options.quiet_rate, options.in_band,
                             options.queue_packets, options.loss)
        self.ovs = OpenVSwitch(place.state, place.logs)
        self.controller = controllers.of_lab(place.state, place.logs, controller)
        self.rest = self.controller.rest
        self.foreground = Foreground(options.topology, place.state, place.logs)
        self.agents: dict[str, Agent] = {}
        self.engines: dict[str, engines.Engine] = {}
        self.real_time = False
        self._with_engines = options.docker if with_engines is None else with_engines
        self.links: measure.LinkReader | None = None
        self.delivered: set[str] = set()

    def up(self) -> None:
        """Brings everything up and waits until the controller knows all of it."""
        console = self.console
        shape = self.topology
        console.step(f"fabric {shape.spec}: {len(shape.switches)} switches, {len(shape.hosts)} "
                     f"hosts, {progress.size(self.fabric.link_rate)}bit/s links, seed "
                     f"{self.options.seed}")
        self.ovs.start()
        self.controller.start(self.fabric.link_rate)
        self.fabric.start()
        self.real_time = self.ovs.prefer()
        self.links = measure.LinkReader(shape)
        if self._with_engines:
            for host in engines.hosts_with_engine(shape):
                self.engines[host] = engines.Engine(host, self.place.name, self.place.state,
                                                    self.place.logs)
        wait_until(self.rest.is_up, "the controller answers", 40, [self.controller.daemon])
        for host in shape.hosts:
            engine = self.engines.get(host.name)
            agent = Agent(host, self.fabric.controller_address(), self.place.state,
                          self.place.logs, engine.socket if engine else None)
            self.agents[host.name] = agent
            agent.start()
        self.await_agents()
        self.await_fabric()
        for engine in self.engines.values():
            engine.wait()
        self.ovs.prefer()
        if not self.ovs.widen():
            raise LabError("Tried to find the socket that Open vSwitch sends by but it has none; "
                           f"see {self.place.logs}")
        console.step(f"up: {len(self.agents)} agents, {len(self.engines)} Docker engines, "
                     f"control {'in band' if self.options.in_band else 'by management network'}")

    def warm_up(self, image: images.Recipe | None = None) -> float:
        """Distributes an image that nobody measures, a small one by default; returns its seconds.

        Sixteen agents that compile their inner loops on two processors at once are an artefact of
        the lab: on real hosts each has its own processors, and runs for months.
        """
        image = image or images.recipe("warm/up:v1", WARM_UP_BYTES, self.options.seed + 5000)
        content = self.seed_image(image)
        ended = self.follow(self.rest.distribute(image.reference, ["all"], [self.source],
                                                 bool(self.engines))["id"], quiet=True)
        if ended["state"] != "COMPLETED":
            raise LabError(f"Tried to warm the agents up but the distribution is {ended['state']}: "
                           f"{ended.get('detail') or ''}")
        self.delivered.update(content.blobs)
        self.console.step(f"agents warmed up by {progress.size(sum(content.blobs.values()))}B in "
                          f"{ended['secondsElapsed']:.1f} s")
        return ended["secondsElapsed"]

    def await_agents(self, timeout: float = 90.0) -> None:
        watched = [self.controller.daemon, *(agent.daemon for agent in self.agents.values())]
        wanted = set(self.agents)
        wait_until(lambda: wanted <= self.connected(), "all agents are connected", timeout,
                   watched, 0.25)

    def connected(self) -> set[str]:
        """Agents that are connected and whose place in the fabric is known."""
        try:
            return {agent["host"] for agent in self.rest.agents()
                    if agent["connected"] and agent.get("attachedTo")}
        except LabError:
            return set()

    def await_fabric(self, timeout: float = 30.0) -> None:
        """Every link between switches must have been discovered."""
        wanted = len(self.topology.fabric_links())

        def discovered() -> bool:
            found = [link for link in self.rest.topology()["links"]
                     if "datapathId" in link["from"] and "datapathId" in link["to"]]
            return len(found) >= wanted

        wait_until(discovered, f"the controller sees {wanted} links", timeout,
                   [self.controller.daemon], 0.25)

    def set_link_rate(self, bits_per_second: int) -> None:
        """On every port, and tells the controller."""
        self.fabric.set_link_rate(bits_per_second)
        self.rest.set_capacity(bits_per_second)

    @property
    def source(self) -> str:
        return self.topology.hosts[0].name

    def registry(self, host: str) -> oci.Registry:
        return oci.Registry(host, REGISTRY_PORT)

    def seed_image(self, recipe: images.Recipe, host: str | None = None) -> oci.Content:
        """Puts an image into the registry of ``host``: built by its engine and pushed if it has
        one, uploaded otherwise."""
        name = host or self.source
        engine = self.engines.get(name)
        if engine:
            folder = self.place.state / "build" / recipe.reference.replace("/", "-")
            images.build(recipe, engine, folder)
            images.push(recipe, engine, REGISTRY_PORT)
            shutil.rmtree(folder)
            return self.registry(name).content(recipe.repository, recipe.tag)
        return self.registry(name).push(recipe.repository, recipe.tag, [
            images.layer_bytes(seed, size) for seed, size in recipe.layers])

    def follow(self, identity: str, timeout: float = DISTRIBUTION_TIMEOUT,
               watch: Callable[[dict], None] = lambda _: None, quiet: bool = False) -> dict:
        """Shows a distribution's progress until it ends; returns its last state."""
        begin = time.monotonic()
        next_line = 0.0
        while True:
            now = self.rest.distribution(identity)
            watch(now)
            if progress.ended(now):
                if not quiet:
                    self.console.step(progress.line(now))
                return now
            elapsed = time.monotonic() - begin
            if elapsed > timeout:
                raise LabError(f"Tried to wait for {identity} but after {timeout:.0f} s it is "
                               f"{now['state']}: {now.get('detail') or ''}; see "
                               f"{self.place.logs}")
            if self.console.is_terminal and not quiet:
                self.console.live(progress.bars(now, self.console.width))
            elif elapsed >= next_line and not quiet:
                self.console.step(progress.line(now))
                next_line = elapsed + 2.0
            time.sleep(POLL_SECONDS)

    def watch(self, interval: float = 0.5) -> measure.Watch:
        """Starts watching links and processors, every ``interval`` seconds."""
        return measure.Watch(self.links, {
            "switch": [self.ovs.pid],
            "controller": [self.controller.daemon.pid],
            "agents": [agent.daemon.pid for agent in self.agents.values()],
            "engines": [engine.pid for engine in self.engines.values()],
            "foreground": self.foreground.pids(),
            "lab": [os.getpid()],
        }, interval)

    def leftovers(self, patience: float = 3.0) -> verify.Leftovers:
        """What is left in the switches; entries may take a moment to go after the end."""
        deadline = time.monotonic() + patience
        while True:
            found = verify.leftovers(self.topology)
            if found.none() or time.monotonic() > deadline:
                return found
            time.sleep(0.25)

    def versions(self) -> dict[str, str]:
        found = {"openvswitch": self.ovs.version(),
                 "kernel": run("uname", "-r").strip(),
                 "mininet": run("mn", "--version").strip() or "2.3.0"}
        if self.engines:
            found["docker"] = next(iter(self.engines.values())).version()
        try:
            found["ebbcast"] = self.rest.agents()[0].get("agentVersion", "")
        except (RestError, IndexError):
            pass
        return found
