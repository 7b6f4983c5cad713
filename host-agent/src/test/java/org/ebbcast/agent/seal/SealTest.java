package org.ebbcast.agent.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.Shipment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {
    private static final int CHUNK_BYTES = 300;

    private final Random random = new Random(8);
    private final byte[] key = bytes(Shipment.SEAL_KEY_BYTES);
    private final DatagramSealer sealer = new DatagramSealer(key, CHUNK_BYTES, random::nextLong);
    private final DatagramOpener opener = new DatagramOpener(key, CHUNK_BYTES);
    private final byte[] payload = bytes(CHUNK_BYTES);

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] sealed(DatagramSealer by, int payloadBytes) {
        ByteBuffer plain = ByteBuffer.allocate(ChunkHeader.BYTES + payloadBytes);
        ChunkHeader.write(plain, 0, 0, 7, 1, 42, 3, 9);
        plain.put(ChunkHeader.BYTES, payload, 0, payloadBytes);
        ByteBuffer sealed = ByteBuffer.allocateDirect(plain.capacity() + ChunkHeader.SEAL_BYTES + 5);
        by.seal(plain, 0, payloadBytes, sealed, 5);
        byte[] datagram = new byte[plain.capacity() + ChunkHeader.SEAL_BYTES];
        sealed.get(5, datagram);
        return datagram;
    }

    private boolean opens(DatagramOpener by, byte[] datagram) {
        return by.open(ByteBuffer.wrap(datagram.clone()), 0, datagram.length, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 299, 300})
    void datagram_sealed_showsOnlyItsHeader_andOpens(int length) {
        byte[] datagram = sealed(sealer, length);
        assertThat(ChunkHeader.chunk(ByteBuffer.wrap(datagram), 0)).isEqualTo(42);
        byte[] seen = Arrays.copyOfRange(datagram, ChunkHeader.BYTES, datagram.length);
        assertThat(HexFormat.of().formatHex(seen)).doesNotContain(HexFormat.of().formatHex(payload, 0, length) + "0");
        ByteBuffer buffer = ByteBuffer.allocateDirect(datagram.length + 30).put(30, datagram);

        assertThat(opener.open(buffer, 30, datagram.length, 11)).isTrue();

        byte[] opened = new byte[length];
        buffer.get(11, opened);
        assertThat(opened).isEqualTo(Arrays.copyOf(payload, length));
    }

    @Test
    void datagram_changedInAnyByteOrCut_doesNotOpen_andNothingIsWritten() {
        byte[] datagram = sealed(sealer, 40);
        for (int at = 0; at < datagram.length; at++) {
            byte[] forged = datagram.clone();
            forged[at] ^= (byte) (1 + random.nextInt(255));
            ByteBuffer buffer = ByteBuffer.wrap(forged.clone());
            assertThat(opener.open(buffer, 0, forged.length, 3)).as("byte " + at).isFalse();
            assertThat(buffer.array()).isEqualTo(forged);
        }
        for (int length = 0; length < datagram.length; length++) {
            assertThat(opens(opener, Arrays.copyOf(datagram, length))).as("length " + length).isFalse();
        }
        assertThat(opens(opener, Arrays.copyOf(datagram, 60_000))).isFalse();
        assertThat(opens(opener, datagram)).isTrue();
    }

    @Test
    void datagram_ofAnotherKey_doesNotOpen() {
        assertThat(opens(opener, sealed(new DatagramSealer(bytes(32), CHUNK_BYTES, random::nextLong), 40))).isFalse();
    }

    @Test
    void sameDatagram_sealedOften_neverHasTheSameNonce() {
        DatagramSealer other = new DatagramSealer(key, CHUNK_BYTES, random::nextLong);
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            byte[] datagram = sealed(i % 2 == 0 ? sealer : other, 40);
            assertThat(opens(opener, datagram)).isTrue();
            nonces.add(HexFormat.of().formatHex(datagram, datagram.length - 12, datagram.length));
        }
        assertThat(nonces).hasSize(2_000);
    }

    private byte[] sealedRange(Digest blob, long offset) {
        byte[] range = new byte[payload.length + SealedRange.OVERHEAD_BYTES];
        System.arraycopy(payload, 0, range, SealedRange.TEXT_AT, payload.length);
        SealedRange.seal(key, blob, offset, bytes(12), range);
        return range;
    }

    @Test
    void range_opensAsWhatItIs_andAsNothingElse() {
        Digest blob = Digest.ofContent(payload);
        byte[] range = sealedRange(blob, 1_000);
        assertThat(SealedRange.open(key, blob, 1_000, range.clone())).hasValue(payload);
        assertThat(SealedRange.open(key, blob, 1_001, range.clone())).isEmpty();
        assertThat(SealedRange.open(key, Digest.EMPTY, 1_000, range.clone())).isEmpty();
        assertThat(SealedRange.open(bytes(32), blob, 1_000, range.clone())).isEmpty();
        range[20] ^= 1;
        assertThat(SealedRange.open(key, blob, 1_000, range)).isEmpty();
    }
}
