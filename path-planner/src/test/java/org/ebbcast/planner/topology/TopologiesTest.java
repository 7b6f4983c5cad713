package org.ebbcast.planner.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ebbcast.planner.fabric.Fabric;
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
    void read_brokenFiles_nameTheLine() {
        assertThatThrownBy(() -> file("a.json", "{\"switches\": 3,\n \"links\": [[0,1],[1]]}", 0))
                .hasMessageContaining("link [1]");
        assertThatThrownBy(() -> file("a.json", "{\"switches\":\n x}", 0)).hasMessageContaining("line 2");
        assertThatThrownBy(() -> file("b.gml", "node [\n id 1\n]\nedge [\n source 4\n", 0))
                .hasMessageContaining("line 5: edge to unknown node 4");
        assertThatThrownBy(() -> file("c.topology", "|V|=2\nToRs=incl_range(0,1)\n0 5\n", 0))
                .hasMessageContaining("line 3: vertex 5");
    }
}
