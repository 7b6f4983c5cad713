"""Docker engines of the lab's own: one ``dockerd`` per chosen host, in that host's network.

Each has its own data, sockets and containerd; none has a bridge or touches iptables. ``/run`` is
private to the lab, and the control groups are made under the lab's name, so that its end can
remove them. The environment variable ``container`` keeps ``dockerd`` from loading an AppArmor
profile into the machine's kernel, where it would stay.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from ebbcast_lab.process import Daemon, run, wait_until
from ebbcast_lab.topology import Topology

DOCKER = "/usr/bin/docker"
DOCKERD = "/usr/sbin/dockerd"
CONTAINERS = ("--network=none", "--log-driver=none")
NO_APPARMOR = {"container": "ebbcast-lab"}


def hosts_with_engine(topology: Topology) -> list[str]:
    """The first host of each rack, at most six: a source and at least three targets."""
    return [hosts[0].name for hosts in topology.racks().values()][:6]


class Engine:
    """A running ``dockerd`` and the client calls that the lab makes to it."""

    def __init__(self, host: str, world: str, state: Path, logs: Path) -> None:
        self.host = host
        self.socket = f"/run/docker-{host}.sock"
        folder = state / "docker" / host
        folder.mkdir(parents=True)
        config = folder / "daemon.json"
        config.write_text("{}", encoding="ascii")
        self._daemon = Daemon(f"dockerd on {host}", [
            "unshare", "--mount", "--propagation", "private", "--",
            DOCKERD, f"--config-file={config}", f"--data-root={folder}/data",
            f"--exec-root=/run/docker-{host}", f"--pidfile=/run/docker-{host}.pid",
            f"--host=unix://{self.socket}", f"--cgroup-parent=/{world}",
            "--exec-opt=native.cgroupdriver=cgroupfs", "--bridge=none", "--iptables=false",
            "--ip6tables=false", "--ip-forward=false", "--ip-masq=false",
            "--storage-driver=overlay2", "--max-concurrent-uploads=1", "--log-level=warn",
        ], logs / f"dockerd-{host}.log", node=host, environment=NO_APPARMOR)

    @property
    def pid(self) -> int:
        return self._daemon.pid

    def wait(self) -> None:
        wait_until(self._answers, f"dockerd on {self.host} answers", 60, [self._daemon], 0.2)

    def _answers(self) -> bool:
        return Path(self.socket).exists()

    def docker(self, *arguments: str, timeout: float = 120.0) -> str:
        return run(DOCKER, "--host", f"unix://{self.socket}", *arguments, node=self.host,
                   timeout=timeout)

    def image_id(self, image: str) -> str:
        """The digest of the image's configuration, which is the same on every engine."""
        return self.docker("image", "inspect", "--format", "{{.Id}}", image).strip()

    def repo_digests(self, image: str) -> list[str]:
        return json.loads(self.docker("image", "inspect", "--format", "{{json .RepoDigests}}",
                                      image))

    def run_image(self, image: str) -> str:
        """What a container of ``image`` prints."""
        return self.docker("run", "--rm", "--pull=never", *CONTAINERS, image).strip()

    def version(self) -> str:
        return self.docker("version", "--format", "{{.Server.Version}}").strip()

    def stop(self) -> None:
        self._daemon.terminate(10)


def available() -> bool:
    return shutil.which(DOCKERD) is not None and shutil.which(DOCKER) is not None
