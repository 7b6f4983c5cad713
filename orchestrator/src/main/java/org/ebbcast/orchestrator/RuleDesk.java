package org.ebbcast.orchestrator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.ebbcast.orchestrator.life.Counters;
import org.ebbcast.orchestrator.life.Refusal;
import org.ebbcast.orchestrator.port.RuleException;
import org.ebbcast.orchestrator.port.RulePort;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.RuleStages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands rule work to the {@link RulePort} so that a sweep of orphans and an installation never overlap: a sweep knows
 * only the trees that were live when it began. While a sweep runs, installations wait; the number waiting is bounded by
 * the number of live trees. Nor does a tree's removal overlap with its rules being put back: what waits to be put back is
 * left out, what is on its way lands first. Owned by the orchestrator's loop.
 */
final class RuleDesk {
    private static final Logger LOG = LoggerFactory.getLogger(RuleDesk.class);
    private static final long SWEEP_PATIENCE_NANOS = 5_000_000_000L;

    private final RulePort port;
    private final EventLoop loop;
    private final Counters counters;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final Set<Long> sweeping = new HashSet<>();
    private final Set<Long> removedMeanwhile = new HashSet<>();
    private final Map<Long, Integer> landing = new HashMap<>();
    private final Map<Long, List<Runnable>> afterLanding = new HashMap<>();
    private long sweepNumber;

    RuleDesk(RulePort port, EventLoop loop, Counters counters) {
        this.port = port;
        this.loop = loop;
        this.counters = counters;
    }

    /** @param done told on the loop, with the refusal if there was one */
    void install(long cookie, RuleStages stages, BiConsumer<Long, Optional<Refusal>> done) {
        afterSweep(() -> port.install(stages)
                .whenComplete((ok, error) -> loop.execute(() -> done.accept(cookie, refusal(error)))));
    }

    /** @param done told on the loop, with the problem if there was one */
    void remove(long cookie, RuleStages stages, BiConsumer<Long, Optional<String>> done) {
        Runnable removal = () -> port.remove(stages)
                .whenComplete((ok, error) -> loop.execute(() -> done.accept(cookie, problem(error))));
        if (!sweeping.isEmpty()) {
            removedMeanwhile.add(cookie);
        }
        if (landing.containsKey(cookie)) {
            afterLanding.computeIfAbsent(cookie, c -> new ArrayList<>()).add(removal);
        } else {
            removal.run();
        }
    }

    void reinstall(List<RuleStages> all) {
        afterSweep(() -> all.forEach(this::putBack));
    }

    private void putBack(RuleStages stages) {
        long cookie = stages.stages().get(0).get(0).flow().cookie();
        if (removedMeanwhile.contains(cookie)) {
            return;
        }
        landing.merge(cookie, 1, Integer::sum);
        port.install(stages).whenComplete((ok, error) -> loop.execute(() -> {
            problem(error).ifPresent(p -> LOG.warn("Tried to put rules back but {}; a new plan goes around", p));
            landed(cookie);
        }));
    }

    private void landed(long cookie) {
        if (landing.merge(cookie, -1, Integer::sum) == 0) {
            landing.remove(cookie);
            List<Runnable> removals = afterLanding.remove(cookie);
            if (removals != null) {
                removals.forEach(Runnable::run);
            }
        }
    }

    void sweep(Set<Long> liveCookies, Set<Integer> liveGroupIds) {
        long number = ++sweepNumber;
        sweeping.add(number);
        loop.schedule(SWEEP_PATIENCE_NANOS, () -> swept(number));
        port.removeOrphans(liveCookies, liveGroupIds).whenComplete((removed, error) -> loop.execute(() -> {
            if (error != null) {
                LOG.warn("Tried to remove orphan rules but {}", problem(error).orElse("nothing is known"));
            } else if (!removed.isEmpty()) {
                counters.add(Counters.Count.ORPHANS_REMOVED, removed.size());
                LOG.info("removed {} orphan rules: {}", removed.size(), removed);
            }
            swept(number);
        }));
    }

    private void swept(long number) {
        if (sweeping.remove(number) && sweeping.isEmpty()) {
            List<Runnable> ready = List.copyOf(waiting);
            waiting.clear();
            ready.forEach(Runnable::run);
            removedMeanwhile.clear();
        }
    }

    private void afterSweep(Runnable work) {
        if (sweeping.isEmpty()) {
            work.run();
        } else {
            waiting.addLast(work);
        }
    }

    private static Optional<Refusal> refusal(Throwable error) {
        Optional<DatapathId> where = cause(error)
                .filter(RuleException.class::isInstance)
                .flatMap(c -> Optional.ofNullable(((RuleException) c).datapathId()));
        return problem(error).map(detail -> Refusal.of(where, detail));
    }

    static Optional<String> problem(Throwable error) {
        return cause(error).map(c -> c.getMessage() == null ? c.toString() : c.getMessage());
    }

    private static Optional<Throwable> cause(Throwable error) {
        return Optional.ofNullable(
                error instanceof CompletionException && error.getCause() != null ? error.getCause() : error);
    }
}
