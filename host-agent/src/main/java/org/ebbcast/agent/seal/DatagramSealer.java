package org.ebbcast.agent.seal;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.Shipment;

/** Seals the image datagrams of a stream: header, ciphertext, tag, nonce. Owned by the thread that sends. */
public final class DatagramSealer {
    /*
     * A nonce is a random number of this sealer, 64 bits, and a count of what it sealed, 32 bits. The count goes up with every
     * call, whether what was sealed is sent or not; when all are used there is another random number. So no nonce comes twice
     * under a key, unless two of the sealers of a distribution draw the same of 2^64 numbers: streams have their own sealers,
     * sources too, and one that begins anew after a crash has a new one.
     */
    static final String PURPOSE = "ebbcast datagram";

    private final Gcm gcm;
    private final LongSupplier random;
    private final byte[] header = new byte[ChunkHeader.BYTES];
    private final byte[] nonce = new byte[Gcm.NONCE_BYTES];
    private final ByteBuffer nonceValue = ByteBuffer.wrap(nonce);
    private final byte[] text;
    private int count;

    /**
     * @param key of the shipment
     * @param chunkBytes longest payload, bytes
     * @param random uniformly distributed over all 64 bits, and for nobody to foresee
     */
    public DatagramSealer(byte[] key, int chunkBytes, LongSupplier random) {
        gcm = new Gcm(key, PURPOSE);
        this.random = random;
        text = new byte[chunkBytes + Gcm.TAG_BYTES];
    }

    /** A new one for a stream of {@code shipment}; empty if that is not sealed. */
    public static Optional<DatagramSealer> of(Shipment shipment, LongSupplier random) {
        return shipment.sealKey().map(key -> new DatagramSealer(key, shipment.chunkBytes(), random));
    }

    /**
     * Seals the datagram of {@code payloadBytes} at {@code from} into {@code to}, where it begins at {@code at} and is {@link
     * ChunkHeader#SEAL_BYTES} longer. Positions are left alone.
     */
    public void seal(ByteBuffer datagram, int from, int payloadBytes, ByteBuffer to, int at) {
        datagram.get(from, header);
        datagram.get(from + ChunkHeader.BYTES, text, 0, payloadBytes);
        nextNonce();
        gcm.seal(nonce, header, text, 0, payloadBytes);
        to.put(at, header);
        to.put(at + ChunkHeader.BYTES, text, 0, payloadBytes + Gcm.TAG_BYTES);
        to.put(at + ChunkHeader.BYTES + payloadBytes + Gcm.TAG_BYTES, nonce);
    }

    private void nextNonce() {
        if (count == 0) {
            nonceValue.putLong(0, random.getAsLong());
        }
        nonceValue.putInt(Long.BYTES, count);
        count++;
    }
}
