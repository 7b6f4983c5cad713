package org.ebbcast.agent.seal;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.Shipment;

/**
 * Opens the sealed image datagrams of a shipment, and finds those that nobody with its key made. Owned by the thread that
 * receives.
 */
public final class DatagramOpener {
    private final Gcm gcm;
    private final byte[] header = new byte[ChunkHeader.BYTES];
    private final byte[] nonce = new byte[Gcm.NONCE_BYTES];
    private final byte[] text;

    /**
     * @param key of the shipment
     * @param chunkBytes longest payload, bytes
     */
    public DatagramOpener(byte[] key, int chunkBytes) {
        gcm = new Gcm(key, DatagramSealer.PURPOSE);
        text = new byte[chunkBytes + Gcm.TAG_BYTES];
    }

    /** A new one for {@code shipment}; empty if it is not sealed. */
    public static Optional<DatagramOpener> of(Shipment shipment) {
        return shipment.sealKey().map(key -> new DatagramOpener(key, shipment.chunkBytes()));
    }

    /**
     * Opens the datagram of {@code length} bytes at {@code at}; its payload, {@link ChunkHeader#SEAL_BYTES} less than what
     * follows its header, then lies at {@code to}. Returns false, and changes nothing, if it is forged. Positions are left alone.
     */
    public boolean open(ByteBuffer buffer, int at, int length, int to) {
        int sealed = length - ChunkHeader.BYTES - Gcm.NONCE_BYTES;
        if (sealed <= Gcm.TAG_BYTES || sealed > text.length) {
            return false;
        }
        buffer.get(at, header);
        buffer.get(at + ChunkHeader.BYTES, text, 0, sealed);
        buffer.get(at + ChunkHeader.BYTES + sealed, nonce);
        if (!gcm.open(nonce, header, text, 0, sealed)) {
            return false;
        }
        buffer.put(to, text, 0, sealed - Gcm.TAG_BYTES);
        return true;
    }
}
