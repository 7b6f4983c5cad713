package org.ebbcast.onos.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.ebbcast.onos.OnosIds;
import org.ebbcast.onos.Worker;
import org.ebbcast.orchestrator.port.RuleException;
import org.ebbcast.rules.DatapathId;
import org.onosproject.net.DeviceId;

/**
 * What is waited for until a switch has confirmed it. ONOS's events say when to look, the stores say whether it is so:
 * an event may come before the wait begins, come twice, or, for a switch that another instance is master of, not come
 * at all, which is why everything is looked at now and then as well. Owned by the worker.
 */
final class Confirmations {
    /** Looks whether it is so; may read ONOS's stores. */
    interface Check {
        /** @throws RuleException if it will never be so */
        boolean met() throws RuleException;
    }

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

    private static final class Wait {
        private final DatapathId datapathId;
        private final Object subject;
        private final Check check;
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        Wait(DatapathId datapathId, Object subject, Check check) {
            this.datapathId = datapathId;
            this.subject = subject;
            this.check = check;
        }
    }

    private final Worker worker;
    private final Duration timeout;
    private final Map<DeviceId, List<Wait>> waits = new HashMap<>();

    /** @param timeout how long a switch may take; more than two of ONOS's polls */
    Confirmations(Worker worker, Duration timeout) {
        this.worker = worker;
        this.timeout = timeout;
        worker.every(LOOK_INTERVAL, () -> List.copyOf(waits.keySet()).forEach(this::look));
    }

    /**
     * Done when {@code check} is met; fails if it throws, or when time is over.
     *
     * @param subject what {@link #fail} names it by; read out to people in the message
     */
    CompletableFuture<Void> await(DatapathId datapathId, Object subject, Check check) {
        Wait wait = new Wait(datapathId, subject, check);
        DeviceId device = OnosIds.deviceId(datapathId);
        waits.computeIfAbsent(device, d -> new ArrayList<>()).add(wait);
        Future<?> end = worker.after(timeout, () -> expire(device, wait));
        wait.done.whenComplete((nothing, failure) -> end.cancel(false));
        look(device);
        return wait.done;
    }

    /** Something about {@code device} may have changed. */
    void look(DeviceId device) {
        settle(device, wait -> {
            try {
                return wait.check.met();
            } catch (RuleException e) {
                return wait.done.completeExceptionally(e);
            }
        });
    }

    /** What is waited for under {@code subject} will not come. */
    void fail(DeviceId device, Object subject, String reason) {
        settle(device, wait -> wait.subject.equals(subject)
                && wait.done.completeExceptionally(new RuleException(wait.datapathId, reason)));
    }

    private void expire(DeviceId device, Wait wait) {
        settle(device, other -> other == wait
                && other.done.completeExceptionally(new RuleException(
                        wait.datapathId,
                        "Tried to program " + wait.subject + " but the switch did not confirm it within "
                                + timeout.toMillis() + " ms; see ONOS's flows and groups commands for its state")));
    }

    /** Takes out every wait that {@code over} holds for, then tells them, as they may begin new ones. */
    private void settle(DeviceId device, Predicate<Wait> over) {
        List<Wait> settled = new ArrayList<>();
        for (Wait wait : List.copyOf(waits.getOrDefault(device, List.of()))) {
            if (over.test(wait)) {
                settled.add(wait);
            }
        }
        waits.computeIfPresent(device, (d, list) -> {
            list.removeAll(settled);
            return list.isEmpty() ? null : list;
        });
        settled.forEach(wait -> wait.done.complete(null));
    }
}
