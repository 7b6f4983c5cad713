package org.ebbcast.agent.containerd;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of containerd's {@code hosts.toml} with a block of our own in it: pure functions. Whatever else is in the
 * file stays as it is, byte for byte, and {@link #without} gives back exactly what {@link #with} was given.
 */
final class HostsToml {
    /*
     * containerd asks the hosts in the order of their tables, so the block goes before the first of them; keys of the
     * whole file come before any table and stay there. A file that was not there before is the block and its server
     * alone, and says so in its first line.
     */
    private static final String CREATED = "# This file was made by ebbcast hosts-toml; its removal is: ebbcast"
            + " hosts-toml restore\n";
    private static final String BEGIN = "# begin ebbcast: pulls come from this machine's agent where it has the image\n";
    private static final String END = "# end ebbcast\n";
    private static final Pattern BLOCK = Pattern.compile(Pattern.quote(BEGIN) + ".*?" + Pattern.quote(END), Pattern.DOTALL);
    private static final Pattern HOST_TABLE = Pattern.compile("^[ \\t]*\\[[ \\t]*host[ \\t]*[.\\]]", Pattern.MULTILINE);

    private HostsToml() {}

    /** The text for a registry that had no file. */
    static String fresh(String registry, URI agent) {
        return CREATED + server(registry) + block(agent);
    }

    /** {@code docker.io} is served elsewhere; {@code _default} stands for any registry and has no server. */
    private static String server(String registry) {
        return switch (registry) {
            case "_default" -> "";
            case "docker.io" -> "server = \"https://registry-1.docker.io\"\n\n";
            default -> "server = \"https://" + registry + "\"\n\n";
        };
    }

    private static String block(URI agent) {
        return BEGIN + "[host.\"" + agent + "\"]\n  capabilities = [\"pull\", \"resolve\"]\n" + END;
    }

    /**
     * {@code text} with the block; in the place of an earlier one if there is one.
     *
     * @throws IllegalArgumentException if it names the agent outside a block of ours
     */
    static String with(String text, URI agent) {
        Matcher earlier = BLOCK.matcher(text);
        if (earlier.find()) {
            return text.substring(0, earlier.start()) + block(agent) + text.substring(earlier.end());
        }
        if (Pattern.compile("host[ \\t]*\\.[ \\t]*[\"']" + Pattern.quote(agent.toString()) + "[\"']").matcher(text).find()) {
            throw new IllegalArgumentException("it has a table of its own for " + agent + "; remove that one first");
        }
        Matcher table = HOST_TABLE.matcher(text);
        int at = table.find() ? table.start() : text.length();
        if (at == text.length() && !text.isEmpty() && !text.endsWith("\n")) {
            throw new IllegalArgumentException("its last line does not end; end it with a line break");
        }
        return text.substring(0, at) + block(agent) + text.substring(at);
    }

    /** {@code text} without the block; empty if nothing is left that was there before us. */
    static Optional<String> without(String text) {
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            return Optional.of(text);
        }
        String rest = text.substring(0, block.start()) + text.substring(block.end());
        boolean ours = rest.startsWith(CREATED) && rest.substring(CREATED.length()).matches("(server = \"[^\"]*\"\\n\\n)?");
        return ours ? Optional.empty() : Optional.of(rest);
    }
}
