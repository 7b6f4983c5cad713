package org.ebbcast.orchestrator.life;

import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.TaskFailed;

/** What an agent's failure means for its distribution. */
final class TaskFailures {
    private TaskFailures() {}

    static void handle(World world, Phases phases, Distribution d, HostId host, TaskFailed message) {
        if (d.isEnding()) {
            return;
        }
        boolean sends = d.shipments.stream().anyMatch(s -> s.holders.contains(host));
        boolean open = d.target(host).map(t -> !t.isOver()).orElse(false);
        if (message.reason() == TaskFailed.Reason.CONTENT_GONE || !open) {
            d.event(host + " cannot send: " + message.reason() + " " + message.detail(), world.nowNanos);
            if (sends) {
                phases.streaming.contentGone(d, host);
            }
        } else {
            phases.finish.fail(d, d.targets.get(host), reason(message.reason()), message.detail());
        }
    }

    private static FailureReason reason(TaskFailed.Reason reason) {
        switch (reason) {
            case NO_SPACE:
                return FailureReason.NO_SPACE;
            case DISK_ERROR:
                return FailureReason.DISK_ERROR;
            case CONTENT_CORRUPT:
                return FailureReason.CONTENT_CORRUPT;
            case REPAIR_EXHAUSTED:
                return FailureReason.REPAIR_EXHAUSTED;
            default:
                return FailureReason.BAD_REQUEST;
        }
    }
}
