"""What breaks mid-transfer: the rest completes, digests exact, within five seconds more."""

from __future__ import annotations

import time
from collections.abc import Sequence

from ebbcast_lab import images, measure, oci, progress, verify
from ebbcast_lab.process import LabError, wait_until
from ebbcast_lab.scenarios import LabTest

EXTRA_SECONDS = 5.0
SILENCE_SECONDS = 1.0


class FaultsTest(LabTest):
    """Each test distributes an image of its own, so that nothing is there before.

    What a fault may cost is counted from a distribution of the same size without one, measured
    in the same lab.
    """

    number = 0
    undisturbed_seconds = 0.0
    watch: measure.Watch

    @classmethod
    def setUpClass(cls) -> None:
        on = cls.lab()
        image = images.recipe("fault/none:v1", on.options.image_bytes, 500)
        on.seed_image(image)
        ended = on.follow(on.rest.distribute(image.reference, ["all"], [on.source], False)["id"])
        cls.undisturbed_seconds = max(
            target["secondsToVerified"] or 0.0 for target in ended["targets"])

    def setUp(self) -> None:
        self.on = self.lab()
        FaultsTest.number += 1
        self.watch = self.on.watch()
        self.addCleanup(self.watch.stop)
        self.image = images.recipe(f"fault/image{FaultsTest.number}:v1",
                                   self.on.options.image_bytes, 500 + FaultsTest.number)
        self.hosts = [host.name for host in self.on.topology.hosts]

    def tearDown(self) -> None:
        for agent in self.on.agents.values():
            if not agent.daemon.is_alive():
                agent.start()
        self.on.await_agents()

    def test_a_killed_target_fails_alone_and_catches_up_later(self):
        content, identity = self._begin(["h1"], self.hosts[1:])
        self._await_share(identity, 0.3)
        self.on.agents["h7"].kill()
        ended = self.on.follow(identity)
        self.assertEqual("PARTIAL", ended["state"])
        self.assertEqual({"h7": "AGENT_LOST"}, self._failed(ended))
        rest = [host for host in self.hosts[1:] if host != "h7"]
        self._assert_verified(content, rest)
        self._assert_in_time(ended, rest)
        self._assert_nothing_left()
        self.on.agents["h7"].start()
        self.on.await_agents()
        again = self.on.rest.distribute(self.image.reference, ["all"], ["h1"], False)
        self.assert_completed(self.on.follow(again["id"]))
        self._assert_verified(content, ["h7"])

    def test_a_target_restarted_mid_transfer_resumes_and_completes(self):
        content, identity = self._begin(["h1"], self.hosts[1:])
        self._await_share(identity, 0.3)
        self.on.agents["h11"].kill()
        self.on.agents["h11"].start()
        ended = self.on.follow(identity)
        self.assert_completed(ended)
        self._assert_verified(content, self.hosts[1:])
        self._assert_in_time(ended, [h for h in self.hosts[1:] if h != "h11"])
        self._assert_nothing_left()

    def test_a_killed_source_is_replaced_by_another_holder(self):
        content = self.on.seed_image(self.image, "h1")
        self.on.seed_image(self.image, "h6")
        targets = [host for host in self.hosts if host not in ("h1", "h6")]
        identity = self.on.rest.distribute(self.image.reference, targets, ["h1", "h6"],
                                           False)["id"]
        at = self._await_share(identity, 0.3)
        roots = {tree["root"] for tree in at["trees"]}
        victim = "h1" if "h1" in roots else "h6"
        self.on.agents[victim].kill()
        ended = self.on.follow(identity)
        self.assert_completed(ended)
        self._assert_verified(content, targets)
        self._assert_in_time(ended, targets)
        self._assert_nothing_left()

    def test_a_spine_link_that_goes_down_is_routed_around(self):
        content, identity = self._begin(["h1"], self.hosts[1:])
        at = self._await_share(identity, 0.3)
        spine, leaf = self._spine_hop(at)
        self.on.fabric.set_link(spine, leaf, up=False)
        try:
            ended = self.on.follow(identity)
        finally:
            self.on.fabric.set_link(spine, leaf, up=True)
            self.on.await_fabric()
        self.assert_completed(ended)
        self._assert_verified(content, self.hosts[1:])
        self._assert_in_time(ended, self.hosts[1:])
        self._assert_nothing_left()

    def test_a_controller_killed_and_restarted_leaves_no_orphan_and_ends_the_work(self):
        content, identity = self._begin(["h1"], self.hosts[1:])
        self._await_share(identity, 0.3)
        self.on.controller.kill()
        time.sleep(1.0)
        self.on.controller.start(self.on.fabric.link_rate)
        wait_until(self.on.rest.is_up, "the restarted controller answers", 30,
                   [self.on.controller.daemon])
        self.on.await_agents()
        ended = self.on.follow(identity)
        self.assertIn(ended["state"], ("COMPLETED", "CANCELLED"))
        if ended["state"] == "COMPLETED":
            self._assert_verified(content, self.hosts[1:])
        self._assert_nothing_left()

    def test_a_cancelled_distribution_falls_silent_and_leaves_nothing(self):
        _, identity = self._begin(["h1"], self.hosts[1:])
        self._await_share(identity, 0.2)
        self.on.rest.cancel(identity)
        ended = self.on.follow(identity, timeout=10)
        self.assertEqual("CANCELLED", ended["state"])
        self._assert_nothing_left()
        time.sleep(0.5)
        before = self.on.links.read()
        time.sleep(SILENCE_SECONDS)
        after = self.on.links.read()
        self.assertEqual(0, sum(measure.difference(after.low, before.low).values()))

    def test_two_distributions_at_once_both_complete(self):
        other = images.recipe(f"fault/other{FaultsTest.number}:v1",
                              self.on.options.image_bytes // 2, 900 + FaultsTest.number)
        first, second = self.on.seed_image(self.image, "h1"), self.on.seed_image(other, "h6")
        one = self.on.rest.distribute(self.image.reference, ["h2", "h9", "h16"], ["h1"], False)
        two = self.on.rest.distribute(other.reference, ["h3", "h10", "h15"], ["h6"], False)
        for identity in (one["id"], two["id"]):
            ended = self.on.follow(identity)
            self.assert_completed(ended)
        self._assert_verified(first, ["h2", "h9", "h16"])
        self._assert_verified(second, ["h3", "h10", "h15"], other)
        self._assert_nothing_left()

    def test_when_a_leaf_takes_no_rules_its_hosts_get_it_relayed(self):
        """The last of the group: for a while trees go around that leaf. Its hosts pass the image on
        in a chain, so that one copy comes in."""
        leaf = self.on.topology.hosts[5].switch
        behind = [host.name for host in self.on.topology.hosts if host.switch == leaf]
        with self.on.fabric.full_table(leaf):
            content, identity = self._begin(["h1"], self.hosts[1:])
            ended = self.on.follow(identity)
        self.watch.stop()
        self.assert_completed(ended)
        self._assert_verified(content, self.hosts[1:])
        fetched = [t["host"] for t in ended["targets"] if not t["multicastBytes"]]
        self.assertEqual(sorted(behind), sorted(fetched))
        parents = {t["host"]: t["relayedBy"] for t in ended["targets"] if t["relayedBy"]}
        self.assertEqual(sorted(behind), sorted(parents))
        self.assertEqual(1, sum(parent not in behind for parent in parents.values()), parents)
        copies = self._copies_into(leaf, ended["bytesToSend"])
        last = max(t["secondsToVerified"] for t in ended["targets"])
        self.on.console.step(f"relayed {parents}: {copies:.2f} copies into {leaf}, last target after {last:.2f} s, "
                             f"{self.undisturbed_seconds:.2f} s without the fault")
        self.meets(copies <= 1.5, f"{copies:.2f} copies into {leaf}", self.watch.cpu().artefact)
        self._assert_nothing_left()

    def _copies_into(self, leaf: str, size: int) -> float:
        """Bytes of the low class that came to ``leaf`` from other switches, over ``size``."""
        carried = self.watch.low_bytes()
        return sum(carried[near] for link in self.on.topology.fabric_links()
                   for near, far in ((link.a, link.b), (link.b, link.a)) if far.node == leaf) / size

    def _begin(self, sources: Sequence[str], targets: Sequence[str]) -> tuple[oci.Content, str]:
        content = self.on.seed_image(self.image, sources[0])
        created = self.on.rest.distribute(self.image.reference, list(targets), list(sources),
                                          False)
        return content, created["id"]

    def _await_share(self, identity: str, share: float) -> dict:
        """Waits until the targets have ``share`` of it on average, so that it is mid-transfer."""
        deadline = time.monotonic() + 30
        while True:
            at = self.on.rest.distribution(identity)
            have = [progress.fraction(target) for target in at["targets"]]
            if sum(have) / len(have) >= share:
                self.assertFalse(progress.ended(at), "it ended before the fault")
                return at
            if progress.ended(at) or time.monotonic() > deadline:
                raise LabError(f"Tried to wait for {share:.0%} of {identity} but it is "
                               f"{at['state']} {at.get('detail') or ''}")
            time.sleep(0.1)

    def _spine_hop(self, at: dict) -> tuple[str, str]:
        """A tree link from a spine down to a leaf."""
        topology = self.on.topology
        for tree in at["trees"]:
            for link in tree["links"]:
                here, there = topology.node_of(link["from"]), topology.node_of(link["to"])
                if not topology.is_host(here) and topology.switch(here).tier == 1:
                    return here, there
        raise LabError("Tried to find a spine in the tree but there is none")

    @staticmethod
    def _failed(ended: dict) -> dict[str, str]:
        return {target["host"]: target["reason"] for target in ended["targets"]
                if target["state"] == "FAILED"}

    def _assert_verified(self, content: oci.Content, hosts: Sequence[str],
                         image: images.Recipe | None = None) -> None:
        what = image or self.image
        for host in hosts:
            checked = verify.target(self.on.registry(host), what.repository, what.tag, content)
            self.assertTrue(checked.verified, f"{host}: {checked.detail}")

    def _assert_in_time(self, ended: dict, hosts: Sequence[str]) -> None:
        last = max(target["secondsToVerified"] for target in ended["targets"]
                   if target["host"] in hosts)
        self.meets(last <= self.undisturbed_seconds + EXTRA_SECONDS,
                   f"{last:.1f} s with the fault, {self.undisturbed_seconds:.1f} s without",
                   self.watch.cpu().artefact)

    def _assert_nothing_left(self) -> None:
        left = self.on.leftovers()
        self.assertTrue(left.none(), f"left over: {left}")
