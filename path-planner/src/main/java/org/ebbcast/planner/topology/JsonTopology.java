package org.ebbcast.planner.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.internal.IntList;

/**
 * Reads {@code {"switches": 3, "hosts": [2, 2, 0], "links": [[0, 2], [1, 2]]}}; {@code hosts} may be left out. A small
 * scanner for just this shape: an object of whole numbers and of nested arrays of them.
 */
final class JsonTopology {
    private final String text;
    private int at;
    private int switches = -1;
    private List<int[]> links = List.of();
    private int[] hosts = {};

    private JsonTopology(String text) {
        this.text = text;
    }

    /** Hosts not named in the file are {@code hostsPerSwitch} at each switch, 1 when that is 0. */
    static Fabric read(String text, int hostsPerSwitch) throws TopologyException {
        JsonTopology reader = new JsonTopology(text);
        reader.object();
        int n = reader.switches;
        if (n < 1) {
            throw new TopologyException("\"switches\" is missing or not positive");
        }
        int[] hosts = reader.hosts.length > 0 ? reader.hosts : LinkList.filled(n, Math.max(1, hostsPerSwitch));
        if (hosts.length != n) {
            throw new TopologyException(hosts.length + " numbers of hosts for " + n + " switches");
        }
        LinkList links = new LinkList();
        for (int[] link : reader.links) {
            if (link.length != 2 || link[0] == link[1] || Math.max(link[0], link[1]) >= n) {
                throw new TopologyException("link " + Arrays.toString(link) + " is not two switches below " + n);
            }
            links.add(link[0], link[1]);
        }
        return links.fabric(hosts);
    }

    private void object() throws TopologyException {
        expect('{');
        for (boolean more = !ahead('}'); more; more = ahead(',')) {
            String key = key();
            expect(':');
            switch (key) {
                case "switches":
                    switches = number();
                    break;
                case "hosts":
                    hosts = numbers();
                    break;
                case "links":
                    links = arrays();
                    break;
                default:
                    throw fault("unknown key \"" + key + "\"; known are switches, hosts, links");
            }
            if (ahead('}')) {
                return;
            }
        }
    }

    private String key() throws TopologyException {
        expect('"');
        int end = text.indexOf('"', at);
        if (end < 0) {
            throw fault("a key without end");
        }
        String key = text.substring(at, end);
        at = end + 1;
        return key;
    }

    private List<int[]> arrays() throws TopologyException {
        List<int[]> arrays = new ArrayList<>();
        expect('[');
        if (ahead(']')) {
            return arrays;
        }
        do {
            arrays.add(numbers());
        } while (ahead(','));
        expect(']');
        return arrays;
    }

    private int[] numbers() throws TopologyException {
        IntList numbers = new IntList();
        expect('[');
        if (ahead(']')) {
            return numbers.toArray();
        }
        do {
            numbers.add(number());
        } while (ahead(','));
        expect(']');
        return numbers.toArray();
    }

    private int number() throws TopologyException {
        skipBlanks();
        int start = at;
        while (at < text.length() && Character.isDigit(text.charAt(at))) {
            at++;
        }
        try {
            return Integer.parseInt(text.substring(start, at));
        } catch (NumberFormatException e) {
            throw fault("a whole number of at least 0 is expected");
        }
    }

    private boolean ahead(char wanted) {
        skipBlanks();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted) throws TopologyException {
        if (!ahead(wanted)) {
            throw fault("'" + wanted + "' is expected");
        }
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private TopologyException fault(String reason) {
        int line = 1 + (int) text.substring(0, Math.min(at, text.length())).chars().filter(c -> c == '\n').count();
        return TopologyException.at(line, reason);
    }
}
