package org.ebbcast.agent.transport;

import java.util.HashMap;
import java.util.Map;

/**
 * The streams of one shipment as a receiver sees them. At most {@value #MAX_STREAMS} are tracked; the one silent for
 * longest makes room, so that forged stream ids cost no memory. Owned by its receiver.
 */
final class StreamTrackers {
    private static final int MAX_STREAMS = 64;

    private final Map<Integer, StreamTracker> trackers = new HashMap<>();
    private long lostBefore;
    private int lastId;
    private StreamTracker last = new StreamTracker();

    /** @see StreamTracker#observe */
    long observe(int streamId, int sequence, long chunk, long nowNanos) {
        if (trackers.isEmpty() || streamId != lastId) {
            last = tracker(streamId);
            lastId = streamId;
        }
        return last.observe(sequence, chunk, nowNanos);
    }

    private StreamTracker tracker(int streamId) {
        StreamTracker tracker = trackers.get(streamId);
        if (tracker == null) {
            if (trackers.size() >= MAX_STREAMS) {
                forgetSilent();
            }
            tracker = new StreamTracker();
            trackers.put(streamId, tracker);
        }
        return tracker;
    }

    private void forgetSilent() {
        int silent = 0;
        long since = Long.MAX_VALUE;
        for (Map.Entry<Integer, StreamTracker> entry : trackers.entrySet()) {
            if (entry.getValue().lastSeenNanos() < since) {
                silent = entry.getKey();
                since = entry.getValue().lastSeenNanos();
            }
        }
        lostBefore += trackers.remove(silent).lost();
    }

    /** Datagrams lost over all streams so far. */
    long lost() {
        long lost = lostBefore;
        for (StreamTracker tracker : trackers.values()) {
            lost += tracker.lost();
        }
        return lost;
    }
}
