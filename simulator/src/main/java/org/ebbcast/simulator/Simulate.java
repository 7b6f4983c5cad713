package org.ebbcast.simulator;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs random lives of a datacenter and says which broke a promise. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs the real controller and transport through random faults under virtual time. "
                + "A failed seed is replayed by --seed N.")
public final class Simulate implements Callable<Integer> {
    @Option(names = "--seed", description = "the first seed (default: ${DEFAULT-VALUE})", defaultValue = "1")
    private long seed;

    @Option(names = "--runs", description = "seeds to run, one after the other (default: ${DEFAULT-VALUE})",
            defaultValue = "1")
    private int runs;

    @Option(names = "--verbose", description = "tells the story of good runs too")
    private boolean verbose;

    private Simulate() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Simulate()).execute(args));
    }

    @Override
    public Integer call() {
        if (runs < 1) {
            System.err.println("--runs is " + runs + "; it takes at least 1");
            return 2;
        }
        int failed = 0;
        long began = System.nanoTime();
        for (long next = seed; next < seed + runs; next++) {
            Schedule.Outcome outcome = Schedule.run(next);
            if (!outcome.wrong().isEmpty()) {
                failed++;
                System.out.println("seed " + next + " FAILED; replay with --seed " + next + "\n  "
                        + String.join("\n  ", outcome.wrong()));
            }
            if (verbose || runs == 1 && !outcome.wrong().isEmpty()) {
                System.out.println(outcome.story() + "\ntrace " + Long.toHexString(outcome.trace()));
            }
        }
        System.out.printf("%d runs from seed %d, %d failed, %.1f s%n", runs, seed, failed,
                (System.nanoTime() - began) / 1e9);
        return failed == 0 ? 0 : 1;
    }
}
