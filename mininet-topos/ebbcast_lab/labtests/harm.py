"""The experiment can tell harm from no harm: the same sender, with the low queue and without it.

A small fabric of its own, so that it is up in seconds. The sender is bare multicast at the whole
link rate, whatever the foreground does: only the queues stand between the two.
"""

from __future__ import annotations

import dataclasses
import time
from contextlib import nullcontext

from ebbcast_lab import foreground, images, measure, methods, topology
from ebbcast_lab.lab import Lab
from ebbcast_lab.methods import tree
from ebbcast_lab.scenarios import LabTest

LINK_RATE = 5_000_000
LOAD = 0.5
SECONDS = 5.0
KEPT_WITH_QUEUE, KEPT_WITHOUT = 0.97, 0.90
LATENCY_WITHOUT_MILLIS = 5.0


class HarmTest(LabTest):
    """One lab, one foreground; each test sends beside it."""

    alone: foreground.Felt
    on: Lab

    @classmethod
    def setUpClass(cls) -> None:
        options, place, console = cls.setting
        cls.on = Lab(dataclasses.replace(options, topology=topology.parse("leaf-spine:2x2x2"),
                                         quiet_rate=LINK_RATE), place, console,
                     with_engines=False)
        cls.on.up()
        cls.on.foreground.start(LOAD, LINK_RATE, "long", options.seed)
        time.sleep(2.0)
        began = time.monotonic()
        time.sleep(SECONDS)
        cls.alone = cls.on.foreground.felt(began, time.monotonic())

    @classmethod
    def tearDownClass(cls) -> None:
        cls.on.foreground.stop()

    def _beside(self, queue: bool) -> tuple[foreground.Felt, measure.Watch, int]:
        """What the foreground felt, what the links carried, how many targets had every byte."""
        lab = self.on
        image = images.plain("harm/image:v1", int(LINK_RATE * SECONDS / 16), 7 + queue)
        targets = tuple(host.name for host in lab.topology.hosts[1:])
        method = methods.named("multicast")
        job = methods.Job(lab, image, lab.seed_image(image), lab.source, targets, LINK_RATE,
                          limit_seconds=4 * SECONDS)
        with nullcontext() if queue else lab.fabric.without_low_queue():
            watch = lab.watch()
            began = time.monotonic()
            method.distribute(job)
            ended = time.monotonic()
            watch.stop()
        verified = sum(check.verified for check in method.check(job))
        time.sleep(1.0)
        return lab.foreground.felt(began, ended), watch, verified

    def test_with_the_low_queue_the_foreground_keeps_its_throughput_and_its_latency(self):
        felt, watch, verified = self._beside(queue=True)
        kept = felt.bits_per_second / self.alone.bits_per_second
        figure = (f"kept {kept:.3f}, probe p50 {felt.probe_p50_millis:.2f} ms, alone "
                  f"{self.alone.probe_p50_millis:.2f} ms")
        harmed = kept < KEPT_WITH_QUEUE or felt.probe_p50_millis \
            > self.alone.probe_p50_millis + LATENCY_WITHOUT_MILLIS / 2
        if harmed and watch.cpu().artefact:
            self.skipTest(f"{figure}, but {watch.cpu().artefact}")
        self.assertFalse(harmed, figure)
        self.assertEqual(3, verified)
        self.assertGreater(sum(watch.low_bytes().values()), 0, "nothing was marked LE")

    def test_without_it_the_harm_is_seen(self):
        felt, _, _ = self._beside(queue=False)
        kept = felt.bits_per_second / self.alone.bits_per_second
        slower = felt.probe_p50_millis - self.alone.probe_p50_millis
        self.assertTrue(kept < KEPT_WITHOUT or slower > LATENCY_WITHOUT_MILLIS,
                        f"kept {kept:.3f}, probe p50 {slower:+.2f} ms: the lab does not see harm")

    def test_afterwards_no_rule_of_the_peer_is_left_and_the_queues_are_back(self):
        self._beside(queue=False)
        self.assertEqual([], tree.left(self.on.topology))
        _, watch, _ = self._beside(queue=True)
        self.assertGreater(sum(watch.low_bytes().values()), 0)
        self.assertEqual([], tree.left(self.on.topology))
