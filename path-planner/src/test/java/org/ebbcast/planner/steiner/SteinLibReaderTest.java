package org.ebbcast.planner.steiner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SteinLibReaderTest {
    private static final String SOUND = "33D32945 STP File, STP Format Version 1.0\n\nSECTION Comment\nName \"x\"\nEND\n\n"
            + "SECTION Graph\nNodes 3\nEdges 2\nE 1 2 4\nE 2 3 5\nEND\n\n"
            + "SECTION Terminals\nTerminals 2\nT 1\nT 3\nEND\n\nEOF\n";

    private static SteinerInstance read(String text) throws Exception {
        return SteinLibReader.read(new StringReader(text));
    }

    @Test
    void read_soundFile_givesTheInstance() throws Exception {
        SteinerInstance instance = read(SOUND);
        assertThat(instance.vertexCount()).isEqualTo(3);
        assertThat(instance.edgeCount()).isEqualTo(2);
        assertThat(instance.weight(1)).isEqualTo(5);
        assertThat(instance.terminals()).containsExactly(0, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "Nodes 3, Nodes x, line 8: 'x' is not a whole number",
        "E 2 3 5, E 2 4 5, line 11: vertex 4 is not in 1..3",
        "E 2 3 5, E 2 3 -1, line 11: weight -1",
        "E 2 3 5, E 2 3 NaN, line 11: weight NaN",
        "E 2 3 5, E 2 3, line 11: an edge is",
        "Edges 2, Edges 3, line 12: 1 edges fewer",
        "Edges 2, Edges 1, line 11: more edges",
        "Terminals 2, Terminals 3, line 18: 1 terminals fewer",
        "T 3, T 9, line 17: vertex 9",
        "E 1 2 4, A 1 2 4, line 10: directed arcs",
        "EOF, what, line 20: 'what' outside a section; expected 'SECTION Graph' or 'SECTION Terminals'",
        "SECTION Graph, SECTION Grpah, line 7: SECTION 'Grpah' is not known; expected 'SECTION Graph'",
        "SECTION Terminals, SECTION Terminal, line 14: SECTION 'Terminal' is not known; expected 'SECTION Terminals'",
        "SECTION Graph, SECTOIN Graph, line 7: 'SECTOIN' outside a section; expected 'SECTION Graph'",
        "E 2 3 5, Edge 2 3 5, line 11: 'Edge' in SECTION Graph; expected Nodes",
        "T 3, Term 3, line 17: 'Term' in SECTION Terminals; expected Terminals"
    })
    void read_brokenFile_namesLineAndReason(String sound, String broken, String message) {
        assertThatThrownBy(() -> read(SOUND.replace(sound + "\n", broken + "\n")))
                .isInstanceOf(SteinLibException.class)
                .hasMessageContaining(message);
    }

    @Test
    void read_fileCutOff_isRefused() {
        assertThatThrownBy(() -> read(SOUND.substring(0, SOUND.indexOf("E 2 3"))))
                .hasMessageContaining("ends inside section GRAPH");
        assertThatThrownBy(() -> read("")).hasMessage("line 1: the file is empty; expected 'SECTION Graph'");
        assertThatThrownBy(() -> read("\n\nEOF\n")).hasMessage("line 3: the file ends without 'SECTION Graph'");
        assertThatThrownBy(() -> read(SOUND.substring(0, SOUND.indexOf("SECTION Terminals"))))
                .hasMessageContaining("the file ends without 'SECTION Terminals'");
    }
}
