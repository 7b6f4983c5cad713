package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Set;

/** Follows one distribution to its end: a screen that redraws itself on a terminal, plain lines elsewhere. */
final class DistributionWatch {
    private static final Set<String> FINAL_STATES = Set.of("COMPLETED", "PARTIAL", "FAILED", "CANCELLED");
    private static final long POLL_MILLIS = 250;

    private final ApiClient api;
    private final PrintWriter out;
    private final boolean json;

    /** @param json print nothing but the final JSON */
    DistributionWatch(ApiClient api, PrintWriter out, boolean json) {
        this.api = api;
        this.out = out;
        this.json = json;
    }

    static boolean isOver(JsonNode distribution) {
        return FINAL_STATES.contains(distribution.path("state").asText());
    }

    /** Answers the exit code: OK only if every target is done. */
    int follow(String id) {
        ProgressView view = json ? ProgressView.silent() : ProgressView.on(out);
        while (true) {
            JsonNode distribution = api.get("v1/distributions/" + id);
            view.show(distribution);
            if (isOver(distribution)) {
                if (json) {
                    out.println(distribution);
                }
                out.flush();
                return distribution.path("state").asText().equals("COMPLETED") ? ExitCode.OK : ExitCode.INCOMPLETE;
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.FAILED, "interrupted; the distribution goes on without this watch");
        }
    }
}
