"""Shapes of the fabrics."""

import unittest

from ebbcast_lab import topology

SHAPES = ("leaf-spine:3x5x2", "fat-tree:4", "tree:3x3", "jellyfish:8x3x2")


class TopologyTest(unittest.TestCase):

    def test_leaf_spine_default_has_fixed_numbers(self):
        shape = topology.parse("leaf-spine")
        self.assertEqual(16, len(shape.hosts))
        self.assertEqual(["0000000000000001", "0000000000000101"],
                         [shape.switch("leaf1").dpid, shape.switch("spine1").dpid])
        self.assertEqual("10.0.4.4", shape.host("h16").address)
        self.assertEqual(5, shape.end_towards("leaf1", "spine1").port)
        self.assertEqual("leaf1-eth6", shape.end_towards("leaf1", "spine2").interface)

    def test_ports_of_a_switch_are_distinct_in_every_shape(self):
        for spec in SHAPES:
            with self.subTest(spec=spec):
                ends = topology.parse(spec, seed=7).ends()
                ports = [(end.node, end.port) for end in ends]
                self.assertEqual(len(ports), len(set(ports)))

    def test_addresses_and_datapath_ids_are_distinct_in_every_shape(self):
        for spec in SHAPES:
            with self.subTest(spec=spec):
                shape = topology.parse(spec, seed=7)
                for values in ([h.address for h in shape.hosts], [h.mac for h in shape.hosts],
                               [s.datapath_id for s in shape.switches]):
                    self.assertEqual(len(values), len(set(values)))

    def test_fat_tree_of_four_has_the_published_size(self):
        shape = topology.parse("fat-tree:4")
        self.assertEqual((16, 20, 48), (len(shape.hosts), len(shape.switches), len(shape.links)))

    def test_jellyfish_is_regular_connected_and_the_same_for_a_seed(self):
        shape = topology.parse("jellyfish:8x3x1", seed=5)
        for switch in shape.switches:
            peers = [n for n in shape.neighbours(switch.name) if not shape.is_host(n)]
            self.assertEqual(3, len(set(peers)))
        self.assertEqual(shape.links, topology.parse("jellyfish:8x3x1", seed=5).links)

    def test_shortest_path_does_not_pass_through_hosts(self):
        shape = topology.parse("leaf-spine")
        self.assertEqual(["h1", "leaf1", "spine1", "leaf4", "h16"],
                         shape.shortest_path("h1", "h16"))

    def test_unknown_or_malformed_specs_name_the_value(self):
        for spec, word in (("ring:4", "ring"), ("fat-tree:3", "even"), ("tree:axb", "axb"),
                           ("leaf-spine:2x4", "2x4"), ("leaf-spine:0x4x4", "spines")):
            with self.subTest(spec=spec), self.assertRaisesRegex(ValueError, word):
                topology.parse(spec)


if __name__ == "__main__":
    unittest.main()
