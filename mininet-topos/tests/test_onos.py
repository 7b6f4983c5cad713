"""An ONOS borrowed and given back, and the relay to it; on loopback, against a small stand-in."""

import asyncio
import base64
import json
import socket
import tempfile
import threading
import unittest
from contextlib import redirect_stderr
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

from ebbcast_lab import onosloan, options, relay
from ebbcast_lab.process import LabError

USER, PASSWORD = "onos", "rocks"
LINK_CAPACITY = (onosloan.COMPONENT, "linkCapacity")


class FakeOnos:
    """What the loan uses of ONOS's REST interface, with ONOS's answers."""

    def __init__(self) -> None:
        self.applications = {name: "ACTIVE" for name in onosloan.BASE}
        self.settings = {(part, onosloan.PURGE): "false" for part in onosloan.PURGERS}
        self.settings |= {(onosloan.CONTROLLER, "openflowPorts"): "6633,6653", LINK_CAPACITY: "",
                          (onosloan.COMPONENT, "agentPort"): "9870"}
        self.devices: list[dict] = []
        self.hosts: list[dict] = []
        self.agents: list[dict] = []
        self.leader: str | None = None

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, object]:
        if path.startswith("/onos/ebbcast/v1/"):
            if self.applications.get(onosloan.APPLICATION) != "ACTIVE":
                return 404, {}
            return 200, self.agents if path.endswith("/agents") else {"status": "UP"}
        kind, _, rest = path.removeprefix("/onos/v1/").partition("/")
        return getattr(self, f"_{kind.partition('?')[0]}")(method, rest, body)

    def _devices(self, method: str, rest: str, _body: bytes) -> tuple[int, object]:
        if method == "DELETE":
            self.devices = [one for one in self.devices if one["id"] != rest]
        return 200, {"devices": self.devices}

    def _hosts(self, method: str, rest: str, _body: bytes) -> tuple[int, object]:
        if method == "DELETE":
            self.hosts = [one for one in self.hosts if f"{one['mac']}/{one['vlan']}" != rest]
        return 200, {"hosts": self.hosts}

    def _applications(self, method: str, rest: str, _body: bytes) -> tuple[int, object]:
        name, _, active = rest.partition("/")
        if method == "POST":
            self.applications[name or onosloan.APPLICATION] = "ACTIVE"
        elif method == "DELETE" and active:
            self.applications[name] = "INSTALLED"
        elif method == "DELETE":
            self.applications.pop(name)
        elif name not in self.applications:
            return 404, {"code": 404}
        return 200, {"state": self.applications.get(name)}

    def _configuration(self, method: str, rest: str, body: bytes) -> tuple[int, object]:
        component, _, name = rest.partition("/")
        if method == "GET":
            return 200, {component: {name: self.settings[component, name]}}
        for key, value in json.loads(body).items():
            self.settings[component, key] = value
        return 200, {}


class LoanTest(unittest.TestCase):

    def setUp(self) -> None:
        self.fake = fake = FakeOnos()
        wanted = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

        class Handler(BaseHTTPRequestHandler):
            def handle_one(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, given = ((401, {}) if self.headers.get("Authorization") != wanted
                                 else fake.answer(self.command, self.path, body))
                text = json.dumps(given).encode()
                to_leader = (fake.leader and self.path.startswith(onosloan.PREFIX)
                             and not self.headers["Host"].startswith(fake.leader))
                self.send_response(307 if to_leader else status)
                if to_leader:
                    self.send_header("Location", f"http://{fake.leader}:{server.server_port}/")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = do_DELETE = handle_one

            def log_message(self, *_arguments: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.entry = Path(folder.name)
        self.archive = self.entry / "ebbcast.oar"
        self.archive.write_bytes(b"archive")
        self.port = server.server_address[1]
        self.said: list[str] = []

    def onos(self, password: str = PASSWORD, archive: str | None = "") -> onosloan.Onos:
        return onosloan.Onos("127.0.0.1", self.port, USER, password,
                             str(self.archive) if archive == "" else archive)

    def borrow(self, **given: object) -> onosloan.WayOut:
        return onosloan.borrow(self.onos(**given), 7, self.entry, self.said.append)

    def refusal(self, **given: object) -> str:
        with self.assertRaises(LabError) as refused:
            self.borrow(**given)
        return str(refused.exception)

    def test_loan_installs_activates_and_undoes_it(self):
        self.fake.applications["org.onosproject.fwd"] = "INSTALLED"
        way = self.borrow()
        self.assertEqual((6653, 9870, self.port), (way.openflow_port, way.agents_port,
                                                   way.rest_port))
        self.assertEqual({"ACTIVE"}, set(self.fake.applications.values()))
        self.assertIn(onosloan.APPLICATION, self.fake.applications)
        self.assertEqual("true", self.fake.settings[onosloan.PURGERS[0], onosloan.PURGE])
        self.assertEqual(0o600, (self.entry / onosloan.NOTE).stat().st_mode & 0o777)
        self.fake.settings[LINK_CAPACITY] = "20000000"
        self.fake.devices = [{"id": "of:01", "available": False}]
        self.fake.hosts = [{"mac": "00:00:00:00:00:01", "vlan": "None"}]
        onosloan.give_back(self.entry, self.said.append)
        self.assertEqual({**{name: "ACTIVE" for name in onosloan.BASE},
                          "org.onosproject.fwd": "INSTALLED"}, self.fake.applications)
        self.assertEqual("false", self.fake.settings[onosloan.PURGERS[0], onosloan.PURGE])
        self.assertEqual("", self.fake.settings[LINK_CAPACITY])
        self.assertEqual(([], []), (self.fake.devices, self.fake.hosts))
        self.assertFalse((self.entry / onosloan.NOTE).exists())

    def test_loan_installed_and_active_before_stays_so(self):
        self.fake.applications[onosloan.APPLICATION] = "ACTIVE"
        self.fake.settings[LINK_CAPACITY] = "1000000"
        before = dict(self.fake.applications)
        self.borrow(archive=None)
        self.fake.settings[LINK_CAPACITY] = "20000000"
        onosloan.give_back(self.entry, self.said.append)
        self.assertEqual(before, self.fake.applications)
        self.assertEqual("1000000", self.fake.settings[LINK_CAPACITY])
        self.assertEqual([], self.said)

    def test_loan_another_instance_leads_goes_to_that(self):
        self.fake.leader = "localhost"
        self.assertEqual("localhost", self.borrow().host)

    def test_loan_wrong_password_names_user_and_variables(self):
        self.assertRegex(self.refusal(password="wrong"), "'onos'.*401.*ONOS_WEB_PASS")

    def test_loan_no_application_and_no_archive_says_how_to_build_it(self):
        self.assertIn("mvn -pl onos-app -am package", self.refusal(archive=None))

    def test_loan_controls_other_switches_is_refused(self):
        self.fake.devices = [{"id": "of:99", "available": True}]
        self.assertIn("of:99", self.refusal())

    def test_loan_other_agents_is_refused(self):
        self.fake.applications[onosloan.APPLICATION] = "ACTIVE"
        self.fake.agents = [{"host": "db1", "connected": True}]
        self.assertIn("db1", self.refusal())

    def test_loan_base_application_missing_is_named(self):
        del self.fake.applications["org.onosproject.proxyarp"]
        self.assertIn("org.onosproject.proxyarp", self.refusal())

    def test_loan_nobody_listens_names_the_address(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        onos = onosloan.Onos("127.0.0.1", port, USER, PASSWORD, None)
        with self.assertRaisesRegex(LabError, f"127.0.0.1:{port}.*--onos-url"):
            onosloan.borrow(onos, 7, self.entry, self.said.append)


class OptionsTest(unittest.TestCase):

    def test_url_is_host_and_port(self):
        onos = options.parse("ebbcast lab", ["--controller", "onos", "--onos-url",
                                             "http://10.0.0.11"]).onos
        self.assertEqual(("10.0.0.11", 8181), (onos.host, onos.port))

    def test_wrong_values_are_named(self):
        for arguments, word in (
                (["--controller", "onos"], "--onos-url"),
                (["--controller", "onos", "--onos-url", "https://x"], "https://x"),
                (["--controller", "onos", "--onos-url", "http://x:port"], "http://x:port"),
                (["--onos-url", "http://x"], "--controller onos"),
                (["test", "--controller", "onos", "--onos-url", "http://x"], "not with test"),
                (["--controller", "onos", "--onos-url", "http://x", "--in-band"], "--in-band"),
                (["--controller", "onos", "--onos-url", "http://x", "--oar", "/none"], "/none")):
            said = StringIO()
            with self.subTest(arguments=arguments), redirect_stderr(said), \
                    self.assertRaises(SystemExit):
                options.parse("ebbcast lab", arguments)
            self.assertIn(word, said.getvalue())


class RelayTest(unittest.TestCase):

    def test_pair_survives_its_text(self):
        pair = relay.Pair(("127.0.0.1", 6653), ("onos.example", 6653))
        self.assertEqual(pair, relay.Pair.parse(pair.text()))

    def test_relay_carries_both_ways_and_passes_the_end_on(self):
        self.assertEqual((b"abc", b""), asyncio.run(self._through_relay(serving=True)))

    def test_relay_nobody_behind_it_closes(self):
        self.assertEqual((b"", b""), asyncio.run(self._through_relay(serving=False)))

    @staticmethod
    async def _through_relay(serving: bool) -> tuple[bytes, bytes]:
        async def upper(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write((await reader.read(100)).lower())
            await writer.drain()
            writer.close()

        behind = await asyncio.start_server(upper, "127.0.0.1", 0)
        target = behind.sockets[0].getsockname()
        if not serving:
            behind.close()
            await behind.wait_closed()
        listener = socket.create_server(("127.0.0.1", 0))
        near = listener.getsockname()
        serving_task = asyncio.create_task(
            relay.serve([(listener, relay.Pair(near, target))]))
        await asyncio.sleep(0)
        reader, writer = await asyncio.open_connection(*near)
        writer.write(b"ABC")
        got = await reader.read(100)
        rest = await reader.read(100)
        writer.close()
        serving_task.cancel()
        listener.close()
        behind.close()
        return got, rest


if __name__ == "__main__":
    unittest.main()
