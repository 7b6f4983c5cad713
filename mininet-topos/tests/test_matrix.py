"""The experiment's pure parts: what runs in which order, what is written down, how it is judged."""

import json
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

from ebbcast_lab import methods, options, topology
from ebbcast_lab.matrix import bars, bursts, cells, ideal, plots, summary
from ebbcast_lab.matrix.record import Record
from ebbcast_lab.methods import blast, tree
from ebbcast_lab.process import LabError


def choice(*arguments):
    return options.parse("ebbcast lab", ["experiment", *arguments]).experiment


def felt(bits=1e6, p50=0.5, p99=1.0, completion=100.0):
    return {"bitsPerSecond": bits, "probeP50Millis": p50, "probeP99Millis": p99, "probes": 100,
            "probesLost": 0, "completionP99Millis": completion}


def cell(mix="long", load=0.5, method="ebbcast", repetition=1, times=1.05, kept=1.0, during=None,
         copies=4.2, **more):
    return {"key": f"{mix}/{load:g}/{method}/{repetition}", "mix": mix, "load": load,
            "method": method, "repetition": repetition, "timesIdeal": times, "targets": 15,
            "targetsComplete": 15 if times else 0, "idealSeconds": 8.0,
            "copiesOverFabricLinks": copies, "cpuArtefact": "", "wrong": [],
            "linkRateBitsPerSecond": 5_000_000, "cpuBusyFraction": 0.6, "switchCpuFraction": 0.5,
            "secondsToLastOfOthers": 8.0, "gaveUpAfterSeconds": None if times else 32.0,
            "foreground": {"kept": kept, "alone": felt(), "during": during or felt()}, **more}


class OptionsTest(unittest.TestCase):

    def _refused(self, *arguments):
        said = StringIO()
        with self.assertRaises(SystemExit) as ended, redirect_stderr(said):
            choice(*arguments)
        self.assertEqual(2, ended.exception.code)
        return said.getvalue()

    def test_wrong_names_are_refused_by_name(self):
        self.assertIn("'ftp'", self._refused("--methods", "ebbcast,ftp"))
        self.assertIn("'incast'", self._refused("--mixes", "incast"))
        self.assertIn("1.5", self._refused("--loads", "0.5,1.5"))
        self.assertIn("'x'", self._refused("--loads", "x"))
        self.assertIn("0", self._refused("--repetitions", "0"))
        self.assertIn("-3", self._refused("--minutes", "-3"))
        self.assertIn("'fast/*'", self._refused("--cells", "long/*,fast/*"))
        self.assertIn("'*/chain/2'", self._refused("--cells", "*/chain/2"))

    def test_packages_are_those_of_the_methods_chosen(self):
        self.assertEqual([], methods.packages(["ebbcast", "chain", "registry", "multicast"]))
        self.assertEqual(["python3-libtorrent", "uftp"],
                         methods.packages(["uftp", "bittorrent-utp", "bittorrent-tcp"]))

    def test_a_peer_moves_no_image_in_a_lab_run(self):
        with self.assertRaises(SystemExit), redirect_stderr(StringIO()) as said:
            options.parse("ebbcast lab", ["run", "--method", "chain"])
        self.assertIn("lab experiment", said.getvalue())


class PlanTest(unittest.TestCase):

    def test_all_methods_meet_each_foreground_before_the_next_repetition(self):
        blocks = cells.plan(choice("--repetitions", "2", "--loads", "0,0.5"), seed=1)
        self.assertEqual([1] * (len(blocks) // 2) + [2] * (len(blocks) // 2),
                         [block.repetition for block in blocks])
        for block in blocks[:5]:
            self.assertEqual(8, len({one.method for one in block.cells}))

    def test_what_is_done_is_not_done_again(self):
        first = cells.plan(choice("--loads", "0.5"), seed=1)
        done = [one.key for one in first[0].cells[:3]]
        again = cells.plan(choice("--loads", "0.5"), 1, done)
        self.assertEqual(first[0].cells[3:], again[0].cells)

    def test_patterns_choose_cells_of_the_matrix(self):
        chosen = choice("--cells", "short/0.5/*/1, */0.9/chain/*", "--scenarios", "none")
        keys = [one.key for block in cells.plan(chosen, 1) for one in block.cells]
        self.assertEqual(8 + 4, len(keys))
        self.assertTrue(all(key.startswith("short/0.5/") or "/0.9/chain/" in key for key in keys))

    def test_without_the_queue_comes_last_in_every_block(self):
        for block in cells.plan(choice("--loads", "0,0.5", "--scenarios", "none"), seed=3):
            self.assertEqual("ebbcast-no-queue", block.cells[-1].method)

    def test_order_is_of_the_seed(self):
        self.assertEqual(cells.plan(choice(), 4), cells.plan(choice(), 4))
        self.assertNotEqual(cells.plan(choice(), 4), cells.plan(choice(), 5))

    def test_quick_has_peers_harm_the_shift_and_both_scenarios(self):
        every = [one for block in cells.plan(choice("--quick"), 1) for one in block.cells]
        self.assertLessEqual(len(every), 16)
        self.assertLessEqual({"chain", "uftp", "bittorrent-utp", "ebbcast-no-queue"},
                             {one.method for one in every})
        self.assertLessEqual({"shift", cells.SLOW, cells.TWO}, {one.mix for one in every})


class RecordTest(unittest.TestCase):

    def test_a_run_that_is_cut_goes_on_without_its_half_written_cell(self):
        with tempfile.TemporaryDirectory() as folder:
            record = Record(Path(folder), {"seed": 1})
            record.add(cell("long"))
            with open(record.path, "a", encoding="utf-8") as out:
                out.write('{"key": "b", "ti')
            again = Record(Path(folder), {"seed": 1})
            self.assertEqual({"long/0.5/ebbcast/1"}, again.done(lambda mix: 5_000_000))
            again.add(cell("short"))
            self.assertEqual({"long/0.5/ebbcast/1", "short/0.5/ebbcast/1"}, Record(
                Path(folder), {"seed": 1}).done(lambda mix: 5_000_000))

    def test_a_cell_at_another_link_rate_is_another_cell(self):
        with tempfile.TemporaryDirectory() as folder:
            record = Record(Path(folder), {"seed": 1})
            record.add(cell("quiet", 0.0))
            record.add(cell("long") | {"linkRateBitsPerSecond": 2_500_000})
            self.assertEqual({"quiet/0/ebbcast/1"}, record.done(lambda mix: 5_000_000))
            self.assertEqual(2, len(record.done(
                lambda mix: 5_000_000 if mix == "quiet" else 2_500_000)))

    def test_cells_of_other_settings_are_not_mixed_in(self):
        with tempfile.TemporaryDirectory() as folder:
            Record(Path(folder), {"seed": 1}).add({"key": "a"})
            with self.assertRaisesRegex(LabError, "seed 1, not 2"):
                Record(Path(folder), {"seed": 2})


class BarsTest(unittest.TestCase):

    def _bar(self, found, name):
        return next(bar for bar in bars.judge(found) if bar.name.startswith(name))

    def test_the_worst_load_decides_and_is_named(self):
        found = [cell(load=0.3), cell(load=0.7, kept=0.95), cell(load=0.5)]
        bar = self._bar(found, "foreground throughput")
        self.assertIs(False, bar.met)
        self.assertIn("95.0% at long 70%", bar.figure)

    def test_the_median_of_the_repetitions_counts(self):
        found = [cell(repetition=i, kept=kept) for i, kept in enumerate((1.0, 0.5, 0.995))]
        self.assertIs(True, self._bar(found, "foreground throughput").met)

    def test_harm_without_the_queue_must_be_seen(self):
        name = "harm is seen"
        self.assertIsNone(self._bar([cell()], name).met)
        for method in ("ebbcast-no-queue", "chain"):
            self.assertIs(False, self._bar([cell(method=method)], name).met)
            hurt = self._bar([cell(method=method, during=felt(p99=9.0))], name)
            self.assertIs(True, hurt.met)
            self.assertIn(f"{method}: probe p99 +8.0 ms at long 50%", hurt.figure)

    def test_a_distribution_that_never_ends_misses_the_bar_of_what_is_delivered(self):
        self.assertIs(False, self._bar([cell(times=None)], "delivered").met)
        self.assertIs(False, self._bar([cell(), cell(mix="short", times=None)], "delivered").met)

    def test_a_peer_that_is_faster_or_lighter_is_named(self):
        found = [cell(times=1.2), cell(method="chain", times=1.1, copies=3.0)]
        self.assertIn("chain 1.10", self._bar(found, "ahead").figure)
        self.assertIs(False, self._bar(found, "no more bytes").met)

    def test_a_peer_that_is_faster_at_the_cost_of_the_foreground_is_told_apart(self):
        found = [cell(times=1.2), cell(method="chain", times=0.9, kept=0.5)]
        self.assertIs(False, self._bar(found, "ahead of every peer in time").met)
        self.assertIn("leaving the foreground 50.0%", self._bar(found, "ahead of").figure)
        self.assertIs(True, self._bar(found, "ahead of every peer that keeps").met)
        found[1]["foreground"]["kept"] = 1.0
        self.assertIs(False, self._bar(found, "ahead of every peer that keeps").met)

    def test_bare_multicast_is_a_bound_and_no_peer(self):
        found = [cell(times=1.2), cell(method="multicast", times=1.0), cell(method="chain",
                                                                            times=2.0)]
        self.assertIs(True, self._bar(found, "ahead").met)

    def test_the_largest_rate_that_the_processors_carried_is_judged(self):
        spoiled = cell(times=1.4, kept=0.9) | {"cpuArtefact": "the switch", "repetition": 1}
        slower = cell() | {"linkRateBitsPerSecond": 2_500_000}
        slowest = cell(times=2.0, kept=0.8) | {"linkRateBitsPerSecond": 1_000_000}
        self.assertIs(True, self._bar([spoiled, slower, slowest], "foreground thr").met)
        self.assertIn("processors at their limit", self._bar([spoiled], "foreground thr").figure)

    def test_methods_are_compared_at_a_rate_that_both_were_measured_at(self):
        half = {"linkRateBitsPerSecond": 2_500_000}
        found = [cell(times=1.2), cell(times=1.5) | half,
                 cell(method="chain", times=1.1) | {"cpuArtefact": "the switch"},
                 cell(method="chain", times=1.6) | half, cell(method="uftp", times=1.3),
                 cell(method="udpcast", times=1.0) | {"linkRateBitsPerSecond": 1_000_000}]
        ahead = self._bar(found, "ahead")
        self.assertIs(True, ahead.met)
        self.assertIn("in 2 of 2", ahead.figure)

    def test_the_slow_receiver_is_not_waited_for_by_the_others(self):
        found = [cell(cells.SLOW, 0.0), cell(cells.SLOW, 0.9) | {"secondsToLastOfOthers": 8.3}]
        self.assertIs(True, self._bar(found, "one receiver").met)
        found[1]["secondsToLastOfOthers"] = 9.0
        self.assertIs(False, self._bar(found, "one receiver").met)

    def test_report_has_a_row_per_method_and_says_what_was_given_up(self):
        with tempfile.TemporaryDirectory() as folder:
            record = Record(Path(folder), {"topology": "leaf-spine:2x4x4", "seed": 1,
                                           "idealSeconds": 8.0})
            for one in (cell(), cell(load=0.7), cell("quiet", 0.0), cell("short"), cell(method="registry",
                                                                         times=None)):
                record.add(one)
            path = summary.write(Path(folder), record, [], 3)
            text = path.read_text(encoding="utf-8")
            self.assertNotIn("<script", text)
            self.assertIn("&gt; 4.0 (0 of 15 done)", text)
            self.assertIn("60% / 50%", text)
            self.assertIn("What bursts alone cost", text)
            self.assertEqual(5, len(json.loads((Path(folder) / "experiment.json").read_text(
                encoding="utf-8"))["cells"]))


class PlotsTest(unittest.TestCase):

    def test_plots_are_well_formed(self):
        scale = plots.Scale(0.9, 8.0, True)
        points = {"ebbcast": [plots.Point(0.3, 1.1, 1.0, 1.2), plots.Point(0.9, 7.0, 7.0, 99.0)]}
        for picture in (plots.lines("a < b", points, scale, [0.3, 0.9], 1.1),
                        plots.bars("c", {"chain": 1.5}, plots.Scale(0, 2, False), 1.1, str),
                        plots.delivered("d", [[0.0, 1e6], [1.0, 2e6]], 0.5, 2e6, 5e6)):
            ElementTree.fromstring(picture)

    def test_ticks_are_within_the_axis(self):
        for low, high, logarithmic in ((0.9, 8, True), (0.05, 1000, True), (0.4, 1.02, False),
                                       (0, 31.7, False)):
            ticks = plots.Scale(low, high, logarithmic).ticks()
            self.assertTrue(2 <= len(ticks) <= 9, ticks)
            self.assertTrue(all(low <= tick <= high * 1.001 for tick in ticks), ticks)


class BurstsTest(unittest.TestCase):
    SHAPE = topology.parse("leaf-spine:2x4x4")
    TARGETS = [host.name for host in SHAPE.hosts[1:]]

    def _times(self, mix, load, seconds, seed=2):
        return bursts.times_ideal(self.SHAPE, "h1", self.TARGETS, mix, load, seed, seconds)

    def test_each_flow_takes_its_load_and_never_more_than_the_link(self):
        for mix in cells.REPEATING:
            for load in (0.3, 0.7):
                for shares in bursts.served(mix, load, 5, 4):
                    self.assertAlmostEqual(load, sum(shares) / len(shares), delta=0.03)
                    self.assertTrue(all(0 <= share <= 1 for share in shares))

    def test_bursts_cost_a_long_transfer_little_and_a_short_one_much(self):
        for mix in cells.REPEATING:
            short, long = self._times(mix, 0.5, 8), self._times(mix, 0.5, 200)
            self.assertGreater(short, 1.2)
            self.assertLess(abs(long - 1514 / 1448), 0.03)

    def test_a_link_without_foreground_costs_nothing(self):
        self.assertEqual([1.0, 1.0, 0.5], bursts._through([2.5], [0.0] * bursts.STEPS, 2.5, 0))

    def test_a_burst_holds_up_what_comes_meanwhile(self):
        busy = [0.0] + [1.0] * 3 + [0.0] * (bursts.STEPS - 4)
        self.assertEqual([1.0, 0.0, 0.0, 0.0, 1.0], bursts._through([1.0, 1.0], busy, 2.0, 0))


class IdealTest(unittest.TestCase):
    SHAPE = topology.parse("leaf-spine:2x4x4")
    TARGETS = [host.name for host in SHAPE.hosts[1:]]

    def test_the_best_tree_goes_over_the_idle_spine(self):
        carried = {end: 0.0 for end in self.SHAPE.ends()}
        carried[self.SHAPE.end_towards("spine1", "leaf3")] = 4e6
        best = ideal.best_tree(self.SHAPE, "h1", self.TARGETS, carried)
        self.assertEqual(0.0, ideal.busiest(best, carried))
        self.assertIn(self.SHAPE.end_towards("spine2", "leaf3"), best)

    def test_recovery_is_when_the_rate_lasts_for_the_window(self):
        samples = [(t / 4, 1e6 * max(0.0, t / 4 - 2.0)) for t in range(40)]
        self.assertAlmostEqual(1.0, ideal.recovery_seconds(samples, 1.0, 1e6, 1.0))
        self.assertIsNone(ideal.recovery_seconds(samples, 1.0, 2e6, 1.0))
        self.assertIsNone(ideal.recovery_seconds(samples[:9], 2.0, 1e6, 1.0))


class StaticTreeTest(unittest.TestCase):

    def test_each_switch_has_one_group_and_every_target_is_reached_once(self):
        shape = topology.parse("leaf-spine:2x4x4")
        targets = [host.name for host in shape.hosts[1:]]
        hops = tree.hops(shape, "h1", targets)
        self.assertEqual(sorted(targets), sorted(there for _, there in hops
                                                 if shape.is_host(there)))
        made = tree.entries(shape, hops, ["239.254.1.1"], marked=True)
        self.assertEqual(5, len(made))
        marks = [switch for switch, (_, flows) in made.items()
                 if any("ip_dscp" in flow for flow in flows)]
        self.assertEqual(["leaf1"], marks)

    def test_missing_chunks_are_asked_for_in_runs(self):
        self.assertEqual([(1, 3), (7, 7), (9, 10)], blast.runs([1, 2, 3, 7, 9, 10]))
        self.assertEqual([], blast.runs([]))


if __name__ == "__main__":
    unittest.main()
