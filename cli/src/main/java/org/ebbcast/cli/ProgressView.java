package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Shows a distribution as it goes. */
interface ProgressView {
    void show(JsonNode distribution);

    static ProgressView silent() {
        return distribution -> {};
    }

    /** The redrawing view if standard output is a terminal, else the plain one. */
    static ProgressView on(PrintWriter out) {
        return System.console() != null ? new Screen(out) : new Log(out);
    }

    /** One line of the overall figures. */
    static String summary(JsonNode d) {
        long done = 0;
        long failed = 0;
        for (JsonNode target : d.path("targets")) {
            done += target.path("state").asText().equals("DONE") ? 1 : 0;
            failed += target.path("state").asText().equals("FAILED") ? 1 : 0;
        }
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%s %s %s  %s  %d/%d done",
                d.path("id").asText(),
                d.path("image").asText(),
                d.path("state").asText(),
                Units.seconds(d.path("secondsElapsed").asDouble()),
                done,
                d.path("targets").size()));
        if (failed > 0) {
            line.append(", ").append(failed).append(" failed");
        }
        line.append("  ").append(Units.bytes(d.path("bytesToSend").asLong())).append(" to send");
        for (JsonNode tree : d.path("trees")) {
            line.append(String.format(
                    Locale.ROOT,
                    "  tree %d from %s at %s",
                    tree.path("tree").asInt(),
                    tree.path("root").asText(),
                    Units.rate(tree.path("rateBitsPerSecond").asLong())));
        }
        if (d.hasNonNull("estimatedSecondsLeft") && !DistributionWatch.isOver(d)) {
            line.append("  ").append(Units.seconds(d.path("estimatedSecondsLeft").asDouble())).append(" left");
        }
        return line.toString();
    }

    /** One line a target. */
    static String target(JsonNode t) {
        long total = t.path("bytesTotal").asLong();
        double part = total == 0 ? 1 : (double) t.path("bytesVerified").asLong() / total;
        int filled = (int) Math.round(part * 24);
        String bar = "#".repeat(filled) + ".".repeat(24 - filled);
        return String.format(
                        Locale.ROOT,
                        "  %-16s %-10s [%s] %5.1f %%  %s",
                        t.path("host").asText(),
                        t.path("state").asText(),
                        bar,
                        100 * part,
                        remark(t))
                .stripTrailing();
    }

    /** Why a target failed, or what its engine says while it imports. */
    private static String remark(JsonNode t) {
        String why = t.path("reason").asText("");
        if (!why.isEmpty()) {
            return why + ": " + t.path("detail").asText("");
        }
        String engine = t.path("import").path("detail").asText("");
        return engine.isEmpty() ? "" : "import: " + engine;
    }

    /** Redraws in place by ANSI control sequences (ECMA-48: cursor up, erase line). */
    final class Screen implements ProgressView {
        private final PrintWriter out;
        private int drawn;

        Screen(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void show(JsonNode distribution) {
            List<String> lines = new ArrayList<>();
            lines.add(summary(distribution));
            distribution.path("targets").forEach(t -> lines.add(target(t)));
            if (drawn > 0) {
                out.print("\033[" + drawn + "F");
            }
            lines.forEach(line -> out.print("\033[2K" + line + "\n"));
            out.flush();
            drawn = lines.size();
        }
    }

    /** A line when the state changes and every five seconds; each target once, when it ends. */
    final class Log implements ProgressView {
        private final PrintWriter out;
        private final Set<String> told = new HashSet<>();
        private String state = "";
        private double saidAtSeconds;

        Log(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void show(JsonNode distribution) {
            double seconds = distribution.path("secondsElapsed").asDouble();
            String now = distribution.path("state").asText();
            for (JsonNode t : distribution.path("targets")) {
                String end = t.path("state").asText();
                boolean ended = end.equals("DONE") || end.equals("FAILED") || end.equals("CANCELLED");
                if (ended && told.add(t.path("host").asText())) {
                    out.println(target(t));
                }
            }
            if (!now.equals(state) || seconds >= saidAtSeconds + 5) {
                out.println(summary(distribution));
                state = now;
                saidAtSeconds = seconds;
            }
            out.flush();
        }
    }
}
