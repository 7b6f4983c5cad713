package org.ebbcast.planner.topology;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ebbcast.planner.fabric.Fabric;

/** Makes a fabric from what a person writes: a generator with parameters, or a file. */
public final class Topologies {
    private Topologies() {}

    /**
     * Reads {@code fat-tree:k=48[,oversubscription=4]}, {@code leaf-spine:spines=2,leaves=4,hosts=4}, {@code
     * jellyfish:switches=100,degree=10,hosts=10[,seed=1]} or the path of a .gml (Topology Zoo), .topology (netbench)
     * or .json file.
     *
     * @param hostsPerSwitch hosts at each edge switch of a file that names none; 0 for the file format's own default
     * @throws TopologyException naming what is wrong, with the line for a file
     * @throws IOException when the file cannot be read
     */
    public static Fabric read(String description, int hostsPerSwitch) throws TopologyException, IOException {
        return network(description, hostsPerSwitch).fabric();
    }

    /** As {@link #read}, with idle rates, sources and targets where a .json file states them. */
    public static Network network(String description, int hostsPerSwitch) throws TopologyException, IOException {
        int colon = description.indexOf(':');
        String kind = colon < 0 ? "" : description.substring(0, colon);
        switch (kind) {
            case "fat-tree":
                return Network.of(fatTree(parameters(description, colon, Set.of("k", "oversubscription"))));
            case "leaf-spine":
                return Network.of(leafSpine(parameters(description, colon, Set.of("spines", "leaves", "hosts"))));
            case "jellyfish":
                return Network.of(jellyfish(parameters(description, colon, Set.of("switches", "degree", "hosts", "seed"))));
            default:
                return file(description, hostsPerSwitch);
        }
    }

    private static Fabric fatTree(Map<String, Integer> given) throws TopologyException {
        int k = required(given, "k");
        try {
            return ClosFabrics.fatTree(k, k / 2 * given.getOrDefault("oversubscription", 1));
        } catch (IllegalArgumentException e) {
            throw new TopologyException(e.getMessage());
        }
    }

    private static Fabric leafSpine(Map<String, Integer> given) throws TopologyException {
        try {
            return ClosFabrics.leafSpine(
                    required(given, "spines"), required(given, "leaves"), required(given, "hosts"));
        } catch (IllegalArgumentException e) {
            throw new TopologyException(e.getMessage());
        }
    }

    private static Fabric jellyfish(Map<String, Integer> given) throws TopologyException {
        int hosts = required(given, "hosts");
        return Jellyfish.of(
                required(given, "switches"), required(given, "degree"), hosts, given.getOrDefault("seed", 1));
    }

    private static Map<String, Integer> parameters(String description, int colon, Set<String> known)
            throws TopologyException {
        Map<String, Integer> given = new HashMap<>();
        for (String part : description.substring(colon + 1).split(",")) {
            String[] pair = part.split("=", 2);
            if (pair.length < 2 || !known.contains(pair[0])) {
                throw new TopologyException("'" + part + "' in " + description + ": known are " + known);
            }
            try {
                given.put(pair[0], Integer.parseInt(pair[1]));
            } catch (NumberFormatException e) {
                throw new TopologyException("'" + pair[1] + "' is not a whole number, in " + description);
            }
        }
        return given;
    }

    private static int required(Map<String, Integer> given, String name) throws TopologyException {
        Integer value = given.get(name);
        if (value == null || value < 1) {
            throw new TopologyException(name + " is " + (value == null ? "missing" : value + ", must be at least 1"));
        }
        return value;
    }

    private static Network file(String name, int hosts) throws TopologyException, IOException {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean known = lower.endsWith(".gml") || lower.endsWith(".topology") || lower.endsWith(".json");
        if (!known) {
            throw new TopologyException("'" + name + "' is no generator (fat-tree:, leaf-spine:, jellyfish:) and no"
                    + " .gml, .topology or .json file");
        }
        if (lower.endsWith(".json")) {
            return JsonTopology.read(text(Path.of(name)), hosts);
        }
        List<String> lines = text(Path.of(name)).lines().collect(Collectors.toList());
        return Network.of(lower.endsWith(".gml") ? GmlTopology.read(lines, hosts) : NetbenchTopology.read(lines, hosts));
    }

    private static String text(Path path) throws IOException {
        try {
            return Files.readString(path, StandardCharsets.UTF_8);
        } catch (MalformedInputException e) {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        }
    }
}
