package org.ebbcast.planner.tool;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.ebbcast.planner.steiner.Budget;
import org.ebbcast.planner.steiner.SteinLibException;
import org.ebbcast.planner.steiner.SteinLibReader;
import org.ebbcast.planner.steiner.SteinerAnswer;
import org.ebbcast.planner.steiner.SteinerInstance;
import org.ebbcast.planner.steiner.SteinerSolver;
import org.ebbcast.planner.steiner.TerminalsApartException;

/** Solves one SteinLib or PACE file and prints the tree as PACE 2018 asks: {@code VALUE n}, then an edge a line. */
public final class SteinerTool {
    private SteinerTool() {}

    /**
     * Reads, solves and prints.
     *
     * @param seconds CPU time of the calling thread for the search, without reading
     * @param bound whether to tell the lower bound and gap on {@code err}
     * @return 0, or 2 when the file cannot be used, which {@code err} explains
     */
    public static int run(Path file, double seconds, long seed, boolean bound, PrintWriter out, PrintWriter err) {
        SteinerInstance instance;
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            instance = SteinLibReader.read(reader);
            Duration time = Duration.ofNanos((long) (seconds * 1e9));
            Budget budget = Budget.ofTime(time, ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
            print(instance, SteinerSolver.solve(instance, budget, seed), bound, out, err);
            return 0;
        } catch (IOException e) {
            err.println("steiner: " + FileFault.said(e));
        } catch (TerminalsApartException e) {
            err.println(file + ": " + e.countedFrom(1));
        } catch (SteinLibException | IllegalArgumentException e) {
            err.println(file + ": " + e.getMessage());
        }
        err.flush();
        return 2;
    }

    private static void print(
            SteinerInstance instance, SteinerAnswer answer, boolean bound, PrintWriter out, PrintWriter err) {
        out.println("VALUE " + number(answer.cost()));
        for (int e : answer.edges()) {
            out.println((instance.tail(e) + 1) + " " + (instance.head(e) + 1));
        }
        out.flush();
        if (bound) {
            err.println("lower bound " + number(answer.lowerBound()) + ", gap "
                    + String.format(Locale.ROOT, "%.3f %%", 100 * answer.gap()));
            err.flush();
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e18 ? Long.toString((long) value) : Double.toString(value);
    }
}
