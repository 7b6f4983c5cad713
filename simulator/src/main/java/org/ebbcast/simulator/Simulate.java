package org.ebbcast.simulator;

import java.util.List;
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

    @Option(names = "--feedback", split = ",", paramLabel = "RECEIVERS",
            description = "instead counts what so many receivers send to the controller and the source of one "
                    + "distribution, such as 10,1000000")
    private List<Integer> feedback = List.of();

    @Option(names = "--feedback-limit", defaultValue = "4000",
            description = "messages a second that the controller allows (default: ${DEFAULT-VALUE})")
    private int feedbackLimit;

    private Simulate() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Simulate()).execute(args));
    }

    @Override
    public Integer call() {
        return feedback.isEmpty() ? lives() : countFeedback();
    }

    private int countFeedback() {
        boolean within = true;
        System.out.printf("%10s %-12s %12s %14s %14s %10s %16s%n", "receivers", "loss", "interval", "controller/s", "source/s",
                "last told", "without bound/s");
        for (int receivers : feedback) {
            if (receivers < 1) {
                System.err.println("--feedback " + receivers + ": it takes at least 1 receiver");
                return 2;
            }
            for (FeedbackScale.Loss loss : FeedbackScale.Loss.values()) {
                FeedbackScale.Result r = FeedbackScale.run(receivers, loss, feedbackLimit, seed);
                within &= r.controllerPerSecond() <= feedbackLimit && r.sourcePerSecond() <= 1000;
                System.out.printf("%10d %-12s %9d ms %14d %14d %8.1f s %16d%n", receivers, loss, r.reportMillis(),
                        r.controllerPerSecond(), r.sourcePerSecond(), r.seconds(), r.unboundedControllerPerSecond());
            }
        }
        return within ? 0 : 1;
    }

    private int lives() {
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
