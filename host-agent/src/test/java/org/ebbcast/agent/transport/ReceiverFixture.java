package org.ebbcast.agent.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.Neighbour;

/** A receiver with its store in memory, its effects collected and its time in the test's hands. */
final class ReceiverFixture {
    static final long MILLI = 1_000_000L;

    final Content content;
    final MemoryPieces store;
    final ShipmentReceiver receiver;
    final List<ReceiverEffect> effects = new ArrayList<>();
    private final Map<Integer, Integer> sequences = new HashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    private int free;
    long nowNanos = -5_000_000_000L;

    ReceiverFixture(Content content, long seed) {
        this(content, new MemoryPieces(content.layout(), content.blobs()), seed);
    }

    ReceiverFixture(Content content, MemoryPieces store, long seed) {
        this.content = content;
        this.store = store;
        receiver = new ShipmentReceiver(
                7, content.layout(), store, ReceiverSettings.DEFAULT, new Random(seed), nowNanos);
    }

    static Neighbour neighbour(String host, Neighbour.Tier tier) {
        return new Neighbour(host, "10.0.0." + host.substring(1), 9872, tier);
    }

    void chunk(long chunk) {
        chunk(1, chunk);
    }

    void chunk(int stream, long chunk) {
        datagram(stream, sequences.merge(stream, 1, Integer::sum), chunk, content.chunk(chunk));
    }

    void lose(int stream) {
        sequences.merge(stream, 1, Integer::sum);
    }

    /** A datagram with any payload. */
    void datagram(int stream, int sequence, long chunk, byte[] payload) {
        try {
            if (free + payload.length > buffer.capacity()) {
                flush();
            }
            buffer.clear();
            buffer.put(free, payload);
            if (receiver.accept(stream, chunk, sequence, buffer, free, payload.length, nowNanos)) {
                free += payload.length;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void flush() {
        try {
            receiver.flush();
            free = 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets {@code millis} pass in steps of ten; commits are done at once. Returns what was to be done. */
    List<ReceiverEffect> pass(long millis) {
        List<ReceiverEffect> all = new ArrayList<>();
        for (long step = 0; step <= millis; step += 10) {
            flush();
            effects.clear();
            receiver.tick(nowNanos, effects);
            all.addAll(effects);
            for (ReceiverEffect effect : effects) {
                if (effect instanceof ReceiverEffect.Commit commit) {
                    receiver.committed(commit.blob());
                }
            }
            nowNanos += 10 * MILLI;
        }
        return all;
    }

    void answer(RepairRequest request) {
        deliver(request, content.range(request.blob(), request.offset(), request.length()));
    }

    void deliver(RepairRequest request, ByteBuffer body) {
        try {
            receiver.repaired(request.id(), body, nowNanos);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<RepairRequest> requests(List<ReceiverEffect> effects) {
        return effects.stream()
                .filter(ReceiverEffect.Fetch.class::isInstance)
                .map(effect -> ((ReceiverEffect.Fetch) effect).request())
                .toList();
    }

    static <T extends AgentMessage> List<T> reports(List<ReceiverEffect> effects, Class<T> type) {
        return effects.stream()
                .filter(ReceiverEffect.Report.class::isInstance)
                .map(effect -> ((ReceiverEffect.Report) effect).message())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
