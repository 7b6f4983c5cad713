package org.ebbcast.orchestrator.life;

import java.util.Optional;
import java.util.Set;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.orchestrator.view.ImportState;
import org.ebbcast.orchestrator.view.TargetState;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.HostId;

/** One target of a distribution. Owned by its {@link Distribution}. */
final class Target {
    final HostId host;
    TargetState state = TargetState.PENDING;
    Optional<FailureReason> reason = Optional.empty();
    String detail = "";
    Optional<Set<Digest>> present = Optional.empty();
    boolean inventoryAssumed;
    long freeBytes;
    long bytesTotal;
    Optional<Double> secondsToVerified = Optional.empty();
    long askedNanos;
    boolean unanswered;
    long lostNanos;
    boolean lost;
    long publishingNanos;
    boolean importing;
    ImportState imported = ImportState.NONE;
    double importSeconds;
    String importDetail = "";

    Target(HostId host) {
        this.host = host;
    }

    boolean isOver() {
        return state.isOver();
    }
}
