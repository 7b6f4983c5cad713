package org.ebbcast.benchmarks.planner;

import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.ebbcast.planner.steiner.Budget;
import org.ebbcast.planner.steiner.SteinLibException;
import org.ebbcast.planner.steiner.SteinLibReader;
import org.ebbcast.planner.steiner.SteinerAnswer;
import org.ebbcast.planner.steiner.SteinerInstance;
import org.ebbcast.planner.steiner.SteinerSolver;
import org.ebbcast.planner.steiner.SteinerVerifier;

/**
 * How near to the best known cost do Steiner trees come in a given CPU time, warm, on one thread?
 *
 * <p>{@code java -cp … org.ebbcast.benchmarks.planner.SteinerQuality DATA/steiner 10 [NAME-PART…]}, where the folder
 * has {@code instances.csv} with columns instance, nodes, edges, terminals, optimum_or_best.
 */
public final class SteinerQuality {
    private static final long WARM_UP_NANOS = 8_000_000_000L;

    private final Path folder;
    private final Duration time;
    private final List<Double> certified = new ArrayList<>();
    private double gaps;
    private double worst;
    private int hits;

    private SteinerQuality(Path folder, Duration time) {
        this.folder = folder;
        this.time = time;
    }

    public static void main(String[] args) throws IOException, SteinLibException {
        Duration time = Duration.ofNanos((long) (Double.parseDouble(args[1]) * 1e9));
        new SteinerQuality(Path.of(args[0]), time).run(List.of(args).subList(2, args.length));
    }

    private void run(List<String> parts) throws IOException, SteinLibException {
        List<String> lines = Files.readAllLines(folder.resolve("instances.csv"));
        warmUp(lines);
        for (String line : lines.subList(1, lines.size())) {
            String[] field = line.split(",");
            if (parts.isEmpty() || parts.stream().anyMatch(field[0]::contains)) {
                measure(field[0], Double.parseDouble(field[4]));
            }
        }
        Collections.sort(certified);
        int count = certified.size();
        System.out.printf(Locale.ROOT, "%d instances: mean gap %.3f %%, worst %.2f %%, at best known %d (%.0f %%),"
                        + " median certified gap %.2f %%%n",
                count, 100 * gaps / count, 100 * worst, hits, 100.0 * hits / count,
                100 * certified.get(count / 2));
    }

    private SteinerInstance read(String name) throws IOException, SteinLibException {
        try (Reader reader = Files.newBufferedReader(folder.resolve(name))) {
            return SteinLibReader.read(reader);
        }
    }

    private SteinerAnswer solve(SteinerInstance instance, Duration limit) {
        Budget budget = Budget.ofTime(limit, ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
        return SteinerSolver.solve(instance, budget, 1);
    }

    private void warmUp(List<String> lines) throws IOException, SteinLibException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 1; threads.getCurrentThreadCpuTime() - start < WARM_UP_NANOS; i = i % (lines.size() - 1) + 1) {
            solve(read(lines.get(i).split(",")[0]), Duration.ofMillis(300));
        }
    }

    private void measure(String name, double best) throws IOException, SteinLibException {
        SteinerInstance instance = read(name);
        SteinerAnswer answer = solve(instance, time);
        List<String> faults = SteinerVerifier.faults(instance, answer);
        double gap = answer.cost() / best - 1;
        gaps += gap;
        worst = Math.max(worst, gap);
        hits += answer.cost() <= best ? 1 : 0;
        certified.add(answer.gap());
        System.out.printf(Locale.ROOT, "| %s | %d | %d | %.0f | %.3f %% | %.2f %% |%s%n",
                name, instance.vertexCount(), instance.edgeCount(), answer.cost(), 100 * gap, 100 * answer.gap(),
                faults.isEmpty() ? "" : " NOT SOUND " + faults);
    }
}
