package org.ebbcast.planner.topology;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.internal.IntList;

/**
 * Reads changes of links, one a line: two switches and what is idle from the first to the second in bit/s, then what is
 * idle back, the same if left out; 0 for a link that died. Lines that are empty or begin with {@code #} say nothing.
 */
final class ChangeFile {
    private static final String FORM = "must be 'SWITCH SWITCH BITS_PER_SECOND [BITS_PER_SECOND_BACK]'";

    private final Fabric fabric;
    private final double unit;
    private final IntList arcs = new IntList();
    private final IntList idle = new IntList();

    private ChangeFile(Fabric fabric, double unitBitsPerSecond) {
        this.fabric = fabric;
        unit = unitBitsPerSecond;
    }

    static ChangedLinks read(Path file, Fabric fabric, double unitBitsPerSecond) throws TopologyException, IOException {
        ChangeFile changes = new ChangeFile(fabric, unitBitsPerSecond);
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (MalformedInputException e) {
            throw new TopologyException(file + " is no text in UTF-8");
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            try {
                changes.take(line, i + 1);
            } catch (TopologyException e) {
                throw new TopologyException(file + ": " + e.getMessage());
            }
        }
        if (changes.arcs.isEmpty()) {
            throw new TopologyException(file + " changes no link; a line " + FORM);
        }
        return new ChangedLinks(changes.arcs.toArray(), changes.idle.toArray());
    }

    private void take(String line, int number) throws TopologyException {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        String[] words = line.split("\\s+");
        if (words.length < 3 || words.length > 4) {
            throw TopologyException.at(number, "'" + line + "' " + FORM);
        }
        int tail = switchOf(words[0], number);
        int head = switchOf(words[1], number);
        int there = rate(words[2], number);
        int back = words.length == 4 ? rate(words[3], number) : there;
        boolean found = false;
        for (int arc = fabric.firstArc(tail); arc < fabric.firstArc(tail + 1); arc++) {
            if (fabric.head(arc) == head) {
                found = true;
                arcs.add(arc);
                idle.add(there);
                arcs.add(fabric.reverse(arc));
                idle.add(back);
            }
        }
        if (!found) {
            throw TopologyException.at(number, "no link between switches " + tail + " and " + head);
        }
    }

    private int switchOf(String word, int number) throws TopologyException {
        try {
            int v = Integer.parseInt(word);
            if (v >= 0 && v < fabric.switchCount()) {
                return v;
            }
        } catch (NumberFormatException e) {
            throw TopologyException.at(number, "'" + word + "' is no number of a switch; " + FORM);
        }
        throw TopologyException.at(number, "switch " + word + " is not in 0.." + (fabric.switchCount() - 1));
    }

    private int rate(String word, int number) throws TopologyException {
        double bits;
        try {
            bits = Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw TopologyException.at(number, "'" + word + "' is no rate in bit/s; " + FORM);
        }
        double units = Math.floor(bits / unit);
        if (!(bits >= 0 && units <= 1 << 30)) {
            throw TopologyException.at(number, "a rate of " + word + " bit/s is not in 0.." + (long) (unit * (1 << 30)));
        }
        return (int) units;
    }
}
