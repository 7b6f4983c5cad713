"""Which flows there are, where they go, and how what they felt is summed up."""

import math
import random
import select
import socket
import unittest

from ebbcast_lab import foreground, routes, topology
from ebbcast_lab.process import LabError
from ebbcast_lab.traffic import loop, schedule


class CoverTest(unittest.TestCase):

    def test_leaf_spine_cover_loads_every_direction_exactly_once(self):
        shape = topology.parse("leaf-spine:2x4x4")
        flows = routes.cover(shape, seed=1)
        hops = [hop for flow in flows for hop in flow.hops()]
        self.assertEqual(len(hops), len(set(hops)))
        self.assertEqual([], routes.uncovered(shape, flows))
        self.assertEqual(16, len(flows))

    def test_other_shapes_load_each_direction_at_most_once_and_most_of_them(self):
        for spec in ("fat-tree:4", "tree:4x4", "jellyfish:8x3x2"):
            with self.subTest(spec=spec):
                shape = topology.parse(spec)
                flows = routes.cover(shape, seed=1)
                hops = [hop for flow in flows for hop in flow.hops()]
                self.assertEqual(len(hops), len(set(hops)))
                self.assertGreater(len(hops), len(shape.links))

    def test_steering_sends_both_directions_along_the_same_path(self):
        shape = topology.parse("leaf-spine:2x2x1")
        entries = foreground.steering(shape, [routes.Flow(
            ("h1", "leaf1", "spine2", "leaf2", "h2"))])
        self.assertEqual({"leaf1", "spine2", "leaf2"}, set(entries))
        self.assertEqual(2, len(entries["spine2"]))
        self.assertIn("nw_src=10.0.1.1,nw_dst=10.0.2.1,actions=output:3", entries["leaf1"][0])

    def test_probes_leave_the_source_over_every_spine(self):
        probes = routes.probe_paths(topology.parse("leaf-spine:2x4x4"))
        self.assertEqual({"spine1", "spine2"}, {probe.path[2] for probe in probes})
        self.assertEqual({"h1"}, {probe.source for probe in probes})


class ShiftTest(unittest.TestCase):

    def test_each_group_loads_every_link_of_its_spine_by_the_whole_load_and_hosts_by_their_part(self):
        shape = topology.parse("leaf-spine:2x4x4")
        flows = routes.shift_groups(shape)
        for group, spine in enumerate(("spine1", "spine2")):
            load: dict[tuple[str, str], float] = {}
            for flow in flows:
                if flow.group == group:
                    for hop in flow.hops():
                        load[hop] = load.get(hop, 0) + flow.share
            self.assertEqual(8, sum(spine in hop for hop in load))
            for hop, share in load.items():
                with self.subTest(group=group, hop=hop):
                    self.assertAlmostEqual(1.0 if spine in hop else 0.25, share)

    def test_no_pair_of_hosts_has_two_paths(self):
        shape = topology.parse("leaf-spine:2x4x4")
        for flows in (routes.shift_groups(shape), routes.cover(shape, 3)):
            every = [*flows, *routes.probe_paths(shape, flows)]
            pairs = [frozenset((flow.source, flow.target)) for flow in every]
            self.assertEqual(len({(f.source, f.target) for f in every}), len(pairs))
            probes = pairs[len(flows):]
            self.assertFalse(set(probes) & set(pairs[:len(flows)]))

    def test_a_fabric_with_one_spine_cannot_shift(self):
        with self.assertRaisesRegex(ValueError, "tree:4x4"):
            routes.shift_groups(topology.parse("tree:4x4"))


class ScheduleTest(unittest.TestCase):

    def test_each_flow_is_on_for_exactly_its_duty(self):
        for turn_off_first in range(20):
            turns = schedule.on_off(random.Random(turn_off_first), 3, 0.5)
            for flow in range(3):
                own = [turn for turn in turns if turn.flow == flow]
                on = sum(((own[(i + 1) % len(own)].at - turn.at) % schedule.PERIOD_SECONDS)
                         for i, turn in enumerate(own) if turn.is_on)
                self.assertAlmostEqual(0.5 * schedule.PERIOD_SECONDS, on)

    def test_short_flows_add_up_to_the_load_of_each_pair(self):
        flows = schedule.short(random.Random(7), 4, 300_000)
        for pair in range(4):
            total = sum(flow.bytes for flow in flows if flow.flow == pair)
            self.assertAlmostEqual(300_000 * schedule.PERIOD_SECONDS, total, delta=100)
        self.assertTrue(all(0 <= flow.at < schedule.PERIOD_SECONDS for flow in flows))


class LapsTest(unittest.TestCase):

    def test_each_event_is_due_once_a_period(self):
        events = [schedule.Short(0.5, 0, 1), schedule.Short(1.5, 1, 1)]
        laps, seen = loop.Laps(events, began=100.0), []
        times = [laps.take(now, lambda number, event: seen.append((number, event.flow)))
                 for now in (100.0, 100.5, 100.6, 109.9)]
        period = schedule.PERIOD_SECONDS
        self.assertEqual([100.5, 101.5, 101.5, 100.5 + 3 * period], times)
        self.assertEqual([(0, 0), (1, 1)] * 3, seen)

    def test_without_events_nothing_is_ever_due(self):
        self.assertEqual(math.inf, loop.Laps([], 0.0).take(5.0, self.fail))


class LoopTest(unittest.TestCase):

    def test_sockets_are_served_until_they_are_forgotten(self):
        class Enough(Exception):
            pass

        here, there = socket.socketpair()
        served, heard, notes = loop.Loop(), [], []

        def hear(fd):
            heard.append(there.recv(1))
            if len(heard) == 2:
                served.forget(fd)

        def note(now):
            notes.append(now)
            if len(heard) == 2:
                raise Enough

        with here, there:
            here.send(b"abc")
            served.serve(there.fileno(), select.EPOLLIN, hear)
            with self.assertRaises(Enough):
                served.run(note, lambda now: math.inf)
            self.assertEqual([b"a", b"b"], heard)
            self.assertGreaterEqual(len(notes), 2)


class SummaryTest(unittest.TestCase):

    def test_throughput_counts_only_bytes_inside_the_span(self):
        flows = [[t / 10, t * 1000, t * 500] for t in range(100)]
        felt = foreground.summarize(flows, [[2.0, "p", 0.001]], 2.0, 5.0)
        self.assertAlmostEqual(3.0, felt.seconds)
        self.assertAlmostEqual(80_000, felt.flow_bits_per_second[0])
        self.assertAlmostEqual(120_000, felt.bits_per_second)

    def test_lost_probes_are_counted_and_not_averaged(self):
        probes = [[1.0, "p", 0.002], [1.1, "p", -1], [1.2, "p", 0.004], [1.2, "r", 0.05]]
        felt = foreground.summarize([[0.9, 0], [2.0, 1]], probes, 0.5, 2.5)
        self.assertEqual((3, 1), (felt.probes_sent, felt.probes_lost))
        self.assertAlmostEqual(2.0, felt.probe_p50_millis)
        self.assertAlmostEqual(50.0, felt.request_p99_millis)

    def test_short_flows_are_summed_up_beside_the_bytes_over_several_spans(self):
        rows = [[1.0, 0], [1.2, "f", 0.1, 0], [2.0, 1000], [2.1, "f", 9.0, 1], [3.0, 5000],
                [3.5, "f", 0.3, 2], [4.0, 6000]]
        felt = foreground.pooled(rows, [], [(1.0, 2.0), (3.0, 4.0)])
        self.assertAlmostEqual(2.0, felt.seconds)
        self.assertAlmostEqual(8_000, felt.bits_per_second)
        self.assertEqual(2, felt.completions)
        self.assertAlmostEqual(300.0, felt.completion_p99_millis)

    def test_a_span_without_notes_is_an_error_and_not_zero(self):
        with self.assertRaises(LabError):
            foreground.summarize([[9.0, 1]], [], 1.0, 2.0)

    def test_quantile_is_the_nearest_rank(self):
        values = [float(i) for i in range(1, 101)]
        self.assertEqual(50.0, foreground.quantile(values, 0.5))
        self.assertEqual(99.0, foreground.quantile(values, 0.99))
        self.assertEqual(7.0, foreground.quantile([7.0], 0.99))
        self.assertTrue(math.isnan(foreground.quantile([], 0.5)))


if __name__ == "__main__":
    unittest.main()
