package org.ebbcast.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ChunkHeaderTest {
    @Property(tries = 300)
    void header_writtenAndRead_isUnchanged(
            @ForAll @IntRange(min = 0, max = ParityBlocks.MAX_SHARDS) int shard,
            @ForAll int shipment,
            @ForAll int stream,
            @ForAll @LongRange(min = 0, max = 0xffff_ffffL) long chunk,
            @ForAll int sequence,
            @ForAll int micros) {
        ByteBuffer buffer = ByteBuffer.allocate(ChunkHeader.BYTES + 9);
        ChunkHeader.write(buffer, 3, shard, shipment, stream, chunk, sequence, micros);
        assertThat(ChunkHeader.isValid(buffer, 3, ChunkHeader.BYTES + 1)).isTrue();
        assertThat(ChunkHeader.shard(buffer, 3)).isEqualTo(shard);
        assertThat(ChunkHeader.shipmentNumber(buffer, 3)).isEqualTo(shipment);
        assertThat(ChunkHeader.streamId(buffer, 3)).isEqualTo(stream);
        assertThat(ChunkHeader.chunk(buffer, 3)).isEqualTo(chunk);
        assertThat(ChunkHeader.sequence(buffer, 3)).isEqualTo(sequence);
        assertThat(ChunkHeader.senderMicros(buffer, 3)).isEqualTo(micros);
        assertThat(buffer.position()).isZero();
    }

    @Test
    void header_onTheWire_isBigEndianInDocumentedOrder() {
        ByteBuffer buffer = ByteBuffer.allocate(ChunkHeader.BYTES);
        ChunkHeader.write(buffer, 0, 5, 0x01020304, 0x05060708, 0x090a0b0cL, 0x0d0e0f10, 0x11121314);
        assertThat(buffer.array())
                .startsWith(0xeb, 0xca, 1, 5)
                .endsWith(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20);
    }

    @Test
    void datagram_withoutPayloadOrOfAnotherVersion_isNotValid() {
        ByteBuffer buffer = ByteBuffer.allocate(ChunkHeader.BYTES + 1);
        ChunkHeader.write(buffer, 0, 0, 1, 1, 0, 0, 0);
        assertThat(ChunkHeader.isValid(buffer, 0, ChunkHeader.BYTES)).isFalse();
        assertThat(ChunkHeader.isValid(buffer, 0, 0)).isFalse();
        buffer.put(3, (byte) (ParityBlocks.MAX_SHARDS + 1));
        assertThat(ChunkHeader.isValid(buffer, 0, ChunkHeader.BYTES + 1)).isFalse();
        buffer.put(3, (byte) 0);
        buffer.put(2, (byte) 2);
        assertThat(ChunkHeader.isValid(buffer, 0, ChunkHeader.BYTES + 1)).isFalse();
    }
}
