package org.ebbcast.planner.topology;

import java.util.List;
import org.ebbcast.planner.fabric.Fabric;

/** Reads netbench's .topology files: |V|, the range of ToRs, and links, each cable once in each direction. */
final class NetbenchTopology {
    private NetbenchTopology() {}

    /** As many hosts at each ToR as it has links, unless told. */
    static Fabric read(List<String> lines, int hosts) throws TopologyException {
        int vertices = -1;
        int[] tors = {0, -1};
        LinkList links = new LinkList();
        int[] degree = new int[0];
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).trim();
            if (line.startsWith("|V|=")) {
                vertices = whole(line.substring(4), i + 1);
                degree = new int[vertices];
            } else if (line.startsWith("ToRs=")) {
                tors = range(line.substring(5), i + 1);
            } else if (!line.isEmpty() && Character.isDigit(line.charAt(0))) {
                String[] ends = line.split("\\s+");
                if (ends.length != 2) {
                    throw TopologyException.at(i + 1, "a link is two vertices");
                }
                int u = vertex(ends[0], vertices, i + 1);
                int v = vertex(ends[1], vertices, i + 1);
                degree[u]++;
                if (u < v) {
                    links.add(u, v);
                }
            }
        }
        if (vertices < 1 || tors[1] >= vertices) {
            throw TopologyException.at(lines.size(), "no |V|, or ToRs beyond it");
        }
        int[] hostsOf = new int[vertices];
        for (int v = tors[0]; v <= tors[1]; v++) {
            hostsOf[v] = hosts > 0 ? hosts : degree[v];
        }
        return links.fabric(hostsOf);
    }

    private static int[] range(String text, int line) throws TopologyException {
        if (!text.startsWith("incl_range(") || !text.endsWith(")")) {
            throw TopologyException.at(line, "ToRs are 'incl_range(first,last)', not '" + text + "'");
        }
        String[] ends = text.substring("incl_range(".length(), text.length() - 1).split(",");
        if (ends.length != 2) {
            throw TopologyException.at(line, "a range has two ends");
        }
        return new int[] {whole(ends[0], line), whole(ends[1], line)};
    }

    private static int vertex(String word, int vertices, int line) throws TopologyException {
        int v = whole(word, line);
        if (v < 0 || v >= vertices) {
            throw TopologyException.at(line, "vertex " + v + " is not in 0.." + (vertices - 1));
        }
        return v;
    }

    private static int whole(String word, int line) throws TopologyException {
        try {
            return Integer.parseInt(word.trim());
        } catch (NumberFormatException e) {
            throw TopologyException.at(line, "'" + word + "' is not a whole number");
        }
    }
}
