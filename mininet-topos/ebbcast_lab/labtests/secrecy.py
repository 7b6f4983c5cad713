"""What somebody who listens on a link can read of an image: all of it, or nothing if the intent
says ``encrypt``."""

from __future__ import annotations

import socket
import threading

from ebbcast_lab import images, netns, verify
from ebbcast_lab.scenarios import LabTest

IMAGE_BYTES = 3_000_000
ETH_P_ALL = 3
BUFFER_BYTES = 32 << 20
SO_RCVBUFFORCE = 33
SAMPLE_AT = (120, 500, 900, 1300)
SAMPLE_BYTES = 16
FULL_FRAME = 1400
ENOUGH = 0.5


class Capture:
    """Every long frame that a host's interface sends or receives, from the start on."""

    def __init__(self, host: str, interface: str) -> None:
        with netns.inside(host):
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self._socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES)
        self._socket.bind((interface, ETH_P_ALL))
        self._socket.settimeout(0.2)
        self._over = threading.Event()
        self._frames: list[bytes] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                frame = self._socket.recv(1 << 16)
            except TimeoutError:
                continue
            if len(frame) >= FULL_FRAME:
                self._frames.append(frame)

    def stop(self) -> list[bytes]:
        """Ends it; what came."""
        self._over.set()
        self._thread.join()
        self._socket.close()
        return self._frames


class SecrecyTest(LabTest):
    """Hosts behind one leaf have the image relayed over TCP, as that leaf takes no rules; the
    others get it by multicast. One of either is listened to."""

    def setUp(self) -> None:
        self.on = self.lab()
        hosts = self.on.topology.hosts
        self.fed = hosts[-1]
        self.relayed = next(host for host in hosts if host.switch not in (hosts[0].switch, self.fed.switch))

    def test_an_image_can_be_read_on_the_links_unless_it_is_encrypted(self):
        with self.on.fabric.full_table(self.relayed.switch):
            for number, encrypt in enumerate((False, True)):
                recipe = images.recipe(f"secret/image{number}:v1", IMAGE_BYTES, 700 + number)
                with self.subTest(encrypt=encrypt):
                    self._distribute_and_read(recipe, encrypt)
        self.assertTrue(self.on.leftovers().none())

    def _distribute_and_read(self, recipe: images.Recipe, encrypt: bool) -> None:
        content = self.on.seed_image(recipe)
        captures = {host.name: Capture(host.name, host.interface)
                    for host in (self.fed, self.relayed)}
        try:
            ended = self.on.follow(self.on.rest.distribute(
                recipe.reference, ["all"], [self.on.source], False, encrypt)["id"])
        finally:
            frames = {name: capture.stop() for name, capture in captures.items()}
        self.assert_completed(ended)
        self.assertEqual(encrypt, ended["encrypt"])
        by_host = {target["host"]: target for target in ended["targets"]}
        self.assertTrue(by_host[self.fed.name]["multicastBytes"])
        self.assertFalse(by_host[self.relayed.name]["multicastBytes"])
        secret = b"".join(images.layer_bytes(seed, size) for seed, size in recipe.layers)
        for host in (self.fed.name, self.relayed.name):
            checked = verify.target(self.on.registry(host), recipe.repository, recipe.tag, content)
            self.assertTrue(checked.verified, f"{host}: {checked.detail}")
            self._assert_readable(host, frames[host], secret, not encrypt)

    def _assert_readable(self, host: str, frames: list[bytes], secret: bytes, readable: bool) -> None:
        size = sum(len(frame) for frame in frames)
        found = sum(any(frame[at:at + SAMPLE_BYTES] in secret for at in SAMPLE_AT)
                    for frame in frames)
        self.on.console.step(f"{host}: {found} of {len(frames)} long frames carry something readable")
        self.assertGreater(size, ENOUGH * len(secret), f"{host}: too little was heard to prove anything")
        if readable:
            self.assertGreater(found, ENOUGH * len(frames), host)
        else:
            self.assertEqual(0, found, host)
