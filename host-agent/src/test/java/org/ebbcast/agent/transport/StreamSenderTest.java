package org.ebbcast.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.ShipmentLayout;
import org.junit.jupiter.api.Test;

class StreamSenderTest {
    private final ShipmentLayout layout = ShipmentLayout.of(1000, 4, new long[] {10_500, 3_000});
    private final ByteBuffer header = ByteBuffer.allocate(ChunkHeader.BYTES);

    private StreamSender sender(long rate, ChunkRange... ranges) {
        return new StreamSender(7, 3, layout, List.of(ranges), rate, 2_000_000, 0);
    }

    private List<Long> drain(StreamSender sender) {
        List<Long> chunks = new ArrayList<>();
        while (!sender.isFinished()) {
            long now = sender.dueNanos();
            assertThat(sender.isDue(now)).isTrue();
            chunks.add(sender.chunk());
            sender.sent(now);
        }
        return chunks;
    }

    @Test
    void stream_withTwoRanges_sendsThemInOrder() {
        StreamSender sender = sender(1_000_000, new ChunkRange(9, 12), new ChunkRange(5, 5), new ChunkRange(0, 2));
        assertThat(drain(sender)).containsExactly(9L, 10L, 11L, 0L, 1L);
        assertThat(sender.progress().finished()).isTrue();
        assertThat(sender.progress().chunksSent()).isEqualTo(5);
        assertThat(sender.progress().wireBytes()).isEqualTo(5 * (42 + 24) + 1000 + 500 + 1000 + 1000 + 1000);
        assertThat(sender.dueNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void header_ofNextDatagram_namesStreamChunkAndSequence() {
        StreamSender sender = sender(1_000_000, new ChunkRange(4, 6));
        sender.sent(0);
        sender.writeHeader(header, 0, 5_000_000);
        assertThat(ChunkHeader.isValid(header, 0, 25)).isTrue();
        assertThat(ChunkHeader.shipmentNumber(header, 0)).isEqualTo(7);
        assertThat(ChunkHeader.streamId(header, 0)).isEqualTo(3);
        assertThat(ChunkHeader.chunk(header, 0)).isEqualTo(5);
        assertThat(ChunkHeader.sequence(header, 0)).isEqualTo(1);
        assertThat(ChunkHeader.senderMicros(header, 0)).isEqualTo(5000);
    }

    @Test
    void replacedRanges_keepSequenceRunning() {
        StreamSender sender = sender(1_000_000, new ChunkRange(0, 2));
        drain(sender);
        sender.replace(List.of(new ChunkRange(1, 2)));
        assertThat(sender.isFinished()).isFalse();
        sender.writeHeader(header, 0, 0);
        assertThat(ChunkHeader.sequence(header, 0)).isEqualTo(2);
        assertThat(ChunkHeader.chunk(header, 0)).isEqualTo(1);
    }

    @Test
    void rate_zero_pausesUntilSetAgain() {
        StreamSender sender = sender(0, new ChunkRange(0, 2));
        assertThat(sender.isDue(1_000_000_000)).isFalse();
        sender.setRate(1_000_000, 2_000_000_000L);
        assertThat(sender.isDue(2_000_000_000L)).isTrue();
    }

    @Test
    void heldStream_resumesWhenItsRateIsSet() {
        StreamSender sender = sender(1_000_000, new ChunkRange(0, 2));
        sender.hold();
        assertThat(sender.isDue(1_000_000_000)).isFalse();
        sender.setRate(1_000_000, 1_000_000_000);
        assertThat(sender.isDue(1_000_000_000)).isTrue();
    }

    @Test
    void range_beyondTheShipment_isRefused() {
        assertThatThrownBy(() -> sender(1, new ChunkRange(0, 15)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 to 15")
                .hasMessageContaining("14");
    }

    /** What goes out: chunks as they are, parity shard j of the block at b as -(100 b + j). */
    private List<Long> drainWithParity(StreamSender sender) {
        List<Long> sent = new ArrayList<>();
        while (!sender.isFinished()) {
            sent.add(sender.shard() == 0 ? sender.chunk() : -(100 * sender.chunk() + sender.shard()));
            sender.sent(sender.dueNanos());
        }
        return sent;
    }

    @Test
    void parity_ofWholeBlocks_followsEach() {
        StreamSender sender = sender(1_000_000, new ChunkRange(0, 14));
        sender.setParity(2);
        assertThat(drainWithParity(sender)).containsExactly(
                0L, 1L, 2L, 3L, -1L, -2L, 4L, 5L, 6L, 7L, -401L, -402L, 8L, 9L, 10L, -801L, -802L,
                11L, 12L, 13L, -1101L, -1102L);
        assertThat(sender.chunksSent()).isEqualTo(14);
    }

    @Test
    void parity_ofBlocksThatARangeCuts_isNotSent() {
        StreamSender sender = sender(1_000_000, new ChunkRange(1, 8), new ChunkRange(8, 10), new ChunkRange(11, 14));
        sender.setParity(1);
        assertThat(drainWithParity(sender)).containsExactly(
                1L, 2L, 3L, 4L, 5L, 6L, 7L, -401L, 8L, 9L, 11L, 12L, 13L, -1101L);
    }

    @Test
    void parity_changedInABlock_holdsFromTheNextOneOn() {
        StreamSender sender = sender(1_000_000, new ChunkRange(0, 8));
        sender.setParity(1);
        sender.sent(sender.dueNanos());
        sender.setParity(0);
        assertThat(drainWithParity(sender)).containsExactly(1L, 2L, 3L, -1L, 4L, 5L, 6L, 7L);
    }

    @Test
    void run_atAHighRate_isWhatIsDueUpToTheEndOfBlobAndRange() {
        // 1066 bytes on the wire take 10 us.
        StreamSender sender = sender(852_800_000, new ChunkRange(0, 13));
        assertThat(sender.wakeNanos(64)).isEqualTo(100_000);
        assertThat(sender.wakeNanos(5)).isEqualTo(40_000);
        assertThat(sender.run(0, 64)).isEqualTo(1);
        assertThat(sender.run(39_999, 64)).isEqualTo(4);
        assertThat(sender.run(1_000_000, 64)).isEqualTo(11);
        assertThat(sender.run(1_000_000, 5)).isEqualTo(5);
        sender.sent(11, 100_000);
        assertThat(sender.chunk()).isEqualTo(11);
        assertThat(sender.run(1_000_000, 64)).isEqualTo(2);
    }

    @Test
    void run_atALowRate_isOneDatagramUnlessItWokeLate() {
        StreamSender sender = sender(8_528_000, new ChunkRange(0, 11));
        assertThat(sender.run(sender.dueNanos(), 64)).isEqualTo(1);
        sender.sent(1, sender.dueNanos());
        assertThat(sender.wakeNanos(64)).isEqualTo(1_000_000L);
        // 8 ms of lost time are caught up with at most: four times the 2 ms given.
        assertThat(sender.run(sender.dueNanos() + 60_000_000, 64)).isEqualTo(9);
    }

    @Test
    void run_ofAStreamWithParity_endsWithTheBlock() {
        StreamSender sender = sender(852_800_000, new ChunkRange(0, 14));
        sender.setParity(1);
        sender.sent(1, 0);
        assertThat(sender.run(1_000_000, 64)).isEqualTo(3);
        sender.sent(3, 1_000_000);
        assertThat(sender.shard()).isEqualTo(1);
        assertThat(sender.run(1_000_000, 64)).isEqualTo(1);
        assertThat(sender.wakeNanos(64)).isEqualTo(sender.dueNanos());
    }

    @Test
    void headersOfARun_countOn() {
        StreamSender sender = sender(852_800_000, new ChunkRange(4, 9));
        sender.sent(1, 0);
        sender.writeHeader(header, 0, 2, 0);
        assertThat(ChunkHeader.chunk(header, 0)).isEqualTo(7);
        assertThat(ChunkHeader.sequence(header, 0)).isEqualTo(3);
    }

    @Test
    void parityAlone_isSentFromTheShardNamed_asManyAsARangeHasChunks() {
        StreamSender sender = sender(1_000_000, new ChunkRange(0, 1));
        sender.sent(sender.dueNanos());
        sender.replaceByParity(List.of(new ChunkRange(4, 6), new ChunkRange(8, 8), new ChunkRange(11, 14)), 3);
        assertThat(sender.parityFrom()).isEqualTo(3);
        assertThat(sender.blockShards()).isEqualTo(2);
        assertThat(sender.run(1_000_000_000, 64)).isEqualTo(1);
        assertThat(drainWithParity(sender)).containsExactly(-403L, -404L, -1103L, -1104L, -1105L);
        assertThat(sender.chunksSent()).isEqualTo(6);
        assertThat(sender.dueNanos()).isEqualTo(Long.MAX_VALUE);
        sender.replace(List.of(new ChunkRange(2, 4)));
        assertThat(drainWithParity(sender)).containsExactly(2L, 3L);
    }

    @Test
    void parityAlone_ofNoBlockOrBeyondTheLastShard_isRefusedAndNothingChanges() {
        StreamSender sender = sender(1_000_000, new ChunkRange(0, 2));
        assertThatThrownBy(() -> sender.replaceByParity(List.of(new ChunkRange(1, 2)), 1))
                .hasMessageContaining("1 to 2");
        assertThatThrownBy(() -> sender.replaceByParity(List.of(new ChunkRange(8, 12)), 1))
                .hasMessageContaining("8 to 12");
        assertThatThrownBy(() -> sender.replaceByParity(List.of(new ChunkRange(0, 3)), 15))
                .hasMessageContaining("15");
        assertThatThrownBy(() -> sender.replaceByParity(List.of(new ChunkRange(0, 3)), 0))
                .hasMessageContaining("from 0");
        assertThatThrownBy(() -> sender.replaceByParity(List.of(new ChunkRange(11, 15)), 1))
                .hasMessageContaining("14");
        assertThat(drainWithParity(sender)).containsExactly(0L, 1L);
    }

    @Test
    void parity_moreThanABlockMayHave_isRefused() {
        assertThatThrownBy(() -> sender(1, new ChunkRange(0, 1)).setParity(17)).hasMessageContaining("17");
    }
}
