package org.ebbcast.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.ebbcast.agent.store.Upload;
import org.ebbcast.protocol.AdjustStream;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.BlobsOutlined;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.EndOfStream;
import org.ebbcast.protocol.ForgetDistribution;
import org.ebbcast.protocol.InventoryTaken;
import org.ebbcast.protocol.Neighbour;
import org.ebbcast.protocol.OutlineBlobs;
import org.ebbcast.protocol.ReceiveShipment;
import org.ebbcast.protocol.ReceiverProgress;
import org.ebbcast.protocol.ReceiverReady;
import org.ebbcast.protocol.SendStream;
import org.ebbcast.protocol.SenderProgress;
import org.ebbcast.protocol.Shipment;
import org.ebbcast.protocol.ShipmentLayout;
import org.ebbcast.protocol.ShipmentReceived;
import org.ebbcast.protocol.TakeInventory;
import org.ebbcast.protocol.TaskFailed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two agents' transports over real UDP multicast on the loopback interface. */
class LoopbackTransferTest {
    private static final String GROUP = "239.192.77.1";
    private static final int PORT = 29_871;
    private static final int CHUNK_BYTES = 1_448;

    @TempDir
    Path directory;

    private LoopbackAgent source;
    private LoopbackAgent target;
    private final List<BlobDescriptor> blobs = new ArrayList<>();
    private final List<byte[]> contents = new ArrayList<>();

    @BeforeEach
    void startAgents() throws IOException {
        source = new LoopbackAgent(directory.resolve("source"));
        target = new LoopbackAgent(directory.resolve("target"));
    }

    @AfterEach
    void stopAgents() throws IOException {
        source.close();
        target.close();
    }

    private void seed(int... sizes) throws IOException {
        Random random = new Random(5);
        for (int size : sizes) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            Digest digest = Digest.ofContent(content);
            try (Upload upload = source.store.upload()) {
                upload.append(ByteBuffer.wrap(content));
                upload.commit(digest);
            }
            contents.add(content);
            blobs.add(new BlobDescriptor("application/octet-stream", digest, size));
        }
    }

    private Shipment shipment(int number) throws InterruptedException {
        return shipment(number, null);
    }

    private Shipment shipment(int number, byte @Nullable [] sealKey) throws InterruptedException {
        source.control.received(new OutlineBlobs(1, CHUNK_BYTES, 64, blobs));
        BlobsOutlined outlined = source.await(BlobsOutlined.class);
        return new Shipment("d-1", number, CHUNK_BYTES, 64, outlined.outlines(), "secret", sealKey);
    }

    private static ReceiveShipment receive(Shipment shipment, int generation, String... groups) {
        return new ReceiveShipment(generation, shipment, List.of(groups), PORT, List.of(), 1, 250);
    }

    private static SendStream send(Shipment shipment, int stream, long rate, long from, long to) {
        return new SendStream(shipment, stream, GROUP, PORT, rate, List.of(new ChunkRange(from, to)), 3, 0);
    }

    @Test
    void shipment_streamedOverMulticast_arrivesWhole() throws Exception {
        seed(3_000_000, 1_000, 500_001);
        Shipment shipment = shipment(7);
        long chunks = ShipmentLayout.of(shipment).chunkCount();
        target.control.received(receive(shipment, 1, GROUP));
        assertThat(target.await(ReceiverReady.class).generation()).isEqualTo(1);
        source.control.received(send(shipment, 1, 200_000_000, 0, chunks / 2));
        source.control.received(send(shipment, 2, 100_000_000, chunks / 2, chunks));

        ShipmentReceived received = target.await(ShipmentReceived.class);

        assertThat(received.multicastBytes()).isEqualTo(3_501_001);
        for (int i = 0; i < blobs.size(); i++) {
            assertThat(target.read(blobs.get(i).digest())).isEqualTo(contents.get(i));
        }
        SenderProgress sent = source.await(SenderProgress.class);
        while (!sent.finished()) {
            sent = source.await(SenderProgress.class);
        }
        assertThat(sent.chunksSent()).isEqualTo(sent.streamId() == 1 ? chunks / 2 : chunks - chunks / 2);
        target.control.received(new TakeInventory(9, List.of(blobs.get(1).digest(), Digest.EMPTY)));
        assertThat(target.await(InventoryTaken.class).present()).contains(blobs.get(1).digest());
    }

    @Test
    void stream_pausedThenAdjusted_runsOn_andResumedReceiverKeepsWhatItHas() throws Exception {
        seed(2_000_000);
        Shipment shipment = shipment(8);
        long chunks = ShipmentLayout.of(shipment).chunkCount();
        target.control.received(receive(shipment, 1, GROUP));
        target.await(ReceiverReady.class);
        source.control.received(send(shipment, 1, 100_000_000, 0, chunks / 2));
        awaitFirstMissing(chunks / 2);
        target.control.received(new ForgetDistribution("d-1"));
        target.control.received(receive(shipment, 1, "239.192.77.2", GROUP));
        target.await(ReceiverReady.class);
        source.control.received(send(shipment, 2, 0, chunks / 2, chunks));
        source.control.received(send(shipment, 3, 50_000_000, chunks / 2 - 64, chunks / 2));
        source.control.received(new AdjustStream(8, 2, GROUP, 100_000_000, 0));

        ShipmentReceived received = target.await(ShipmentReceived.class);

        assertThat(received.multicastBytes()).isLessThan(1_200_000);
        assertThat(target.read(blobs.get(0).digest())).isEqualTo(contents.get(0));
    }

    private void awaitFirstMissing(long chunk) throws InterruptedException {
        while (target.await(ReceiverProgress.class).firstMissingChunk() < chunk) {
            continue;
        }
    }

    private void awaitFinished(int stream) throws InterruptedException {
        SenderProgress sent = source.await(SenderProgress.class);
        while (!sent.finished() || sent.streamId() != stream) {
            sent = source.await(SenderProgress.class);
        }
    }

    @Test
    void shipment_alreadyThere_isReceivedAtOnce() throws Exception {
        seed(100_000);
        Shipment shipment = shipment(9);
        source.control.received(receive(shipment, 1, GROUP));
        assertThat(source.await(ShipmentReceived.class).shipmentNumber()).isEqualTo(9);
    }

    @Test
    void nonsense_isRefusedByName() throws Exception {
        seed(100_000);
        Shipment shipment = shipment(10);
        target.control.received(send(shipment, 1, 1_000, 0, 5));
        assertThat(target.await(TaskFailed.class).reason()).isEqualTo(TaskFailed.Reason.CONTENT_GONE);
        source.control.received(send(shipment, 1, 1_000, 0, 5_000));
        assertThat(source.await(TaskFailed.class)).satisfies(failed -> {
            assertThat(failed.reason()).isEqualTo(TaskFailed.Reason.BAD_REQUEST);
            assertThat(failed.detail()).contains("5000");
        });
    }

    @Test
    void unreachableNeighbour_leavesTheReceiverWaiting_andTheStreamCompletesIt() throws Exception {
        seed(300_000);
        Shipment shipment = shipment(12);
        long chunks = ShipmentLayout.of(shipment).chunkCount();
        Neighbour nobody = new Neighbour("h9", "127.0.0.1", 1, Neighbour.Tier.RACK);
        target.control.received(new ReceiveShipment(1, shipment, List.of(GROUP), PORT, List.of(nobody), 1, 250));
        target.await(ReceiverReady.class);
        target.control.received(new EndOfStream(12, false));
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (target.counters.repairFailures() == 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        source.control.received(send(shipment, 1, 50_000_000, 0, chunks));
        assertThat(target.await(ShipmentReceived.class).repairBytes()).isZero();
        assertThat(target.counters.repairFailures()).isPositive();
    }

    @Test
    void sealedShipment_arrivesWhole_itsLostTailFetched_andForgedDatagramsCostNothing() throws Exception {
        seed(1_500_000, 90_000);
        byte[] key = new byte[32];
        new Random(7).nextBytes(key);
        Shipment shipment = shipment(18, key);
        long chunks = ShipmentLayout.of(shipment).chunkCount();
        List<Neighbour> holder = List.of(source.asNeighbour("h1", Neighbour.Tier.SOURCE));
        target.control.received(new ReceiveShipment(1, shipment, List.of(GROUP), PORT, holder, 1, 250));
        target.await(ReceiverReady.class);
        // Nobody who lacks the key is heard: not in the clear, and not under another key.
        Shipment inTheClear = new Shipment("d-3", 18, CHUNK_BYTES, 64, shipment.blobs(), "x", null);
        Shipment otherKey = new Shipment("d-4", 18, CHUNK_BYTES, 64, shipment.blobs(), "x", new byte[32]);
        source.control.received(send(inTheClear, 5, 200_000_000, 0, chunks));
        awaitFinished(5);
        source.control.received(send(otherKey, 6, 200_000_000, 0, chunks));
        awaitFinished(6);
        source.control.received(send(shipment, 1, 200_000_000, 0, chunks / 2));
        awaitFinished(1);
        target.control.received(new EndOfStream(18, true));
        ShipmentReceived received = target.await(ShipmentReceived.class);
        assertThat(received.repairBytes()).isGreaterThan(700_000).isLessThan(1_000_000);
        assertThat(target.read(blobs.get(0).digest())).isEqualTo(contents.get(0));
        assertThat(target.counters.datagramsForged()).isGreaterThan(chunks / 2);
    }

    @Test
    void lostTail_isFetchedFromTheSource_andALateJoinerLivesOnItsNeighbour() throws Exception {
        seed(1_500_000, 90_000);
        Shipment shipment = shipment(13);
        long chunks = ShipmentLayout.of(shipment).chunkCount();
        List<Neighbour> holder = List.of(source.asNeighbour("h1", Neighbour.Tier.SOURCE));
        target.control.received(new ReceiveShipment(1, shipment, List.of(GROUP), PORT, holder, 1, 250));
        target.await(ReceiverReady.class);
        source.control.received(send(shipment, 1, 200_000_000, 0, chunks / 2));
        awaitFinished(1);
        target.control.received(new EndOfStream(13, false));
        target.control.received(new EndOfStream(13, true));
        ShipmentReceived received = target.await(ShipmentReceived.class);
        assertThat(received.repairBytes()).isGreaterThan(700_000).isLessThan(1_000_000);
        assertThat(target.read(blobs.get(0).digest())).isEqualTo(contents.get(0));
        try (LoopbackAgent late = new LoopbackAgent(directory.resolve("late"))) {
            List<Neighbour> rack = List.of(target.asNeighbour("h2", Neighbour.Tier.RACK));
            late.control.received(new ReceiveShipment(1, shipment, List.of(), PORT, rack, 1, 250));
            late.control.received(new EndOfStream(13, false));
            assertThat(late.await(ShipmentReceived.class).repairBytes()).isEqualTo(1_590_000);
            assertThat(late.read(blobs.get(1).digest())).isEqualTo(contents.get(1));
        }
    }

    @Test
    void controller_startedAnew_sendsTheRestUnderAnotherNumber() throws Exception {
        seed(1_000_000);
        Shipment before = shipment(14);
        long chunks = ShipmentLayout.of(before).chunkCount();
        target.control.received(receive(before, 1, GROUP));
        target.await(ReceiverReady.class);
        source.control.received(send(before, 1, 200_000_000, 0, chunks / 2));
        awaitFirstMissing(chunks / 2);
        Shipment after = shipment(15);
        target.control.received(receive(after, 1, GROUP));
        assertThat(target.await(ReceiverReady.class).shipmentNumber()).isEqualTo(15);
        source.control.received(send(after, 1, 200_000_000, chunks / 2 - 64, chunks));
        ShipmentReceived received = target.await(ShipmentReceived.class);
        assertThat(received.shipmentNumber()).isEqualTo(15);
        assertThat(received.multicastBytes()).isLessThan(600_000);
        assertThat(target.control.receptionCount()).isZero();
    }

    @Test
    void blob_broughtByTwoDistributionsAtOnce_isFilledOnceAndReportedTwice() throws Exception {
        seed(800_000);
        Shipment first = shipment(16);
        Shipment second = new Shipment("d-2", 17, CHUNK_BYTES, 64, first.blobs(), "other", null);
        long chunks = ShipmentLayout.of(first).chunkCount();
        target.control.received(receive(first, 1, GROUP));
        target.control.received(receive(second, 1, GROUP));
        target.await(ReceiverReady.class);
        target.await(ReceiverReady.class);
        source.control.received(send(first, 1, 100_000_000, 0, chunks));
        source.control.received(send(second, 1, 100_000_000, 0, chunks));
        int sum = target.await(ShipmentReceived.class).shipmentNumber()
                + target.await(ShipmentReceived.class).shipmentNumber();
        assertThat(sum).isEqualTo(16 + 17);
        assertThat(target.read(blobs.get(0).digest())).isEqualTo(contents.get(0));
    }

    @Test
    void receiverToldTwiceBeforeItBegan_hearsOfTheEndOfItsStreams() throws Exception {
        seed(1_500_000, 90_000);
        Shipment shipment = shipment(19);
        List<Neighbour> holder = List.of(source.asNeighbour("h1", Neighbour.Tier.SOURCE));
        source.control.received(send(shipment, 1, 200_000_000, 0, 1));
        awaitFinished(1);
        CountDownLatch told = new CountDownLatch(1);
        target.holdReceiveLoop(told);
        target.control.received(new ReceiveShipment(1, shipment, List.of(GROUP), PORT, List.of(), 1, 250));
        target.control.received(new EndOfStream(19, true));
        target.control.received(new ReceiveShipment(1, shipment, List.of(GROUP), PORT, holder, 1, 250));
        target.control.received(receive(shipment, 1, "10.0.0.1"));
        assertThat(target.await(TaskFailed.class).detail()).contains("10.0.0.1");
        told.countDown();

        assertThat(target.await(ShipmentReceived.class).repairBytes()).isEqualTo(1_590_000);
    }
}
