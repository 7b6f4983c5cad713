package org.ebbcast.benchmarks.transport;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.ebbcast.agent.seal.DatagramOpener;
import org.ebbcast.agent.seal.DatagramSealer;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.Shipment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does it take to seal the datagram of a packet of 1500 bytes, and to open it? Between direct buffers, as agents do.
 *
 * <p>{@code java -cp … org.openjdk.jmh.Main SealBenchmark -prof gc}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SealBenchmark {
    private static final int CHUNK_BYTES = ChunkHeader.chunkBytesFor(1500, true);
    private static final int DATAGRAM_BYTES = ChunkHeader.BYTES + CHUNK_BYTES + ChunkHeader.SEAL_BYTES;

    private final byte[] key = new byte[Shipment.SEAL_KEY_BYTES];
    private final DatagramSealer sealer = new DatagramSealer(key, CHUNK_BYTES, new SplittableRandom(1)::nextLong);
    private final DatagramOpener opener = new DatagramOpener(key, CHUNK_BYTES);
    private final ByteBuffer plain = ByteBuffer.allocateDirect(ChunkHeader.BYTES + CHUNK_BYTES);
    private final ByteBuffer sealed = ByteBuffer.allocateDirect(DATAGRAM_BYTES);
    private final ByteBuffer received = ByteBuffer.allocateDirect(DATAGRAM_BYTES + CHUNK_BYTES);

    public SealBenchmark() {
        sealer.seal(plain, 0, CHUNK_BYTES, received, 0);
    }

    @Benchmark
    public ByteBuffer seal() {
        sealer.seal(plain, 0, CHUNK_BYTES, sealed, 0);
        return sealed;
    }

    /** Opens behind the datagram, which so stays what it is. */
    @Benchmark
    public boolean open() {
        return opener.open(received, 0, DATAGRAM_BYTES, DATAGRAM_BYTES);
    }
}
