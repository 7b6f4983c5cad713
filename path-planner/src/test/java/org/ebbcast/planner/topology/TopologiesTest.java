package org.ebbcast.planner.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.fabric.FabricDemand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopologiesTest {
    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fat-tree:k=4|20|32|16",
                "fat-tree:k=4,oversubscription=3|20|32|48",
                "leaf-spine:spines=2,leaves=4,hosts=4|6|8|16",
                "jellyfish:switches=10,degree=3,hosts=2|10|15|20"
            })
    void read_generator_hasTheRightSize(String description, int switches, int links, int hosts) throws Exception {
        Fabric fabric = Topologies.read(description, 0);
        assertThat(fabric.switchCount()).isEqualTo(switches);
        assertThat(fabric.arcCount()).isEqualTo(2 * links);
        assertThat(fabric.hostCount()).isEqualTo(hosts);
        for (int arc = 0; arc < fabric.arcCount(); arc++) {
            assertThat(fabric.reverse(fabric.reverse(arc))).isEqualTo(arc);
            assertThat(fabric.head(arc)).isNotEqualTo(fabric.tail(arc));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fat-tree:k=5|must be even",
                "fat-tree:k=-2|k is -2",
                "fat-tree:n=5|'n=5'",
                "leaf-spine:spines=2,leaves=4|hosts is missing",
                "jellyfish:switches=5,degree=3,hosts=1|no regular graph",
                "ring|no generator"
            })
    void read_nonsense_saysWhy(String description, String message) {
        assertThatThrownBy(() -> Topologies.read(description, 0))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining(message);
    }

    private Fabric file(String name, String text, int hosts) throws Exception {
        return Topologies.read(Files.writeString(folder.resolve(name), text).toString(), hosts);
    }

    @Test
    void read_files_giveTheirNetwork() throws Exception {
        Fabric json = file("a.json", "{\"switches\": 3,\n \"hosts\": [2,0,1], \"links\": [[0,1],[1,2]]}", 0);
        assertThat(json.hostCount()).isEqualTo(3);
        String gml = "graph [\n node [\n id 7\n ]\n node [\n id 9\n ]\n edge [\n source 7\n target 9\n ]\n]\n";
        assertThat(file("b.gml", gml, 0).arcCount()).isEqualTo(2);
        String netbench = "|V|=3\n|E|=4\nToRs=incl_range(0, 1)\n\n0 2\n2 0\n1 2\n2 1\n";
        assertThat(file("c.topology", netbench, 5).hostCount()).isEqualTo(10);
    }

    @Test
    void network_statedRatesAndHosts_replaceWhatWasDrawn() throws Exception {
        String text = "{\"switches\": 3, \"hosts\": [2,2,0], \"sources\": [1], \"targets\": [2],\n"
                + "\"links\": [[0,2,10], [2,1,1e1,3,4], [1,2,0], [0,2]]}";
        Path path = Files.writeString(folder.resolve("s.json"), text);
        Network network = Topologies.network(path.toString(), 0);
        Fabric fabric = network.fabric();
        assertThat(fabric.arcCount()).as("zero capacity is no link").isEqualTo(6);
        FabricDemand demand = network.stated(RandomLoad.draw(fabric, 1, false, 1, 1, 7), 0.5);
        assertThat(demand.sources()).containsExactly(1);
        assertThat(demand.targetCount()).isOne();
        assertThat(demand.isTarget(2)).isTrue();
        assertThat(demand.idle(fabric.firstArc(0))).isEqualTo(20);
        assertThat(demand.idle(fabric.firstArc(2) + 1)).as("from 2 to 1").isEqualTo(6);
        assertThat(demand.idle(fabric.firstArc(1))).as("from 1 to 2").isEqualTo(8);
        assertThat(demand.idle(fabric.firstArc(0) + 1)).as("drawn, busy").isBetween(10_000, 300_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[0,1],[1,1]]|line 2: link 1-1 is a self loop",
                "[[0,1],[1]]|line 2: a link is [switch, switch]",
                "[[0,1,5,6]]|line 2: a link is [switch, switch]",
                "[[0,2]]|line 2: switch is 2, must be a whole number in 0..1",
                "[[0,0.5]]|line 2: switch is 0.5",
                "[[0,1,-5]]|line 2: capacity is -5 bit/s, must be at least 0",
                "[[0,1,NaN]]|line 2: 'NaN' is not a finite number",
                "[[0,1,1e999]]|line 2: '1e999' is not a finite number",
                "[[0,1,5,6,1]]|line 2: idle rate is 6 bit/s, must be from 0 to the capacity of 5",
                "[[0,x]]|line 2: 'x' is not a number",
                "[[0,[1]]]|line 2: switch is an array",
                "[[0,1]|line 2: ']' is expected",
                "[[0,1]], \"links\": []|line 2: \"links\" a second time",
                "[], \"hosts\": [1]|line 2: 1 numbers of hosts for 2 switches",
                "[], \"sources\": [9]|line 2: host is 9, must be a whole number in 0..1",
                "[], \"rulesPerSwitch\": [4]|line 2: 1 numbers of rules for 2 switches",
                "[], \"rulesPerSwitch\": -1|line 2: number of rules at switch 0 is -1, must be a whole number in 0..1000000",
                "[], \"rulesPerSwitch\": [8,2.5]|line 2: number of rules at switch 1 is 2.5",
                "[], \"rulesPerSwitch\": [[2,4]]|line 2: switch is 2, must be a whole number in 0..1",
                "[], \"rulesPerSwitch\": [[1,4],[1,2]]|line 2: rules of switch 1 a second time",
                "[], \"rulesPerSwitch\": [[1]]|line 2: rules of a switch are [switch, rules]; 1 values",
                "[], \"spines\": 9|line 2: unknown key \"spines\""
            })
    void read_brokenJson_namesLineAndReason(String links, String message) {
        String end = links.endsWith("[[0,1]") ? "" : "}";
        assertThatThrownBy(() -> file("a.json", "{\"switches\": 2,\n\"links\": " + links + end, 0))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining(message);
    }

    @Test
    void read_brokenFiles_nameTheLine() {
        assertThatThrownBy(() -> file("a.json", "{\"switches\":\n x}", 0)).hasMessageContaining("line 2");
        assertThatThrownBy(() -> file("b.gml", "node [\n id 1\n]\nedge [\n source 4\n", 0))
                .hasMessageContaining("line 5: edge to unknown node 4");
        assertThatThrownBy(() -> file("c.topology", "|V|=2\nToRs=incl_range(0,1)\n0 5\n", 0))
                .hasMessageContaining("line 3: vertex 5");
    }
}
