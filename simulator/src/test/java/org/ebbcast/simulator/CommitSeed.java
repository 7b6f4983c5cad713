package org.ebbcast.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A seed that is another one for every commit, so that each run of the tests looks somewhere new. */
final class CommitSeed {
    private CommitSeed() {}

    /** From the hash of the commit that is checked out; 0 where there is no repository. */
    static long ofHead() {
        try {
            Process git = new ProcessBuilder("git", "rev-parse", "HEAD").start();
            String hash = new String(git.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();
            boolean ended = git.waitFor(10, TimeUnit.SECONDS);
            return ended && git.exitValue() == 0 ? Long.parseLong(hash.substring(0, 12), 16) : 0;
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while asking git", e));
        }
    }
}
