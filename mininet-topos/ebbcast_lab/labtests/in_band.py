"""Agents that reach the controller over the fabric itself."""

from __future__ import annotations

import dataclasses

from ebbcast_lab import images, verify
from ebbcast_lab.scenarios import LabTest


class InBandTest(LabTest):

    @classmethod
    def setUpClass(cls) -> None:
        options, place, console = LabTest.setting
        LabTest.setting = (dataclasses.replace(options, in_band=True), place, console)

    def test_a_distribution_completes_with_control_traffic_in_band(self):
        lab = self.lab()
        image = images.recipe("inband/image:v1", 5_000_000, 300)
        content = lab.seed_image(image)
        targets = [host.name for host in lab.topology.hosts[1:]]
        ended = lab.follow(lab.rest.distribute(image.reference, targets, None, False)["id"])
        self.assert_completed(ended)
        for host in targets:
            checked = verify.target(lab.registry(host), image.repository, image.tag, content)
            self.assertTrue(checked.verified, f"{host}: {checked.detail}")
        self.assertTrue(lab.leftovers().none())
