package org.ebbcast.agent.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.ebbcast.agent.seal.DatagramOpener;
import org.ebbcast.protocol.ChunkHeader;
import org.jspecify.annotations.Nullable;

/**
 * Empties a socket into one direct buffer and hands each payload to its shipment. Owned by the receive loop's thread.
 */
final class DatagramDrain {
    /*
     * Datagrams are read so that the first payload begins where the last kept one ended: its header lies over the last
     * 24 bytes of that payload, which are saved before and restored after. Of datagrams that the kernel put behind each
     * other the payloads are moved together over the headers between them, which is all that is ever copied. So consecutive
     * chunks become one contiguous run that is written with one call. Sealed payloads are opened to where they are kept; the
     * tag and nonce behind them are overwritten by what comes next.
     */
    private static final int CAPACITY_BYTES = 512 << 10;
    private static final int MAX_READ_BYTES = 65_536;
    private static final int MAX_BYTES_AT_ONCE = 4 << 20;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY_BYTES);
    private final TransportCounters counters;
    private int next = ChunkHeader.BYTES;
    private int datagrams;
    private int foreign;
    private int forged;
    // The header that was read last, and its shipment.
    private @Nullable Inbound shipment;
    private int shipmentNumber;
    private int streamId;
    private long chunk;
    private int shard;
    private int sequence;

    DatagramDrain(TransportCounters counters) {
        this.counters = counters;
    }

    /** Reads what waits, up to a few megabytes. Returns the number of bytes read. */
    int drain(DatagramSource socket, Map<Integer, ? extends Inbound> shipments, long nowNanos) throws IOException {
        int bytes = 0;
        datagrams = 0;
        foreign = 0;
        forged = 0;
        shipment = null;
        while (bytes < MAX_BYTES_AT_ONCE) {
            if (next > CAPACITY_BYTES - MAX_READ_BYTES) {
                flush(shipments.values());
            }
            int read = read(socket, shipments, nowNanos);
            if (read < 0) {
                break;
            }
            bytes += read;
        }
        if (datagrams > 0) {
            flush(shipments.values());
            counters.received(datagrams, bytes, foreign, forged);
        }
        return bytes;
    }

    /** Returns the number of bytes read, or -1 if nothing waited. */
    private int read(DatagramSource socket, Map<Integer, ? extends Inbound> shipments, long nowNanos)
            throws IOException {
        int at = next - ChunkHeader.BYTES;
        long saved0 = buffer.getLong(at);
        long saved1 = buffer.getLong(at + 8);
        long saved2 = buffer.getLong(at + 16);
        buffer.limit(CAPACITY_BYTES).position(at);
        if (!socket.receive(buffer)) {
            return -1;
        }
        int end = buffer.position();
        boolean known = parse(at, end - at, shipments);
        int size = sizeInRun(known, end - at, shipments.values());
        buffer.clear();
        int payload = known ? payloadAtNext(at, size) : -1;
        buffer.putLong(at, saved0).putLong(at + 8, saved1).putLong(at + 16, saved2);
        if (payload >= 0) {
            take(payload, nowNanos);
        }
        takeRest(at + size, end, size, shipments, nowNanos);
        return end - at;
    }

    /** Length of the datagrams of a run. The first one tells; where it is none of ours, what any shipment's are like. */
    private int sizeInRun(boolean known, int runBytes, Collection<? extends Inbound> shipments) {
        if (!known && shipments.isEmpty()) {
            return runBytes;
        }
        Inbound like = known ? shipment : shipments.iterator().next();
        int payload = known ? like.payloadBytes(chunk) : like.fullPayloadBytes();
        int seal = like.opener().isPresent() ? ChunkHeader.SEAL_BYTES : 0;
        return payload == 0 ? runBytes : Math.min(runBytes, ChunkHeader.BYTES + payload + seal);
    }

    /** Moves or opens the payload of the datagram at {@code at} to {@link #next}. Returns its length, or -1 if it is forged. */
    private int payloadAtNext(int at, int length) {
        int payload = length - ChunkHeader.BYTES;
        Optional<DatagramOpener> opener = shipment.opener();
        if (opener.isPresent()) {
            if (!opener.get().open(buffer, at, length, next)) {
                forged++;
                return -1;
            }
            return payload - ChunkHeader.SEAL_BYTES;
        }
        if (at + ChunkHeader.BYTES != next) {
            buffer.put(next, buffer, at + ChunkHeader.BYTES, payload);
        }
        return payload;
    }

    /** What the kernel put behind the first datagram of {@code size}. */
    private void takeRest(int from, int end, int size, Map<Integer, ? extends Inbound> shipments, long nowNanos) {
        for (int at = from; at < end; at += size) {
            int length = Math.min(size, end - at);
            if (parse(at, length, shipments)) {
                int payload = payloadAtNext(at, length);
                if (payload >= 0) {
                    take(payload, nowNanos);
                }
            }
        }
    }

    /** Reads a header. Returns false, and counts it, if it is none, or of a shipment not expected here. */
    private boolean parse(int at, int length, Map<Integer, ? extends Inbound> shipments) {
        datagrams++;
        int number = ChunkHeader.shipmentNumber(buffer, at);
        boolean valid = ChunkHeader.isValid(buffer, at, length);
        if (valid && (shipment == null || number != shipmentNumber)) {
            shipmentNumber = number;
            shipment = shipments.get(number);
        }
        if (!valid || shipment == null) {
            foreign++;
            return false;
        }
        shard = ChunkHeader.shard(buffer, at);
        streamId = ChunkHeader.streamId(buffer, at);
        chunk = ChunkHeader.chunk(buffer, at);
        sequence = ChunkHeader.sequence(buffer, at);
        return true;
    }

    /** Hands on the payload that lies at {@link #next}. */
    private void take(int payload, long nowNanos) {
        if (shard > 0) {
            shipment.acceptParity(streamId, chunk, shard, sequence, buffer, next, payload, nowNanos);
        } else if (shipment.accept(streamId, chunk, sequence, buffer, next, payload, nowNanos)) {
            next += payload;
        }
    }

    private void flush(Collection<? extends Inbound> shipments) {
        shipments.forEach(Inbound::flush);
        next = ChunkHeader.BYTES;
    }
}
