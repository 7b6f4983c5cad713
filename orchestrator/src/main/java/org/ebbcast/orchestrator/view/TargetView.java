package org.ebbcast.orchestrator.view;

import java.util.Optional;
import org.ebbcast.protocol.HostId;

/** How far one target is. Immutable. */
public final class TargetView {
    private final HostId host;
    private final TargetState state;
    private final Optional<FailureReason> reason;
    private final String detail;
    private final long bytesTotal;
    private final long bytesVerified;
    private final long multicastBytes;
    private final long repairBytes;
    private final Optional<HostId> relayedBy;
    private final Optional<Double> secondsToVerified;
    private final ImportView imported;

    private TargetView(
            HostId host,
            TargetState state,
            Optional<FailureReason> reason,
            String detail,
            long bytesTotal,
            long bytesVerified,
            long multicastBytes,
            long repairBytes,
            Optional<HostId> relayedBy,
            Optional<Double> secondsToVerified,
            ImportView imported) {
        this.host = host;
        this.state = state;
        this.reason = reason;
        this.detail = detail;
        this.bytesTotal = bytesTotal;
        this.bytesVerified = bytesVerified;
        this.multicastBytes = multicastBytes;
        this.repairBytes = repairBytes;
        this.relayedBy = relayedBy;
        this.secondsToVerified = secondsToVerified;
        this.imported = imported;
    }

    /** See the accessors for units. */
    public static TargetView of(
            HostId host,
            TargetState state,
            Optional<FailureReason> reason,
            String detail,
            long bytesTotal,
            long bytesVerified,
            long multicastBytes,
            long repairBytes,
            Optional<HostId> relayedBy,
            Optional<Double> secondsToVerified,
            ImportView imported) {
        return new TargetView(
                host,
                state,
                reason,
                detail,
                bytesTotal,
                bytesVerified,
                multicastBytes,
                repairBytes,
                relayedBy,
                secondsToVerified,
                imported);
    }

    public HostId host() {
        return host;
    }

    public TargetState state() {
        return state;
    }

    /** Present when failed. */
    public Optional<FailureReason> reason() {
        return reason;
    }

    /** For people; empty unless failed. */
    public String detail() {
        return detail;
    }

    /** That lacked here when the distribution began. */
    public long bytesTotal() {
        return bytesTotal;
    }

    /** Of those, on disk with the right hash. */
    public long bytesVerified() {
        return bytesVerified;
    }

    /** That came by multicast. */
    public long multicastBytes() {
        return multicastBytes;
    }

    /** That came from neighbours. */
    public long repairBytes() {
        return repairBytes;
    }

    /** Who passes content on to it, because no tree does; the last one, once it has everything. */
    public Optional<HostId> relayedBy() {
        return relayedBy;
    }

    /** From the intent to the last verified blob on disk. */
    public Optional<Double> secondsToVerified() {
        return secondsToVerified;
    }

    public ImportView imported() {
        return imported;
    }
}
