package org.ebbcast.orchestrator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.ebbcast.orchestrator.view.DistributionId;
import org.ebbcast.orchestrator.view.DistributionView;

/** The latest snapshot of every distribution. The orchestrator's loop writes; any thread reads and waits. */
final class ViewStore {
    private final NavigableMap<DistributionId, DistributionView> views = new ConcurrentSkipListMap<>();
    private final Object changed = new Object();

    void put(List<DistributionView> changes, List<DistributionId> forgotten) {
        if (changes.isEmpty() && forgotten.isEmpty()) {
            return;
        }
        changes.forEach(view -> views.put(view.id(), view));
        forgotten.forEach(views::remove);
        synchronized (changed) {
            changed.notifyAll();
        }
    }

    List<DistributionView> all() {
        return new ArrayList<>(views.values());
    }

    Optional<DistributionView> get(DistributionId id) {
        return Optional.ofNullable(views.get(id));
    }

    /** The snapshot once its revision is above {@code revision}, or the one that is there when time is up. */
    Optional<DistributionView> await(DistributionId id, long revision, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (changed) {
            while (true) {
                Optional<DistributionView> view = get(id);
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                boolean news = view.isEmpty() || view.get().revision() > revision || view.get().state().isOver();
                if (news || millis <= 0) {
                    return view;
                }
                changed.wait(millis);
            }
        }
    }
}
