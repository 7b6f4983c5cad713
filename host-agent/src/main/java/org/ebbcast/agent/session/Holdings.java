package org.ebbcast.agent.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ebbcast.agent.registry.ShipmentAccess;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.agent.store.Pin;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.Shipment;

/**
 * What this agent keeps and serves to neighbours for the distributions that it takes part in, until their controller
 * has it forget them. Thread-safe.
 */
final class Holdings {
    /** Beyond that the oldest is let go: a controller that vanished never tells to forget. */
    private static final int MAX_DISTRIBUTIONS = 256;

    private final BlobStore store;
    private final ShipmentAccess access;
    private final Map<String, Holding> holdings = new LinkedHashMap<>();

    private static final class Holding {
        private final Map<String, Set<Digest>> blobsOfToken = new LinkedHashMap<>();
        private final List<Pin> pins = new ArrayList<>();
        private final Set<Digest> pinned = new HashSet<>();
    }

    Holdings(BlobStore store, ShipmentAccess access) {
        this.store = store;
        this.access = access;
    }

    /** Keeps the blobs of {@code shipment} from being collected, and lets its token read them. */
    synchronized void hold(Shipment shipment) {
        Set<Digest> blobs = shipment.blobs().stream()
                .map(outline -> outline.blob().digest())
                .collect(Collectors.toSet());
        Holding holding = holdings.computeIfAbsent(shipment.distributionId(), id -> new Holding());
        Set<Digest> unpinned = new HashSet<>(blobs);
        unpinned.removeAll(holding.pinned);
        if (!unpinned.isEmpty()) {
            holding.pins.add(store.pin(unpinned));
            holding.pinned.addAll(unpinned);
        }
        Set<Digest> readable = holding.blobsOfToken.computeIfAbsent(shipment.accessToken(), t -> new HashSet<>());
        if (readable.addAll(blobs)) {
            access.allow(shipment.accessToken(), readable, shipment.sealKey());
        }
        if (holdings.size() > MAX_DISTRIBUTIONS) {
            forget(holdings.keySet().iterator().next());
        }
    }

    /** The distribution is over: its blobs may be collected, neighbours get nothing more. */
    synchronized void forget(String distributionId) {
        Holding holding = holdings.remove(distributionId);
        if (holding != null) {
            holding.pins.forEach(Pin::close);
            holding.blobsOfToken.keySet().forEach(access::revoke);
        }
    }
}
