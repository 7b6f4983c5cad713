package org.ebbcast.agent.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.Neighbour;
import org.ebbcast.protocol.ParityBlocks;

/**
 * Senders, receivers and the network between them under virtual time: datagrams are lost, delayed, repeated and forged
 * by chance; neighbours answer requests with what they have verified, late, not at all, or with wrong bytes.
 */
final class TransportWorld {
    /** How bad the network is; chances from 0 to 1. */
    record Faults(
            double loss,
            double repeat,
            double forge,
            double silentNeighbour,
            int liars,
            long maxDelayNanos) {}

    private static final long MILLI = 1_000_000L;

    private final Content content;
    private final Faults faults;
    private final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<StreamSender> senders = new ArrayList<>();
    private final List<ParityEncoder> encoders = new ArrayList<>();
    private final Map<String, Node> nodes = new HashMap<>();
    private final List<Node> order = new ArrayList<>();
    private long nowNanos;
    private long eventNumber;

    private record Event(long atNanos, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /** A receiver, its store, and whether it lies to its neighbours. */
    static final class Node {
        final String host;
        final MemoryPieces store;
        final boolean liar;
        ShipmentReceiver receiver;
        long joinsAtNanos;
        ReceiverEffect.Failed failed;

        private Node(String host, MemoryPieces store, boolean liar) {
            this.host = host;
            this.store = store;
            this.liar = liar;
        }
    }

    TransportWorld(Content content, int receivers, Faults faults, long seed) {
        this.content = content;
        this.faults = faults;
        random = new Random(seed);
        for (int i = 1; i <= receivers; i++) {
            Node node = new Node("h" + i, new MemoryPieces(content.layout(), content.blobs()), i <= faults.liars());
            node.joinsAtNanos = random.nextInt(4) == 0 ? random.nextInt(300) * MILLI : 0;
            nodes.put(node.host, node);
            order.add(node);
        }
        order.forEach(this::start);
    }

    private void start(Node node) {
        node.receiver = new ShipmentReceiver(
                7, content.layout(), node.store, ReceiverSettings.DEFAULT, new Random(random.nextLong()), nowNanos);
        List<Neighbour> neighbours = new ArrayList<>();
        for (Node other : order) {
            if (other != node) {
                neighbours.add(ReceiverFixture.neighbour(
                        other.host, other.host.hashCode() % 2 == 0 ? Neighbour.Tier.RACK : Neighbour.Tier.POD));
            }
        }
        neighbours.add(ReceiverFixture.neighbour("h0", Neighbour.Tier.SOURCE));
        node.receiver.setNeighbours(neighbours);
    }

    /** @param parity shards after each block */
    void stream(int id, int parity, long rateBitsPerSecond, ChunkRange... ranges) {
        senders.add(new StreamSender(
                7, id, content.layout(), List.of(ranges), rateBitsPerSecond, 2 * MILLI, nowNanos));
        senders.get(senders.size() - 1).setParity(parity);
        encoders.add(new ParityEncoder(content.layout().chunkBytes()));
    }

    /** A receiver loses its memory; its store stays. */
    void restart(int receiver) {
        start(order.get(receiver));
    }

    boolean isSent() {
        return senders.stream().allMatch(StreamSender::isFinished);
    }

    boolean isComplete() {
        return order.stream().allMatch(node -> node.store.isComplete() && node.receiver.isOver());
    }

    List<Node> nodes() {
        return order;
    }

    void endOfStream(boolean repairFromSource) {
        order.forEach(node -> node.receiver.endOfStream(repairFromSource, nowNanos));
    }

    /** Runs until {@code millis} have passed. */
    void run(long millis) {
        long end = nowNanos + millis * MILLI;
        while (nowNanos < end && !isComplete()) {
            for (int i = 0; i < senders.size(); i++) {
                send(i + 1, senders.get(i), encoders.get(i));
            }
            while (!events.isEmpty() && events.peek().atNanos() <= nowNanos) {
                events.poll().action().run();
            }
            if (nowNanos / MILLI % 8 == 0) {
                order.forEach(this::tick);
            }
            nowNanos += MILLI;
        }
    }

    private void send(int stream, StreamSender sender, ParityEncoder encoder) {
        while (sender.isDue(nowNanos)) {
            ByteBuffer header = ByteBuffer.allocate(24);
            sender.writeHeader(header, 0, nowNanos);
            int sequence = header.getInt(16);
            long chunk = sender.chunk();
            int shard = sender.shard();
            byte[] payload = payload(sender, encoder);
            order.forEach(node -> transmit(node, stream, sequence, chunk, shard, payload));
            sender.sent(nowNanos);
        }
    }

    private byte[] payload(StreamSender sender, ParityEncoder encoder) {
        long chunk = sender.chunk();
        if (sender.shard() > 0) {
            byte[] parity = new byte[content.layout().chunkLength(chunk)];
            encoder.write(sender.shard(), ByteBuffer.wrap(parity), 0, parity.length);
            return parity;
        }
        byte[] payload = content.chunk(chunk);
        if (sender.blockShards() > 0) {
            long first = ParityBlocks.first(content.layout(), chunk);
            if (chunk == first) {
                encoder.begin(sender.blockShards());
            }
            encoder.add((int) (chunk - first), ByteBuffer.wrap(payload), 0, payload.length);
        }
        return payload;
    }

    private void transmit(Node node, int stream, int sequence, long chunk, int shard, byte[] payload) {
        if (random.nextDouble() < faults.forge()) {
            byte[] forged = new byte[random.nextInt(4) == 0 ? random.nextInt(200) : payload.length];
            random.nextBytes(forged);
            long target = random.nextInt(4) == 0 ? random.nextInt() & 0xFFFF_FFFFL : chunk + random.nextInt(3);
            deliver(node, random.nextInt(5), random.nextInt(), target, random.nextInt(3), forged);
        }
        if (random.nextDouble() >= faults.loss()) {
            deliver(node, stream, sequence, chunk, shard, payload);
        }
        if (random.nextDouble() < faults.repeat()) {
            deliver(node, stream, sequence, chunk, shard, payload);
        }
    }

    private void deliver(Node node, int stream, int sequence, long chunk, int shard, byte[] payload) {
        after(random.nextLong(faults.maxDelayNanos() + 1), () -> {
            if (nowNanos >= node.joinsAtNanos && !node.receiver.isOver()) {
                io(() -> {
                    ByteBuffer buffer = ByteBuffer.wrap(payload);
                    if (shard > 0) {
                        node.receiver.acceptParity(
                                stream, chunk, shard, sequence, buffer, 0, payload.length, nowNanos);
                    } else {
                        node.receiver.accept(stream, chunk, sequence, buffer, 0, payload.length, nowNanos);
                    }
                    node.receiver.flush();
                });
            }
        });
    }

    private void tick(Node node) {
        List<ReceiverEffect> effects = new ArrayList<>();
        node.receiver.tick(nowNanos, effects);
        for (ReceiverEffect effect : effects) {
            if (effect instanceof ReceiverEffect.Commit commit) {
                node.receiver.committed(commit.blob());
            } else if (effect instanceof ReceiverEffect.Fetch fetch) {
                fetch(node, node.receiver, fetch.request());
            } else if (effect instanceof ReceiverEffect.Failed failed) {
                node.failed = failed;
            }
        }
    }

    private void fetch(Node node, ShipmentReceiver asking, RepairRequest request) {
        after(random.nextInt(40) * MILLI, () -> {
            Node from = nodes.get(request.neighbour().host());
            boolean source = from == null;
            ByteBuffer body = content.range(request.blob(), request.offset(), request.length());
            if (!source && from.liar) {
                random.nextBytes(body.array());
            }
            if (!source && random.nextDouble() < faults.silentNeighbour()) {
                asking.repairFailed(request.id(), RepairFailure.UNREACHABLE, nowNanos);
            } else if (source || from.liar || from.store.isVerified(request.piece())) {
                io(() -> asking.repaired(request.id(), body, nowNanos));
            } else {
                asking.repairFailed(request.id(), RepairFailure.NOT_THERE, nowNanos);
            }
        });
    }

    private void after(long delayNanos, Runnable action) {
        events.add(new Event(nowNanos + delayNanos, eventNumber++, action));
    }

    private interface Io {
        void run() throws IOException;
    }

    private static void io(Io action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
