"""Bad input of every kind, answered with a clear error that names the value."""

from __future__ import annotations

import json
import socket
import struct
import time
from pathlib import Path

from ebbcast_lab import images
from ebbcast_lab.programs import AGENTS_PORT
from ebbcast_lab.rest import RestError
from ebbcast_lab.scenarios import LabTest


class InputsTest(LabTest):
    """The controller must answer, and go on."""

    seeded = False

    def setUp(self) -> None:
        self.on = self.lab()
        if not InputsTest.seeded:
            self.on.seed_image(images.recipe("input/image:v1", 2_000_000, 700), "h1")
            InputsTest.seeded = True

    def tearDown(self) -> None:
        self.assertEqual("UP", self.on.rest.health()["status"])

    def _refused(self, status: int, word: str, **given: object) -> None:
        """The intent is refused at once, or ends as failed, naming ``word`` either way."""
        try:
            created = self.on.rest.call("POST", "/v1/distributions", given)
        except RestError as refused:
            self.assertEqual(status, refused.status)
            self.assertIn(word, json.dumps(refused.problem))
            return
        ended = self.on.follow(created["id"], timeout=15, quiet=True)
        self.assertEqual("FAILED", ended["state"])
        self.assertIn(word, f"{ended.get('reason')} {ended.get('detail')}")

    def test_an_unknown_image_is_named(self):
        self._refused(404, "no/such:image", image="no/such:image", targets=["h2"])

    def test_an_unknown_host_is_named(self):
        self._refused(400, "h99", image="input/image:v1", targets=["h2", "h99"])

    def test_an_unknown_source_is_named(self):
        self._refused(400, "h98", image="input/image:v1", sources=["h98"], targets=["h2"])

    def test_an_empty_target_list_is_refused(self):
        self._refused(400, "targets", image="input/image:v1", targets=[])

    def test_a_label_that_nobody_has_is_named(self):
        self._refused(400, "rack=r99", image="input/image:v1", targets=["rack=r99"])

    def test_a_target_that_is_the_source_is_named(self):
        self._refused(400, "h1", image="input/image:v1", sources=["h1"], targets=["h1"])

    def test_a_missing_image_is_named(self):
        self._refused(400, "image", targets=["h2"])

    def test_an_image_without_layers_is_named(self):
        self.on.registry("h1").push("input/empty", "v1", [])
        created = self.on.rest.distribute("input/empty:v1", ["h2"], ["h1"], False)
        ended = self.on.follow(created["id"], timeout=15, quiet=True)
        self.assertEqual("FAILED", ended["state"])
        self.assertIn("input/empty:v1 has no layers", ended["detail"])

    def test_malformed_json_is_answered_with_a_problem(self):
        for body in (b"{", b"", b"[1,2", b"null", b"[]", b'"x"', b"\xff\xfe", b"{}" * 3,
                     b'{"image":5,"targets":["h2"]}', b'{"image":"a:b","targets":"h2"}',
                     b"[" * 50_000):
            with self.subTest(body=body[:20]):
                status, headers, answer = self.on.rest.raw(
                    "POST", "/v1/distributions", body, {"Content-Type": "application/json"})
                self.assertEqual(400, status)
                self.assertTrue(headers["content-type"].startswith("application/problem+json"))
                problem = json.loads(answer)
                self.assertEqual(400, problem["status"])
                self.assertTrue(problem["title"])

    def test_an_unknown_distribution_is_named(self):
        for method in ("GET", "DELETE"):
            with self.subTest(method=method), self.assertRaises(RestError) as raised:
                self.on.rest.call(method, "/v1/distributions/d-4711")
            self.assertEqual(404, raised.exception.status)
            self.assertIn("d-4711", json.dumps(raised.exception.problem))

    def test_an_ended_distribution_cannot_be_cancelled(self):
        created = self.on.rest.distribute("input/image:v1", ["h3"], ["h1"], False)
        self.on.follow(created["id"], quiet=True)
        with self.assertRaises(RestError) as raised:
            self.on.rest.cancel(created["id"])
        self.assertEqual(409, raised.exception.status)

    def test_a_header_that_claims_a_gigabyte_costs_nothing(self):
        before = self._memory()
        with self._control_port() as channel:
            channel.sendall(struct.pack("!I", 1 << 30) + b"x" * 100)
            self._assert_closed(channel)
        self.assertLess(self._memory() - before, 64 << 20)

    def test_garbage_on_the_control_port_is_cut_off(self):
        for garbage in (b"GET / HTTP/1.1\r\n\r\n", bytes(64), b"\xff" * 64):
            with self.subTest(garbage=garbage[:4]), self._control_port() as channel:
                channel.sendall(garbage)
                self._assert_closed(channel)

    def test_an_agent_of_another_protocol_version_is_refused_with_a_reason(self):
        hello = {"type": "hello", "minVersion": 99, "maxVersion": 99, "host": "stranger",
                 "agentVersion": "99", "token": "", "interfaces": [{
                     "name": "eth0", "ipv4": "10.0.9.9", "mac": "02:00:00:00:09:09",
                     "mtuBytes": 1500}],
                 "blobPort": 9872, "registryPort": 5000, "labels": {}, "docker": False,
                 "freeBytes": 1}
        body = json.dumps(hello).encode()
        with self._control_port() as channel:
            channel.sendall(struct.pack("!I", len(body)) + body)
            answer = b""
            while piece := channel.recv(4096):
                answer += piece
        self.assertIn(b"VERSION", answer)
        self.assertNotIn("stranger", {agent["host"] for agent in self.on.rest.agents()})

    def _control_port(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", AGENTS_PORT), 10)

    def _assert_closed(self, channel: socket.socket) -> None:
        """The other side ends the connection within ten seconds, whatever it says before."""
        channel.settimeout(10)
        begin = time.monotonic()
        try:
            while channel.recv(4096):
                self.assertLess(time.monotonic() - begin, 10)
        except ConnectionResetError:
            pass

    def _memory(self) -> int:
        status = Path(f"/proc/{self.on.controller.daemon.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) << 10 for line in status.splitlines()
                    if line.startswith("VmRSS"))
