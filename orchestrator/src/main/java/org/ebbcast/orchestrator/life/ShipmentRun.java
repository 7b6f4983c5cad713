package org.ebbcast.orchestrator.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ebbcast.orchestrator.plan.FabricGraph;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Neighbour;
import org.ebbcast.protocol.Shipment;
import org.ebbcast.protocol.ShipmentLayout;

/** A shipment on its way: who has it, who lacks it, which streams carry it. Owned by its {@link Distribution}. */
final class ShipmentRun {
    final Shipment shipment;
    final ShipmentLayout layout;
    final SortedSet<HostId> holders;
    final SortedMap<HostId, Receiver> receivers = new TreeMap<>();
    final List<Branch> branches = new ArrayList<>();
    final SortedMap<HostId, List<Neighbour>> neighbours = new TreeMap<>();
    /** Of relayed receivers: from whom each gets the shipment. */
    final SortedMap<HostId, HostId> parents = new TreeMap<>();
    private Optional<NeighbourIndex> index = Optional.empty();
    Optional<Changeover> changeover = Optional.empty();
    int generation;
    int nextStreamId;
    int refusals;
    int repairRounds;
    int reportMillis;
    long planNotBeforeNanos;
    boolean planWanted;
    /** Plans in a row that were not worth a change, since its streams last had what was planned. */
    int futilePlans;
    String planReason = "";
    long sourceLostNanos;
    boolean sourceLost;
    double expectedSeconds;
    double boundSeconds;

    ShipmentRun(Shipment shipment, SortedSet<HostId> holders) {
        this.shipment = shipment;
        this.holders = new TreeSet<>(holders);
        layout = ShipmentLayout.of(shipment);
    }

    /** Where its hosts are in this fabric. */
    NeighbourIndex neighbourIndex(FabricGraph fabric) {
        if (index.isEmpty()) {
            index = Optional.of(new NeighbourIndex(this, fabric));
        }
        return index.get();
    }

    /** Hosts or fabric changed. */
    void forgetNeighbours() {
        index = Optional.empty();
        neighbours.clear();
    }

    int number() {
        return shipment.shipmentNumber();
    }

    /** Streams that their senders still send. */
    Stream<Branch> sending() {
        return branches.stream().filter(Branch::isSending);
    }

    /** Streams past and present that carry content to {@code host}. */
    Stream<Branch> serving(HostId host) {
        return branches.stream()
                .filter(b -> b.state != Branch.State.STOPPED)
                .filter(b -> b.serves(host));
    }

    Optional<Branch> stream(int streamId) {
        return branches.stream().filter(b -> b.streamId == streamId).findFirst();
    }

    /** Asks for a plan at the next chance; the first reason stands. */
    void wantPlan(String reason) {
        if (!planWanted) {
            planWanted = true;
            planReason = reason;
        }
    }
}
