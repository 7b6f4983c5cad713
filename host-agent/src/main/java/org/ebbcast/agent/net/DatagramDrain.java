package org.ebbcast.agent.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.ebbcast.protocol.ChunkHeader;

/**
 * Empties a socket into one direct buffer and hands each payload to its shipment. Owned by the receive loop's thread.
 */
final class DatagramDrain {
    /*
     * Each datagram is read so that its payload begins where the last kept one ended: its header lies over the last
     * 24 bytes of that payload, which are saved before and restored after. So consecutive chunks become one
     * contiguous run that is written with one call, and no payload is ever copied.
     */
    private static final int CAPACITY_BYTES = 512 << 10;
    private static final int MAX_DATAGRAM_BYTES = 65_536;
    private static final int MAX_BYTES_AT_ONCE = 4 << 20;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY_BYTES);
    private final TransportCounters counters;
    private int next = ChunkHeader.BYTES;

    DatagramDrain(TransportCounters counters) {
        this.counters = counters;
    }

    /** Reads what waits, up to a few megabytes. Returns the number of bytes read. */
    int drain(GroupSocket socket, Map<Integer, ? extends Inbound> shipments, long nowNanos) throws IOException {
        int bytes = 0;
        int datagrams = 0;
        int foreign = 0;
        int lastNumber = 0;
        Inbound shipment = null;
        while (bytes < MAX_BYTES_AT_ONCE) {
            if (next > CAPACITY_BYTES - MAX_DATAGRAM_BYTES) {
                flush(shipments.values());
            }
            int at = next - ChunkHeader.BYTES;
            long saved0 = buffer.getLong(at);
            long saved1 = buffer.getLong(at + 8);
            long saved2 = buffer.getLong(at + 16);
            buffer.limit(CAPACITY_BYTES).position(at);
            if (!socket.receive(buffer)) {
                break;
            }
            int length = buffer.position() - at;
            bytes += length;
            datagrams++;
            boolean valid = ChunkHeader.isValid(buffer, at, length);
            int shard = ChunkHeader.shard(buffer, at);
            int shipmentNumber = ChunkHeader.shipmentNumber(buffer, at);
            int streamId = ChunkHeader.streamId(buffer, at);
            long chunk = ChunkHeader.chunk(buffer, at);
            int sequence = ChunkHeader.sequence(buffer, at);
            buffer.putLong(at, saved0).putLong(at + 8, saved1).putLong(at + 16, saved2);
            if (shipment == null || shipmentNumber != lastNumber) {
                lastNumber = shipmentNumber;
                shipment = shipments.get(shipmentNumber);
            }
            if (!valid || shipment == null) {
                foreign++;
                continue;
            }
            int payload = length - ChunkHeader.BYTES;
            if (shard > 0) {
                shipment.acceptParity(streamId, chunk, shard, sequence, buffer, next, payload, nowNanos);
            } else if (shipment.accept(streamId, chunk, sequence, buffer, next, payload, nowNanos)) {
                next += payload;
            }
        }
        if (datagrams > 0) {
            flush(shipments.values());
            counters.received(datagrams, bytes, foreign);
        }
        return bytes;
    }

    private void flush(Collection<? extends Inbound> shipments) {
        shipments.forEach(Inbound::flush);
        next = ChunkHeader.BYTES;
    }
}
