package org.ebbcast.planner.topology;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ebbcast.planner.fabric.Fabric;

/** Reads the GML of the Internet Topology Zoo: node ids, edges by source and target; all else is passed over. */
final class GmlTopology {
    private final Map<Integer, Integer> switchOfId = new HashMap<>();
    private final LinkList links = new LinkList();
    private String block = "";
    private int source = -1;

    private GmlTopology() {}

    /** One host at each node unless told. Self loops, of which the Zoo has some, are left out. */
    static Fabric read(List<String> lines, int hosts) throws TopologyException {
        GmlTopology reader = new GmlTopology();
        for (int i = 0; i < lines.size(); i++) {
            reader.line(lines.get(i).trim(), i + 1);
        }
        if (reader.switchOfId.isEmpty()) {
            throw TopologyException.at(lines.size(), "no node");
        }
        return reader.links.fabric(LinkList.filled(reader.switchOfId.size(), Math.max(1, hosts)));
    }

    private void line(String line, int number) throws TopologyException {
        String[] words = line.split("\\s+", 2);
        if (words.length < 2) {
            return;
        }
        if (words[1].startsWith("[")) {
            block = words[0];
            source = -1;
        } else if (block.equals("node") && words[0].equals("id")) {
            if (switchOfId.putIfAbsent(whole(words[1], number), switchOfId.size()) != null) {
                throw TopologyException.at(number, "node " + words[1] + " a second time");
            }
        } else if (block.equals("edge") && words[0].equals("source")) {
            source = node(words[1], number);
        } else if (block.equals("edge") && words[0].equals("target")) {
            int target = node(words[1], number);
            if (source < 0) {
                throw TopologyException.at(number, "target before source");
            }
            if (source != target) {
                links.add(source, target);
            }
        }
    }

    private int node(String word, int number) throws TopologyException {
        Integer known = switchOfId.get(whole(word, number));
        if (known == null) {
            throw TopologyException.at(number, "edge to unknown node " + word);
        }
        return known;
    }

    private static int whole(String word, int number) throws TopologyException {
        try {
            return Integer.parseInt(word.trim());
        } catch (NumberFormatException e) {
            throw TopologyException.at(number, "'" + word + "' is not a whole number");
        }
    }
}
