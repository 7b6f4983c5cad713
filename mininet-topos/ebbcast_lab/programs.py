"""The controller and the agents of a lab, each a process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ebbcast_lab import java
from ebbcast_lab.fabric import OPENFLOW_PORT
from ebbcast_lab.process import Daemon
from ebbcast_lab.rest import Rest
from ebbcast_lab.topology import Host

AGENTS_PORT = 9870
REST_PORT = 8080
REGISTRY_PORT = 5000
CONTROLLER_HEAP_MEGABYTES = 192
AGENT_HEAP_MEGABYTES = 64


class Controller:
    """The embedded controller, restartable on the same journal."""

    def __init__(self, state: Path, logs: Path, settings: Mapping[str, str]) -> None:
        self._settings = settings
        self._folder = state / "controller"
        self._log = logs / "controller.log"
        self._daemon: Daemon | None = None
        self.rest = Rest("127.0.0.1", REST_PORT)

    def start(self, link_rate: int) -> None:
        self._folder.mkdir(exist_ok=True)
        self._daemon = Daemon("controller", java.command("controller", {
            "openflow-listen": f"127.0.0.1:{OPENFLOW_PORT}",
            "agents-listen": f"0.0.0.0:{AGENTS_PORT}",
            "rest-listen": f"127.0.0.1:{REST_PORT}",
            "state": str(self._folder),
            "link-capacity": str(link_rate),
            "uplink-queue": "true",
            **self._settings,
        }, CONTROLLER_HEAP_MEGABYTES), self._log)

    @property
    def daemon(self) -> Daemon:
        assert self._daemon is not None, "the controller was never started"
        return self._daemon

    def kill(self) -> None:
        self.daemon.kill()

    def stop(self) -> int:
        return self.daemon.terminate()


class Agent:
    """The agent of one host, restartable on the same store."""

    def __init__(self, host: Host, controller: str, state: Path, logs: Path,
                 docker_socket: str | None) -> None:
        self.host = host
        self._controller = controller
        self.store = state / "agents" / host.name
        self._log = logs / f"agent-{host.name}.log"
        self._docker_socket = docker_socket
        self._daemon: Daemon | None = None

    def start(self) -> None:
        self.store.mkdir(parents=True, exist_ok=True)
        settings = {
            "name": self.host.name,
            "controllers": f"{self._controller}:{AGENTS_PORT}",
            "data-interface": self.host.interface,
            "store": str(self.store),
            "registry-listen": f"127.0.0.1:{REGISTRY_PORT}",
            "labels": f"rack={self.host.rack},pod={self.host.pod}",
        }
        if self._docker_socket:
            settings["docker-host"] = f"unix://{self._docker_socket}"
        self._daemon = Daemon(f"agent {self.host.name}",
                              java.command("agent", settings, AGENT_HEAP_MEGABYTES),
                              self._log, node=self.host.name)

    @property
    def daemon(self) -> Daemon:
        assert self._daemon is not None, f"the agent of {self.host.name} was never started"
        return self._daemon

    def kill(self) -> None:
        self.daemon.kill()

    def stop(self) -> int:
        return self.daemon.terminate()
