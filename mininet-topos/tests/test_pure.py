"""Options, queue commands, netlink parsing, processor honesty, images, progress, charts."""

import struct
import unittest
import xml.etree.ElementTree as ElementTree
from contextlib import redirect_stderr
from io import StringIO

from ebbcast_lab import (charts, counters, images, measure, options, progress, queues, topology)
from ebbcast_lab.traffic import probes


class OptionsTest(unittest.TestCase):

    def test_defaults_are_the_demo_of_the_readme(self):
        chosen = options.parse("ebbcast demo", [])
        self.assertEqual((20_000_000, 5_000_000, 20_000_000, 0.5, "ebbcast"),
                         (chosen.quiet_rate, chosen.loaded_rate, chosen.image_bytes, chosen.load,
                          chosen.method))
        self.assertTrue(chosen.report.is_absolute())

    def test_wrong_values_end_with_status_two_and_name_the_option(self):
        for arguments, word in ((["--rate", "fast"], "--rate"), (["--load", "2"], "--load"),
                                (["--runs", "0"], "--runs"), (["--topology", "ring"], "ring"),
                                (["--state", "/nowhere"], "/nowhere")):
            said = StringIO()
            with self.subTest(arguments=arguments), redirect_stderr(said), \
                    self.assertRaises(SystemExit) as ended:
                options.parse("ebbcast lab", arguments)
            self.assertEqual(2, ended.exception.code)
            self.assertIn(word, said.getvalue())

    def test_numbers_take_decimal_suffixes(self):
        self.assertEqual(2_500_000, options.number("2.5M", "--rate", 1, 10**9))


class QueuesTest(unittest.TestCase):

    def test_le_filter_matches_dscp_one_and_ignores_ecn(self):
        self.assertIn("match ip tos 0x04 0xfc flowid 1:2", queues.low_priority_filter("x"))

    def test_every_port_shares_one_qos_so_that_one_command_changes_all(self):
        arguments = queues.switch_ports(["a", "b"], 5_000_000)
        self.assertEqual(1, arguments.count("QoS"))
        self.assertEqual(2, arguments.count("qos=@qos"))
        self.assertIn("queues:1=@q1", arguments)

    def test_host_uplink_puts_low_class_below_high(self):
        lines = queues.host_uplink("h1-eth0", 5_000_000)
        self.assertTrue(any("1:1 htb prio 0" in line for line in lines))
        self.assertTrue(any("1:2 htb prio 7" in line for line in lines))


class CountersTest(unittest.TestCase):

    @staticmethod
    def _attribute(kind, payload):
        body = struct.pack("=HH", 4 + len(payload), kind) + payload
        return body + bytes(-len(body) % 4)

    def test_classes_are_read_from_a_dump(self):
        stats = self._attribute(1, struct.pack("=QI", 12345, 9)) + \
            self._attribute(3, struct.pack("=IIIII", 1, 1514, 2, 0, 0))
        body = struct.pack("=BxxxiIII", 0, 7, counters.LOW_CLASS, 0, 0) + \
            self._attribute(1, b"htb\0") + self._attribute(7, stats)
        data = struct.pack("=IHHII", 16 + len(body), 40, 2, 5, 0) + body
        done = struct.pack("=IHHII", 16, counters.NLMSG_DONE, 2, 5, 0)
        found = {}
        self.assertFalse(counters.parse(data, 5, found))
        self.assertTrue(counters.parse(done, 5, found))
        self.assertEqual({counters.LOW_CLASS: counters.ClassCount(12345, 9, 2, 1514)}, found)

    def test_an_answer_to_another_question_is_skipped(self):
        done = struct.pack("=IHHII", 16, counters.NLMSG_DONE, 2, 4, 0)
        self.assertFalse(counters.parse(done, 5, {}))


class CpuTest(unittest.TestCase):

    @staticmethod
    def _samples(busy, switch):
        return [measure.CpuSample(i, i * 2 * busy, i * 2.0, i * switch) for i in range(10)]

    def test_an_idle_machine_is_no_artefact(self):
        use = measure.cpu_use(self._samples(0.3, 0.4))
        self.assertAlmostEqual(0.3, use.busy_fraction)
        self.assertAlmostEqual(0.4, use.switch_fraction)
        self.assertEqual("", use.artefact)

    def test_a_switch_at_its_limit_is_an_artefact(self):
        self.assertIn("switch", measure.cpu_use(self._samples(0.6, 0.97)).artefact)

    def test_a_full_machine_is_an_artefact(self):
        self.assertIn("processors", measure.cpu_use(self._samples(0.99, 0.5)).artefact)


class ImagesTest(unittest.TestCase):

    def test_an_update_shares_all_layers_but_the_last(self):
        first = images.recipe("a/b:v1", 20_000_000, 3)
        second = images.with_new_last_layer(first, "a/b:v2")
        self.assertEqual(first.layers[:-1], second.layers[:-1])
        self.assertNotEqual(first.layers[-1], second.layers[-1])
        self.assertEqual(("a/b", "v2"), (second.repository, second.tag))

    def test_layers_are_the_same_for_a_seed(self):
        self.assertEqual(images.layer_bytes(5, 100), images.layer_bytes(5, 100))
        self.assertNotEqual(images.layer_bytes(5, 100), images.layer_bytes(6, 100))


class ProgressTest(unittest.TestCase):
    STATE = {"id": "d-1", "state": "STREAMING", "secondsElapsed": 3.2, "estimatedSecondsLeft": 4.6,
             "trees": [{"rateBitsPerSecond": 19_400_000}],
             "targets": [{"host": "h2", "state": "RECEIVING", "bytesTotal": 200,
                          "bytesVerified": 50},
                         {"host": "h3", "state": "DONE", "bytesTotal": 200, "bytesVerified": 200,
                          "secondsToVerified": 2.5},
                         {"host": "h4", "state": "FAILED", "reason": "AGENT_LOST",
                          "bytesTotal": 200, "bytesVerified": 0}]}

    def test_line_tells_share_rate_and_time_left(self):
        text = progress.line(self.STATE)
        for part in ("streaming", "1/3 verified", "19.4 Mbit/s", "about 5 s left", "42%"):
            self.assertIn(part, text)

    def test_bars_name_every_target_and_the_reason_of_a_failure(self):
        text = "\n".join(progress.bars(self.STATE, 80))
        for part in ("h2", "25%", "done 2.5 s", "failed AGENT_LOST"):
            self.assertIn(part, text)

    def test_story_tells_who_failed_why_and_what_happened_when(self):
        target = {"host": "h4", "state": "FAILED", "reason": "AGENT_LOST", "detail": "away for 10 s"}
        text = progress.story({"state": "PARTIAL", "detail": "", "targets": [target],
                               "events": [{"seconds": 2.5, "text": "agent h4 disconnected"}]})
        self.assertEqual(["PARTIAL", "h4 FAILED AGENT_LOST: away for 10 s",
                          "   2.500 agent h4 disconnected"], text.splitlines())

    def test_hosts_are_in_the_order_that_people_count(self):
        names = ["h10", "h2", "h1", "leaf1-h2"]
        self.assertEqual(["h1", "h2", "h10", "leaf1-h2"], sorted(names, key=progress.natural))


class ChartsTest(unittest.TestCase):

    def test_pictures_are_well_formed(self):
        shape = topology.parse("leaf-spine:2x2x2")
        hops = [("h1", "leaf1"), ("leaf1", "h2")]
        for picture in (charts.fabric(shape, [hops], {hops[0]: 5_000_000}, "h1", {"h2"}),
                        charts.load("a → b", [1.0, 2.0], [1e6, 2e6], [3e6, 1e6], 5e6),
                        charts.load("nothing", [], [], [], 5e6),
                        charts.timeline([("h2", [(0.5, 0.2), (1.0, 1.0)], 1.0, 0.3),
                                         ("h3", [], None, None)], 0.9)):
            ElementTree.fromstring(picture)


class ProbeTest(unittest.TestCase):

    def test_echo_request_has_a_valid_checksum(self):
        self.assertEqual(0, probes.checksum(probes.echo_request(1, 77)))


class DisturbanceTest(unittest.TestCase):

    def test_programs_outside_the_lab_spoil_a_figure_when_they_use_much(self):
        used = {"switch": 6.0, "agents": 4.0, "other": 1.0}
        self.assertEqual("", measure.disturbance(used, 0.6))
        self.assertIn("44%", measure.disturbance({**used, "other": 8.0}, 0.99))


if __name__ == "__main__":
    unittest.main()
