package org.ebbcast.planner.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ebbcast.planner.internal.IntList;
import org.ebbcast.planner.topology.JsonValues.Value;

/**
 * Reads {@code {"switches": 3, "hosts": [2, 2, 0], "links": [[0, 2], [1, 2, 1e9], [1, 2, 1e9, 2e8, 9e8]], "sources":
 * [0], "targets": [1, 3], "rulesPerSwitch": [8, 8, 0]}}.
 *
 * <p>A link is two switches, then if known its capacity, then what is idle from the first to the second and back, all
 * in bits per second. Zero capacity is no link; parallel links are links. {@code hosts}, {@code sources} and {@code
 * targets} may be left out; hosts are numbered switch by switch. {@code rulesPerSwitch} is how many flow rules and groups
 * together may be added: a number for all switches, one for each, or pairs {@code [switch, rules]} for some.
 */
final class JsonTopology {
    private static final Set<String> KEYS = Set.of("switches", "hosts", "links", "sources", "targets", "rulesPerSwitch");
    private static final int MOST_RULES = 1_000_000;

    private final Map<String, Value> values;
    private final int switches;
    private final LinkList links = new LinkList();
    private final List<double[]> idle = new ArrayList<>();
    private boolean stated;

    private JsonTopology(Map<String, Value> values) throws TopologyException {
        this.values = values;
        for (Map.Entry<String, Value> entry : values.entrySet()) {
            if (!KEYS.contains(entry.getKey())) {
                throw TopologyException.at(entry.getValue().line,
                        "unknown key \"" + entry.getKey() + "\"; known are " + new TreeSet<>(KEYS));
            }
        }
        if (!values.containsKey("switches")) {
            throw new TopologyException("\"switches\" is missing");
        }
        switches = whole(values.get("switches"), 1, 10_000_000, "number of switches");
    }

    /** Hosts not named in the file are {@code hostsPerSwitch} at each switch, 1 when that is 0. */
    static Network read(String text, int hostsPerSwitch) throws TopologyException {
        return new JsonTopology(JsonValues.read(text)).network(hostsPerSwitch);
    }

    private Network network(int hostsPerSwitch) throws TopologyException {
        int[] hosts = LinkList.filled(switches, Math.max(1, hostsPerSwitch));
        Value named = values.get("hosts");
        if (named != null) {
            hosts = wholes(named, 0, 1_000_000, "number of hosts");
            if (hosts.length != switches) {
                throw TopologyException.at(named.line, hosts.length + " numbers of hosts for " + switches + " switches");
            }
        }
        Value list = values.get("links");
        for (Value link : list == null ? List.<Value>of() : list.items) {
            addLink(link);
        }
        long count = 0;
        for (int h : hosts) {
            count += h;
        }
        int last = (int) Math.min(Integer.MAX_VALUE, count) - 1;
        return new Network(links.fabric(hosts), links, stated ? idle : List.of(), numbered("sources", last),
                numbered("targets", last), freeRules());
    }

    private void addLink(Value link) throws TopologyException {
        List<Value> part = link.items;
        if (part.size() < 2 || part.size() > 5 || part.size() == 4) {
            throw TopologyException.at(link.line, "a link is [switch, switch], with its capacity, or with capacity and"
                    + " what is idle there and back; " + part.size() + " values were found");
        }
        int u = whole(part.get(0), 0, switches - 1, "switch");
        int v = whole(part.get(1), 0, switches - 1, "switch");
        if (u == v) {
            throw TopologyException.at(link.line, "link " + u + "-" + v + " is a self loop");
        }
        double capacity = part.size() > 2 ? rate(part.get(2), Double.MAX_VALUE, "capacity") : -1;
        if (capacity == 0) {
            return;
        }
        links.add(u, v);
        stated |= capacity > 0;
        idle.add(part.size() < 5
                ? new double[] {capacity, capacity}
                : new double[] {rate(part.get(3), capacity, "idle rate"), rate(part.get(4), capacity, "idle rate")});
    }

    private Map<Integer, Integer> freeRules() throws TopologyException {
        Value named = values.get("rulesPerSwitch");
        Map<Integer, Integer> free = new TreeMap<>();
        if (named == null) {
            return free;
        }
        boolean each = !named.isNumber() && named.items.stream().allMatch(Value::isNumber);
        if (each && named.items.size() != switches) {
            throw TopologyException.at(named.line, named.items.size() + " numbers of rules for " + switches
                    + " switches; give one number, one for each switch, or pairs [switch, rules]");
        }
        int entries = named.isNumber() ? switches : named.items.size();
        for (int i = 0; i < entries; i++) {
            addRules(named.isNumber() ? named : named.items.get(i), i, free);
        }
        return free;
    }

    private void addRules(Value value, int place, Map<Integer, Integer> free) throws TopologyException {
        boolean pair = !value.isNumber();
        if (pair && value.items.size() != 2) {
            throw TopologyException.at(value.line, "rules of a switch are [switch, rules]; " + value.items.size()
                    + " values were found");
        }
        int v = pair ? whole(value.items.get(0), 0, switches - 1, "switch") : place;
        int rules = whole(pair ? value.items.get(1) : value, 0, MOST_RULES, "number of rules at switch " + v);
        if (free.put(v, rules) != null) {
            throw TopologyException.at(value.line, "rules of switch " + v + " a second time");
        }
    }

    private int[] numbered(String key, int last) throws TopologyException {
        Value named = values.get(key);
        return named == null ? new int[0] : wholes(named, 0, last, "host");
    }

    private static int[] wholes(Value array, int least, int most, String what) throws TopologyException {
        IntList numbers = new IntList();
        for (Value item : array.items) {
            numbers.add(whole(item, least, most, what));
        }
        return numbers.toArray();
    }

    private static int whole(Value value, int least, int most, String what) throws TopologyException {
        if (!value.isNumber() || value.number != Math.rint(value.number) || value.number < least || value.number > most) {
            throw TopologyException.at(value.line, what + " is " + said(value) + ", must be a whole number in " + least
                    + ".." + most);
        }
        return (int) value.number;
    }

    private static double rate(Value value, double most, String what) throws TopologyException {
        if (!(value.number >= 0 && value.number <= most)) {
            throw TopologyException.at(value.line, what + " is " + said(value) + " bit/s, must be "
                    + (most < Double.MAX_VALUE ? "from 0 to the capacity of " + number(most) : "at least 0"));
        }
        return value.number;
    }

    private static String said(Value value) {
        return value.isNumber() ? number(value.number) : "an array";
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
    }
}
