"""Real clients against a real agent: Docker, skopeo, Podman, containerd, each from Debian's packages.

No fabric: one agent on the loopback of a network of its own. Each client has its own state.
"""

from __future__ import annotations

import json
import shutil
import unittest
from pathlib import Path

from ebbcast_lab import images, java, netns
from ebbcast_lab.engines import Engine
from ebbcast_lab.oci import Registry
from ebbcast_lab.process import Daemon, LabError, run, wait_until
from ebbcast_lab.scenarios import LabTest

NODE = "clients"
PORT, EDGE_PORT, PRIVATE_PORT = 5000, 5001, 5002
REGISTRY = f"127.0.0.1:{PORT}"
IMAGE = images.recipe("team/app:v1", 3_000_000, 900)
ELSEWHERE = "registry.example"
UPSTREAM = "upstream.example"
PRIVATE = "private.example"
ACCOUNT = "joe:pw"
ACCOUNT_HASHED = "joe:$2y$05$cy1Z0E3J38GGX43z52dUYeYxh/7VCWjHDWbxnboT9mSup1FJyEhrG"


class ClientsTest(LabTest):

    agent: Daemon
    engine: Engine
    state: Path

    @classmethod
    def setUpClass(cls) -> None:
        _, place, _ = LabTest.setting
        cls.state = place.state / "clients"
        cls.state.mkdir()
        run("ip", "netns", "add", NODE)
        run("ip", "-n", NODE, "link", "set", "lo", "up")
        cls.agent = cls._agent("agent", PORT, "9872", {})
        edge = cls._agent("edge", EDGE_PORT, "9873", {
            "upstreams": f"{UPSTREAM}=http://{REGISTRY},{PRIVATE}=http://127.0.0.1:{PRIVATE_PORT}"})
        cls.engine = Engine(NODE, place.name, cls.state, place.logs)
        cls.addClassCleanup(cls.engine.stop)
        wait_until(lambda: cls._serves(PORT) and cls._serves(EDGE_PORT), "the agents serve", 60,
                   [cls.agent, edge], 0.2)
        cls.engine.wait()
        images.build(IMAGE, cls.engine, cls.state / "image")
        images.push(IMAGE, cls.engine, PORT)
        cls.registry = Registry(NODE, PORT)
        cls.content = cls.registry.content(IMAGE.repository, IMAGE.tag)

    @classmethod
    def _agent(cls, name: str, port: int, blob_port: str, more: dict[str, str]) -> Daemon:
        agent = Daemon(name, java.command("agent", {
            "name": name, "controllers": "127.0.0.1:9", "data-interface": "lo", "blob-port": blob_port,
            "store": str(cls.state / name), "registry-listen": f"127.0.0.1:{port}", **more,
        }, 64), LabTest.setting[1].logs / f"{name}.log", node=NODE)
        cls.addClassCleanup(agent.terminate)
        return agent

    @staticmethod
    def _serves(port: int) -> bool:
        try:
            netns.connect(NODE, "127.0.0.1", port, 1).close()
            return True
        except OSError:
            return False

    def test_docker_pulls_what_it_pushed_and_runs_it(self):
        local = f"{REGISTRY}/{IMAGE.reference}"
        before = self.engine.image_id(IMAGE.reference)
        self.engine.docker("image", "rm", "--force", local, IMAGE.reference)
        self.engine.docker("pull", "--quiet", local)
        self.assertEqual(before, self.engine.image_id(local))
        self.assertIn(f"{REGISTRY}/{IMAGE.repository}@{self.content.digest}",
                      self.engine.repo_digests(local))
        self.assertEqual(IMAGE.greeting(), self.engine.run_image(local))
        self.engine.docker("tag", local, IMAGE.reference)

    def test_docker_is_told_in_the_registrys_words_what_is_missing(self):
        with self.assertRaises(LabError) as failed:
            self.engine.docker("pull", f"{REGISTRY}/team/none:v1")
        self.assertIn("manifest unknown", str(failed.exception))

    def test_skopeo_copies_out_and_in_lists_and_deletes(self):
        layout = f"oci:{self.state / 'layout'}:v1"
        copy = ("skopeo", "--insecure-policy", "copy", "--quiet")
        run(*copy, "--src-tls-verify=false", f"docker://{REGISTRY}/{IMAGE.reference}", layout, node=NODE)
        index = json.loads((self.state / "layout" / "index.json").read_text(encoding="utf-8"))
        digest = index["manifests"][0]["digest"]
        run(*copy, "--dest-tls-verify=false", layout, f"docker://{REGISTRY}/team/skopeo:v1", node=NODE)
        self.assertEqual(digest, self.registry.content("team/skopeo", "v1").digest)
        seen = json.loads(run("skopeo", "list-tags", "--tls-verify=false",
                              f"docker://{REGISTRY}/team/skopeo", node=NODE))
        self.assertEqual(["v1"], seen["Tags"])
        run("skopeo", "delete", "--tls-verify=false", f"docker://{REGISTRY}/team/skopeo:v1", node=NODE)
        self.assertFalse(self.registry.has("team/skopeo", "v1"))

    def test_podman_pulls_and_pushes_the_same_image(self):
        podman = ("podman", "--root", str(self.state / "podman"), "--runroot", "/run/podman",
                  "--tmpdir", "/run/podman-tmp", "--storage-driver", "vfs", "--cgroup-manager",
                  "cgroupfs", "--events-backend", "file")
        policy = self.state / "policy.json"
        policy.write_text('{"default": [{"type": "insecureAcceptAnything"}]}', encoding="ascii")
        local = f"{REGISTRY}/{IMAGE.reference}"
        run(*podman, "pull", "--quiet", "--tls-verify=false", "--signature-policy", str(policy), local,
            node=NODE, timeout=120)
        self.assertEqual(self.content.digest, run(
            *podman, "image", "inspect", "--format", "{{.Digest}}", local, node=NODE).strip())
        run(*podman, "push", "--quiet", "--tls-verify=false", "--signature-policy", str(policy), local,
            f"{REGISTRY}/team/podman:v1", node=NODE, timeout=120)
        pushed = json.loads(self.registry.content("team/podman", "v1").manifest)
        self.assertEqual(json.loads(self.content.manifest)["config"]["digest"], pushed["config"]["digest"])

    def test_containerd_pulls_by_hosts_toml_what_another_registry_has(self):
        self.engine.docker("tag", IMAGE.reference, f"{REGISTRY}/{ELSEWHERE}/{IMAGE.reference}")
        self.engine.docker("push", "--quiet", f"{REGISTRY}/{ELSEWHERE}/{IMAGE.reference}")
        hosts = self.state / "certs.d"
        self._ebbcast("hosts-toml", "write", ELSEWHERE, "--directory", str(hosts))
        ctr = self._containerd("hosts")
        named = f"{ELSEWHERE}/{IMAGE.reference}"
        run(*ctr, "images", "pull", "--hosts-dir", str(hosts), "--snapshotter", "native", named,
            node=NODE, timeout=120)
        listed = run(*ctr, "images", "list", node=NODE)
        self.assertRegex(listed, f"{named} .*{self.content.digest}")
        self._ebbcast("hosts-toml", "restore", "--directory", str(hosts))
        self.assertEqual([], list(hosts.iterdir()))

    def test_containerd_pulls_through_an_agent_that_lacks_the_image(self):
        hosts = self.state / "edge.d"
        self._ebbcast("hosts-toml", "write", UPSTREAM, "--directory", str(hosts),
                      "--agent", f"http://127.0.0.1:{EDGE_PORT}")
        named = f"{UPSTREAM}/{IMAGE.reference}"
        ctr = self._containerd("edge")
        run(*ctr, "images", "pull", "--hosts-dir", str(hosts), "--snapshotter", "native", named,
            node=NODE, timeout=120)
        self.assertRegex(run(*ctr, "images", "list", node=NODE), f"{named} .*{self.content.digest}")
        stored = {path.name for path in (self.state / "edge" / "blobs" / "sha256").iterdir()}
        self.assertLessEqual({digest.partition(":")[2] for digest in self.content.blobs}, stored)

    def test_containerd_pulls_a_private_image_through_only_with_its_account(self):
        self._private_registry()
        run("skopeo", "--insecure-policy", "copy", "--quiet", "--src-tls-verify=false",
            "--dest-tls-verify=false", "--dest-creds", ACCOUNT, f"docker://{REGISTRY}/{IMAGE.reference}",
            f"docker://127.0.0.1:{PRIVATE_PORT}/{IMAGE.reference}", node=NODE)
        hosts = self.state / "private.d"
        self._ebbcast("hosts-toml", "write", PRIVATE, "--directory", str(hosts),
                      "--agent", f"http://127.0.0.1:{EDGE_PORT}")
        named = f"{PRIVATE}/{IMAGE.reference}"
        ctr = self._containerd("private")
        pull = (*ctr, "images", "pull", "--hosts-dir", str(hosts), "--snapshotter", "native")
        run(*pull, "--user", ACCOUNT, named, node=NODE, timeout=120)
        self.assertRegex(run(*ctr, "images", "list", node=NODE), f"{named} .*{self.content.digest}")
        run(*ctr, "images", "rm", named, node=NODE)
        for nobody in ((), ("--user", "joe:guess")):
            with self.assertRaises(LabError) as refused:
                run(*pull, *nobody, named, node=NODE, timeout=120)
            self.assertIn("401", str(refused.exception))

    def _private_registry(self) -> None:
        """Debian's registry behind an account."""
        accounts = self.state / "accounts"
        accounts.write_text(ACCOUNT_HASHED + "\n", encoding="ascii")
        config = self.state / "registry.yml"
        config.write_text("version: 0.1\n"
                          f"storage: {{filesystem: {{rootdirectory: {self.state}/registry}}}}\n"
                          f"http: {{addr: 127.0.0.1:{PRIVATE_PORT}}}\n"
                          f"auth: {{htpasswd: {{realm: private, path: {accounts}}}}}\n", encoding="ascii")
        daemon = Daemon("docker-registry", ["docker-registry", "serve", str(config)],
                        LabTest.setting[1].logs / "docker-registry.log", node=NODE)
        self.addCleanup(daemon.terminate)
        wait_until(lambda: self._serves(PRIVATE_PORT), "the private registry serves", 60, [daemon], 0.1)

    def _containerd(self, name: str) -> tuple[str, ...]:
        socket = f"/run/containerd-{name}/containerd.sock"
        config = self.state / f"containerd-{name}.toml"
        config.write_text(f'version = 2\nroot = "{self.state}/containerd-{name}"\n'
                          f'state = "/run/containerd-{name}"\n'
                          'disabled_plugins = ["io.containerd.grpc.v1.cri"]\n'
                          f'[grpc]\n  address = "{socket}"\n', encoding="ascii")
        daemon = Daemon("containerd", ["containerd", "--config", str(config)],
                        LabTest.setting[1].logs / f"containerd-{name}.log", node=NODE)
        self.addCleanup(daemon.terminate)
        wait_until(Path(socket).exists, "containerd answers", 60, [daemon], 0.1)
        return "ctr", "--address", socket

    @staticmethod
    def _ebbcast(verb: str, *arguments: str) -> str:
        return run(*java.command(verb, {}, 64), *arguments)


def missing() -> list[str]:
    """Programs that the tests need and this machine lacks."""
    return [name for name in ("docker", "dockerd", "skopeo", "podman", "containerd", "ctr", "docker-registry")
            if shutil.which(name) is None]


def load_tests(loader: unittest.TestLoader, tests: unittest.TestSuite, _pattern: str) -> unittest.TestSuite:
    if missing():
        raise LabError(f"Tried to test with real clients but {' and '.join(missing())} is missing; "
                       "./ebbcast test installs them")
    return tests
