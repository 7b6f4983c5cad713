package org.ebbcast.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever bytes come: a message or a {@link ProtocolException}, and nothing else. */
class HostileBytesTest {
    private static final byte[] JSON_BYTES =
            "{}[]\":,0123456789eE+-.truefalsn\\u \0\u00ff".getBytes(StandardCharsets.ISO_8859_1);

    @Property(tries = 1000)
    void randomBytes_decoded_neverThrowAnythingElse(@ForAll byte[] bytes) {
        decodeBoth(bytes);
    }

    @Property(tries = 1000)
    void randomJsonAlphabet_decoded_neverThrowsAnythingElse(@ForAll("jsonish") byte[] bytes) {
        decodeBoth(bytes);
    }

    @Property(tries = 2000)
    void mutatedMessage_decoded_neverThrowsAnythingElse(@ForAll("mutated") byte[] bytes) {
        decodeBoth(bytes);
    }

    @Property(tries = 1000)
    void randomDatagram_header_isReadOrRefused(@ForAll byte[] bytes, @ForAll boolean withMagic) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (withMagic && bytes.length >= 4) {
            buffer.putInt(0, 0xEBCA_01_00);
        }
        ShipmentLayout layout = ShipmentLayout.of(100, 4, new long[] {1, 1000, 12_345});
        if (ChunkHeader.isValid(buffer, 0, bytes.length)) {
            long chunk = ChunkHeader.chunk(buffer, 0);
            if (layout.fits(chunk, bytes.length - ChunkHeader.BYTES)) {
                layout.pieceOfChunk(chunk);
            }
        }
    }

    @Provide
    Arbitrary<byte[]> jsonish() {
        return Arbitraries.integers()
                .between(0, JSON_BYTES.length - 1)
                .map(i -> JSON_BYTES[i])
                .array(byte[].class)
                .ofMaxSize(200);
    }

    @Provide
    Arbitrary<byte[]> mutated() {
        Arbitrary<Object> messages = Arbitraries.oneOf(
                MessageArbitraries.agentMessages().map(m -> (Object) m),
                MessageArbitraries.controllerMessages().map(m -> (Object) m));
        return Combinators.combine(messages, Arbitraries.longs())
                .as((message, seed) -> mutate(MessageCodec.encode(message), new Random(seed)));
    }

    private static byte[] mutate(byte[] json, Random random) {
        byte[] bytes = json;
        for (int n = random.nextInt(4); n >= 0; n--) {
            int at = random.nextInt(bytes.length);
            int length = random.nextInt(1 + Math.min(20, bytes.length - at));
            byte[] piece = Arrays.copyOfRange(bytes, at, at + length);
            switch (random.nextInt(4)) {
                case 0:
                    bytes[at] = (byte) random.nextInt(256);
                    break;
                case 1:
                    bytes[at] = JSON_BYTES[random.nextInt(JSON_BYTES.length)];
                    break;
                case 2:
                    bytes = splice(bytes, at, at, piece);
                    break;
                default:
                    bytes = bytes.length > length ? splice(bytes, at, at + length, new byte[0]) : bytes;
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] piece) {
        return ByteBuffer.allocate(bytes.length - (to - from) + piece.length)
                .put(bytes, 0, from)
                .put(piece)
                .put(bytes, to, bytes.length - to)
                .array();
    }

    private static void decodeBoth(byte[] bytes) {
        try {
            MessageCodec.decodeAgentMessage(bytes);
        } catch (ProtocolException expected) {
            // What the decoder is for.
        }
        try {
            MessageCodec.decodeControllerMessage(bytes);
        } catch (ProtocolException expected) {
            // What the decoder is for.
        }
        MessageCodec.offeredVersions(bytes);
    }
}
