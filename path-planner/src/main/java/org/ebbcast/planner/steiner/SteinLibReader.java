package org.ebbcast.planner.steiner;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.ebbcast.planner.internal.IntList;

/**
 * Reads SteinLib (.stp) and PACE 2018 (.gr) files: {@code SECTION Graph} and {@code SECTION Terminals}; other sections
 * are skipped. Vertices count from 1 in the file and from 0 in the instance.
 */
public final class SteinLibReader {
    private static final long EXACT = 1L << 53;
    private static final int LONGEST_QUOTED = 40;
    private static final Set<String> SECTIONS = Set.of(
            "COMMENT", "COMMENTS", "GRAPH", "TERMINALS", "COORDINATES", "TREE", "MAXIMUMDEGREES", "PRESOLVE", "OBSTACLES");

    private final BufferedReader lines;
    private int lineNumber;
    private int vertexCount = -1;
    private int edgesToCome = -1;
    private int terminalsToCome = -1;
    private boolean graphSeen;
    private boolean terminalsSeen;
    /* The first section that the format does not have, probably a misspelt one. */
    private String strange = "";
    private int strangeLine;
    private boolean ended;
    private final IntList tails = new IntList();
    private final IntList heads = new IntList();
    private final IntList terminals = new IntList();
    private double[] weights = new double[16];

    private SteinLibReader(BufferedReader lines) {
        this.lines = lines;
    }

    /**
     * Reads one instance.
     *
     * @throws SteinLibException naming line and reason, on anything that is not a sound undirected instance
     * @throws IOException when {@code source} fails
     */
    public static SteinerInstance read(Reader source) throws IOException, SteinLibException {
        return new SteinLibReader(new BufferedReader(source)).read();
    }

    private SteinerInstance read() throws IOException, SteinLibException {
        String section = "";
        for (String[] words = next(); words.length > 0 && !ended; words = next()) {
            String keyword = words[0].toUpperCase(Locale.ROOT);
            if (keyword.equals("SECTION")) {
                require(section.isEmpty(), "SECTION inside section " + section);
                section = argument(words).toUpperCase(Locale.ROOT);
                notice(section, words[1]);
            } else if (keyword.equals("END")) {
                require(!section.isEmpty(), "END outside a section");
                close(section);
                section = "";
            } else if (keyword.equals("EOF")) {
                require(section.isEmpty(), "EOF inside section " + section);
                ended = true;
                break;
            } else if (section.equals("GRAPH")) {
                graphLine(keyword, words);
            } else if (section.equals("TERMINALS")) {
                terminalLine(keyword, words);
            } else {
                require(
                        !section.isEmpty() || isHeader(keyword),
                        quoted(words[0]) + " outside a section; expected 'SECTION Graph' or 'SECTION Terminals'");
            }
        }
        require(section.isEmpty(), "the file ends inside section " + section + "; expected 'END'");
        require(lineNumber > 0, "the file is empty; expected 'SECTION Graph'");
        requireSection(graphSeen, "Graph");
        requireSection(terminalsSeen, "Terminals");
        require(!terminals.isEmpty(), "SECTION Terminals names no terminal; expected 'T vertex'");
        return SteinerInstance.of(
                vertexCount,
                tails.toArray(),
                heads.toArray(),
                Arrays.copyOf(weights, tails.size()),
                terminals.toArray());
    }

    private void notice(String section, String asWritten) {
        terminalsSeen |= section.equals("TERMINALS");
        if (strange.isEmpty() && !SECTIONS.contains(section)) {
            strange = asWritten;
            strangeLine = lineNumber;
        }
    }

    private void requireSection(boolean seen, String name) throws SteinLibException {
        if (!seen && !strange.isEmpty()) {
            throw new SteinLibException(
                    strangeLine, "SECTION " + quoted(strange) + " is not known; expected 'SECTION " + name + "'");
        }
        require(seen, "the file ends without 'SECTION " + name + "'");
    }

    private static String quoted(String word) {
        String plain = word.replaceAll("[^ -~]", "?");
        return "'" + (plain.length() > LONGEST_QUOTED ? plain.substring(0, LONGEST_QUOTED) + "…" : plain) + "'";
    }

    private static boolean isHeader(String keyword) {
        return keyword.equals("33D32945");
    }

    private void close(String section) throws SteinLibException {
        if (section.equals("GRAPH")) {
            graphSeen = true;
            require(vertexCount >= 0, "SECTION Graph without Nodes");
            require(edgesToCome >= 0, "SECTION Graph without Edges");
            require(edgesToCome == 0, edgesToCome + " edges fewer than announced");
        } else if (section.equals("TERMINALS")) {
            require(terminalsToCome >= 0, "SECTION Terminals without Terminals");
            require(terminalsToCome == 0, terminalsToCome + " terminals fewer than announced");
        }
    }

    private void graphLine(String keyword, String[] words) throws SteinLibException {
        switch (keyword) {
            case "NODES":
                require(vertexCount < 0, "Nodes a second time");
                vertexCount = count(words);
                break;
            case "EDGES":
                require(edgesToCome < 0, "Edges a second time");
                edgesToCome = count(words);
                break;
            case "E":
                require(words.length == 4, "an edge is 'E vertex vertex weight'");
                require(edgesToCome > 0, "more edges than announced");
                edgesToCome--;
                addEdge(vertex(words[1]), vertex(words[2]), weight(words[3]));
                break;
            case "A":
            case "ARCS":
                throw fault("directed arcs; only undirected instances are read");
            default:
                require(keyword.equals("OBSTACLES"), quoted(words[0]) + " in SECTION Graph; expected Nodes, Edges, E or END");
        }
    }

    private void addEdge(int u, int v, double weight) {
        if (tails.size() == weights.length) {
            weights = Arrays.copyOf(weights, 2 * weights.length);
        }
        weights[tails.size()] = weight;
        tails.add(u);
        heads.add(v);
    }

    private void terminalLine(String keyword, String[] words) throws SteinLibException {
        switch (keyword) {
            case "TERMINALS":
                require(terminalsToCome < 0, "Terminals a second time");
                terminalsToCome = count(words);
                break;
            case "T":
                require(words.length == 2, "a terminal is 'T vertex'");
                require(terminalsToCome > 0, "more terminals than announced");
                terminalsToCome--;
                terminals.add(vertex(words[1]));
                break;
            default:
                throw fault(quoted(words[0]) + " in SECTION Terminals; expected Terminals, T or END");
        }
    }

    private int vertex(String word) throws SteinLibException {
        if (vertexCount < 0 && !strange.isEmpty()) {
            requireSection(false, "Graph");
        }
        require(vertexCount >= 0, "a vertex before Nodes");
        long number = whole(word);
        require(number >= 1 && number <= vertexCount, "vertex " + number + " is not in 1.." + vertexCount);
        return (int) number - 1;
    }

    private double weight(String word) throws SteinLibException {
        double weight;
        try {
            weight = Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw fault("'" + word + "' is not a number");
        }
        require(weight >= 0 && weight <= EXACT, "weight " + word + " is not in 0..2^53");
        return weight;
    }

    private int count(String[] words) throws SteinLibException {
        long number = whole(argument(words));
        require(number >= 0 && number <= 100_000_000, "count " + number + " is not in 0..100000000");
        return (int) number;
    }

    private String argument(String[] words) throws SteinLibException {
        require(words.length >= 2, words[0] + " without a value");
        return words[1];
    }

    private long whole(String word) throws SteinLibException {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw fault("'" + word + "' is not a whole number");
        }
    }

    /* Words of the next line that has any; none at the end of the file. Comments begin with # or c. */
    private String[] next() throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            lineNumber++;
            String text = line.trim();
            if (!text.isEmpty() && !text.startsWith("#") && !text.startsWith("c ")) {
                return text.split("\\s+");
            }
        }
        return new String[0];
    }

    private void require(boolean sound, String otherwise) throws SteinLibException {
        if (!sound) {
            throw fault(otherwise);
        }
    }

    private SteinLibException fault(String reason) {
        return new SteinLibException(Math.max(1, lineNumber), reason);
    }
}
