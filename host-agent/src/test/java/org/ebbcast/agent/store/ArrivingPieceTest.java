package org.ebbcast.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** A hash that was taken while bytes were written is that of the bytes in the file, or there is none. */
class ArrivingPieceTest {
    private static final int PIECE_BYTES = 1_000;

    private final byte[] file = new byte[4 * PIECE_BYTES];
    private final ArrivingPiece arriving = new ArrivingPiece(new byte[170]);
    private RunningDigest whole = new RunningDigest(DigestAlgorithm.SHA256);

    private void write(int offset, int length, Random random) {
        byte[] content = new byte[length];
        random.nextBytes(content);
        System.arraycopy(content, 0, file, offset, length);
        int piece = offset / PIECE_BYTES;
        arriving.written(piece, (long) piece * PIECE_BYTES, offset, ByteBuffer.wrap(content), whole);
    }

    private boolean has(int piece) {
        return arriving.has(piece, (piece + 1) * PIECE_BYTES);
    }

    private static byte[] sha256(byte[] bytes, int from, int to) {
        return Digest.sha256().digest(Arrays.copyOfRange(bytes, from, to));
    }

    @Test
    void piecesWrittenInOrder_haveTheirHashAndTheWholesOne() {
        Random random = new Random(1);
        for (int piece = 0; piece < 4; piece++) {
            for (int at = 0; at < PIECE_BYTES; at += 250) {
                assertThat(has(piece)).isFalse();
                write(piece * PIECE_BYTES + at, 250, random);
            }
            assertThat(has(piece)).isTrue();
            assertThat(arriving.finish()).isEqualTo(sha256(file, piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES));
            whole = arriving.ahead().orElseThrow();
        }
        assertThat(whole.copy().finish()).isEqualTo(Digest.ofContent(file));
    }

    @Test
    void pieceFoundWrong_leavesTheWholesHashAlone() {
        Random random = new Random(2);
        write(0, PIECE_BYTES, random);
        arriving.finish();
        write(0, PIECE_BYTES, random);
        assertThat(arriving.finish()).isEqualTo(sha256(file, 0, PIECE_BYTES));
        assertThat(arriving.ahead().orElseThrow().finish())
                .isEqualTo(Digest.ofContent(Arrays.copyOf(file, PIECE_BYTES)));
    }

    @RepeatedTest(20)
    void anyWrites_giveTheHashOfWhatLiesInTheFile(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int taken = 0;
        for (int i = 0; i < 4_000; i++) {
            int piece = random.nextInt(2);
            int at = 250 * random.nextInt(4);
            write(piece * PIECE_BYTES + at, 250 * (1 + random.nextInt((PIECE_BYTES - at) / 250)), random);
            if (has(piece) && random.nextBoolean()) {
                taken++;
                assertThat(arriving.finish())
                        .as("seed " + repetition.getCurrentRepetition() + ", step " + i)
                        .isEqualTo(sha256(file, piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES));
            }
        }
        assertThat(taken).isPositive();
    }
}
