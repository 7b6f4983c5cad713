package org.ebbcast.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ebbcast.agent.transport.ReceiverFixture.neighbour;
import static org.ebbcast.agent.transport.ReceiverFixture.reports;
import static org.ebbcast.agent.transport.ReceiverFixture.requests;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.ArrayList;
import java.util.List;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.Neighbour;
import org.ebbcast.protocol.ReceiverProgress;
import org.ebbcast.protocol.ReceiverReady;
import org.ebbcast.protocol.ShipmentReceived;
import org.ebbcast.protocol.TaskFailed;
import org.junit.jupiter.api.Test;

class ShipmentReceiverTest {
    private final Content content = Content.of(1, 100, 4, 1_950, 730);
    private final long chunks = content.layout().chunkCount();
    private final ReceiverFixture fixture = new ReceiverFixture(content, 1);
    private final ShipmentReceiver receiver = fixture.receiver;

    @Test
    void chunks_inOrder_completeWithFewWrites() {
        for (long chunk = 0; chunk < chunks; chunk++) {
            fixture.chunk(chunk);
        }
        List<ReceiverEffect> effects = fixture.pass(20);
        assertThat(fixture.store.isComplete()).isTrue();
        assertThat(fixture.store.writes).isEqualTo(content.layout().pieceCount());
        assertThat(reports(effects, ShipmentReceived.class)).singleElement().satisfies(received -> {
            assertThat(received.multicastBytes()).isEqualTo(2_680);
            assertThat(received.repairBytes()).isZero();
        });
        assertThat(receiver.isOver()).isTrue();
    }

    @Test
    void chunks_fromTwoStreamsBackwardsAndTwice_complete() {
        for (long chunk = chunks - 1; chunk >= 0; chunk--) {
            fixture.chunk((int) (chunk % 2), chunk);
            fixture.chunk((int) (chunk % 2), chunk);
        }
        fixture.pass(20);
        assertThat(fixture.store.isComplete()).isTrue();
        assertThat(receiver.counters().duplicates()).isEqualTo(chunks);
    }

    @Test
    void datagram_ofWrongLengthOrPlace_isCountedAndDropped() {
        fixture.datagram(1, 1, 0, new byte[99]);
        fixture.datagram(1, 2, chunks, new byte[100]);
        fixture.datagram(1, 3, 0xFFFF_FFFFL, new byte[100]);
        assertThat(receiver.counters().malformed()).isEqualTo(3);
        assertThat(receiver.counters().datagrams()).isZero();
    }

    @Test
    void progress_whileChunksCome_isReportedFourTimesASecond() {
        fixture.chunk(0);
        assertThat(reports(fixture.pass(0), ReceiverProgress.class)).hasSize(1);
        int reported = 0;
        for (long chunk = 1; chunk < 20; chunk++) {
            fixture.chunk(chunk);
            reported += reports(fixture.pass(40), ReceiverProgress.class).size();
        }
        assertThat(reported).isBetween(3, 4);
        fixture.pass(300);
        assertThat(reports(fixture.pass(2_000), ReceiverProgress.class)).isEmpty();
    }

    @Test
    void progress_afterTheLastChunk_isToldTwiceSoonInASmallGroup() {
        receiver.setGroup(15, 250_000_000L, fixture.nowNanos);
        sendAllBut(5);
        fixture.pass(0);
        assertThat(reports(fixture.pass(45), ReceiverProgress.class)).hasSize(1);
        assertThat(reports(fixture.pass(45), ReceiverProgress.class)).hasSize(1);
        assertThat(reports(fixture.pass(2_000), ReceiverProgress.class)).isEmpty();
    }

    @Test
    void progress_ofTrickleInAGroupThatIsNearlyLarge_isNoOftenerThanOfTheLargest() {
        receiver.setGroup(250, 250_000_000L, fixture.nowNanos);
        sendAllBut(5);
        int reported = 0;
        for (int i = 0; i < 25; i++) {
            fixture.chunk(2, 7);
            reported += reports(fixture.pass(40), ReceiverProgress.class).size();
        }
        assertThat(reported).isBetween(6, 9);
    }

    @Test
    void progress_withGap_namesWhatLacksAndWhatWasLost() {
        fixture.chunk(0);
        fixture.lose(1);
        fixture.lose(1);
        fixture.chunk(3);
        ReceiverProgress progress = receiver.progress();
        assertThat(progress.firstMissingChunk()).isEqualTo(1);
        assertThat(progress.datagramsLost()).isEqualTo(2);
        assertThat(progress.missing()).singleElement().satisfies(range -> {
            assertThat(range.from()).isEqualTo(1);
            assertThat(range.to()).isEqualTo(3);
        });
    }

    @Test
    void endOfStream_asksForTheLostChunksOnly_inTheRackFirst() {
        receiver.setNeighbours(List.of(
                neighbour("h1", Neighbour.Tier.SOURCE),
                neighbour("h2", Neighbour.Tier.POD),
                neighbour("h3", Neighbour.Tier.RACK)));
        sendAllBut(5, 6);
        receiver.endOfStream(false, fixture.nowNanos);
        List<RepairRequest> requests = requests(fixture.pass(0));
        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.neighbour().host()).isEqualTo("h3");
            assertThat(request.offset()).isEqualTo(500);
            assertThat(request.length()).isEqualTo(200);
        });
        fixture.answer(requests.get(0));
        assertThat(reports(fixture.pass(10), ShipmentReceived.class)).singleElement().satisfies(received ->
                assertThat(received.repairBytes()).isEqualTo(200));
    }

    @Test
    void relayParent_isAskedForPiecesInOrder_beforeTheStreamsEnd() {
        receiver.setNeighbours(List.of(neighbour("h2", Neighbour.Tier.RELAY), neighbour("h3", Neighbour.Tier.RACK)));
        List<RepairRequest> requests = new ArrayList<>(requests(fixture.pass(0)));
        assertThat(requests).extracting(RepairRequest::piece).containsExactly(0, 1, 2, 3);
        assertThat(requests).allMatch(r -> r.waitSeconds() > 0 && r.neighbour().host().equals("h2"));
        List<ReceiverEffect> rest = new ArrayList<>();
        while (!requests.isEmpty()) {
            fixture.answer(requests.remove(0));
            List<ReceiverEffect> next = fixture.pass(0);
            requests.addAll(requests(next));
            rest.addAll(next);
        }
        rest.addAll(fixture.pass(10));
        assertThat(reports(rest, ShipmentReceived.class)).hasSize(1);
    }

    @Test
    void relayParent_thatIsSilent_isLeftForTheRack() {
        receiver.setNeighbours(List.of(neighbour("h2", Neighbour.Tier.RELAY), neighbour("h3", Neighbour.Tier.RACK)));
        requests(fixture.pass(0)).forEach(r -> receiver.repairFailed(r.id(), RepairFailure.UNREACHABLE, fixture.nowNanos));
        assertThat(requests(fixture.pass(0))).isNotEmpty().allMatch(r -> r.neighbour().host().equals("h3"));
    }

    @Test
    void rackWithoutTheBytes_leadsToThePod_andToTheSourceOnlyWhenAllowed() {
        receiver.setNeighbours(List.of(
                neighbour("h1", Neighbour.Tier.SOURCE),
                neighbour("h2", Neighbour.Tier.POD),
                neighbour("h3", Neighbour.Tier.RACK)));
        sendAllBut(5);
        receiver.endOfStream(false, fixture.nowNanos);
        RepairRequest first = requests(fixture.pass(0)).get(0);
        receiver.repairFailed(first.id(), RepairFailure.NOT_THERE, fixture.nowNanos);
        RepairRequest second = requests(fixture.pass(0)).get(0);
        assertThat(second.neighbour().host()).isEqualTo("h2");
        receiver.repairFailed(second.id(), RepairFailure.NOT_THERE, fixture.nowNanos);
        assertThat(requests(fixture.pass(20))).isEmpty();
        receiver.endOfStream(true, fixture.nowNanos);
        RepairRequest third = requests(fixture.pass(0)).get(0);
        receiver.repairFailed(third.id(), RepairFailure.NOT_THERE, fixture.nowNanos);
        RepairRequest fourth = requests(fixture.pass(0)).get(0);
        receiver.repairFailed(fourth.id(), RepairFailure.NOT_THERE, fixture.nowNanos);
        assertThat(requests(fixture.pass(0)).get(0).neighbour().host()).isEqualTo("h1");
    }

    @Test
    void gap_olderThanItsDelay_isRepairedWhileTheStreamRuns() {
        receiver.setNeighbours(List.of(neighbour("h3", Neighbour.Tier.RACK)));
        fixture.chunk(0);
        fixture.lose(1);
        fixture.chunk(2);
        fixture.chunk(3);
        assertThat(requests(fixture.pass(3_000))).isEmpty();
        fixture.chunk(4);
        assertThat(requests(fixture.pass(900))).isEmpty();
        assertThat(requests(fixture.pass(300))).singleElement().satisfies(request ->
                assertThat(request.offset()).isEqualTo(100));
    }

    @Test
    void wrongPiece_isFetchedWhole_andItsDatagramsAreDropped() {
        receiver.setNeighbours(List.of(neighbour("h3", Neighbour.Tier.RACK)));
        fixture.datagram(1, 1, 1, new byte[100]);
        fixture.chunk(0);
        fixture.chunk(2);
        fixture.chunk(3);
        assertThat(receiver.counters().wrongPieces()).isEqualTo(1);
        fixture.chunk(2);
        assertThat(receiver.counters().quarantined()).isEqualTo(1);
        RepairRequest request = requests(fixture.pass(200)).get(0);
        assertThat(request.length()).isEqualTo(400);
        fixture.answer(request);
        assertThat(fixture.store.isVerified(0)).isTrue();
    }

    @Test
    void neighbour_withWrongBytesTwice_isAskedNoMore() {
        receiver.setNeighbours(
                List.of(neighbour("h3", Neighbour.Tier.RACK), neighbour("h2", Neighbour.Tier.POD)));
        receiver.endOfStream(false, fixture.nowNanos);
        int fromRack = 0;
        for (int round = 0; round < 400 && !receiver.isOver(); round++) {
            for (RepairRequest request : requests(fixture.pass(50))) {
                if (request.neighbour().host().equals("h3")) {
                    fromRack++;
                    fixture.deliver(request, ByteBuffer.allocate(request.length()));
                } else {
                    fixture.answer(request);
                }
            }
        }
        assertThat(receiver.isOver()).isTrue();
        assertThat(fromRack).isLessThanOrEqualTo(8);
        fixture.store.assertRight();
    }

    @Test
    void silentNeighbour_isLeftAloneForAWhile() {
        receiver.setNeighbours(List.of(neighbour("h3", Neighbour.Tier.RACK)));
        sendAllBut(5);
        receiver.endOfStream(false, fixture.nowNanos);
        int asked = 0;
        for (int i = 0; i < 100; i++) {
            for (RepairRequest request : requests(fixture.pass(90))) {
                asked++;
                receiver.repairFailed(request.id(), RepairFailure.UNREACHABLE, fixture.nowNanos);
            }
        }
        assertThat(asked).isBetween(5, 20);
    }

    @Test
    void repair_withoutAnyAnswer_failsByName() {
        receiver.setNeighbours(List.of(neighbour("h1", Neighbour.Tier.SOURCE)));
        sendAllBut(5);
        receiver.endOfStream(true, fixture.nowNanos);
        ReceiverEffect last = null;
        for (int i = 0; i < 400 && !receiver.isOver(); i++) {
            List<ReceiverEffect> effects = fixture.pass(90);
            for (RepairRequest request : requests(effects)) {
                receiver.repairFailed(request.id(), RepairFailure.UNREACHABLE, fixture.nowNanos);
            }
            last = effects.isEmpty() ? last : effects.get(effects.size() - 1);
        }
        assertThat(last).isInstanceOfSatisfying(ReceiverEffect.Failed.class, failed ->
                assertThat(failed.reason()).isEqualTo(TaskFailed.Reason.REPAIR_EXHAUSTED));
    }

    @Test
    void receiver_startedAgain_countsWhatWasVerified() {
        MemoryPieces store = new MemoryPieces(content.layout(), content.blobs());
        for (int piece = 0; piece < content.layout().pieceCount() - 1; piece++) {
            store.preset(piece);
        }
        ReceiverFixture again = new ReceiverFixture(content, store, 1);
        assertThat(again.receiver.progress().firstMissingChunk()).isEqualTo(chunks - 4);
        for (long chunk = chunks - 4; chunk < chunks; chunk++) {
            again.chunk(chunk);
        }
        assertThat(reports(again.pass(20), ShipmentReceived.class)).hasSize(1);
    }

    @Test
    void receiver_withEverythingThere_isDoneAtOnce() {
        MemoryPieces store = new MemoryPieces(content.layout(), content.blobs());
        for (int piece = 0; piece < content.layout().pieceCount(); piece++) {
            store.preset(piece);
        }
        ReceiverFixture again = new ReceiverFixture(content, store, 1);
        assertThat(reports(again.pass(20), ShipmentReceived.class)).hasSize(1);
    }

    private void sendAllBut(long... lost) {
        for (long chunk = 0; chunk < chunks; chunk++) {
            if (Arrays.binarySearch(lost, chunk) < 0) {
                fixture.chunk(chunk);
            } else {
                fixture.lose(1);
            }
        }
    }

    @Test
    void receiver_ofLargeGroup_saysOneThingAnInterval() {
        ReceiverFixture f = new ReceiverFixture(Content.of(1, 100, 8, 2_000), 1);
        f.receiver.setGroup(10_000, 5_000 * ReceiverFixture.MILLI, f.nowNanos);
        f.receiver.ready(3);
        List<ReceiverEffect> first = f.pass(5_000);
        assertThat(ReceiverFixture.reports(first, AgentMessage.class)).hasSize(1);
        assertThat(ReceiverFixture.reports(first, ReceiverReady.class)).hasSize(1);
        for (long chunk = 0; chunk < 20; chunk++) {
            f.chunk(chunk);
        }
        List<ReceiverEffect> then = f.pass(4_000);
        then.addAll(f.pass(1_010));
        assertThat(ReceiverFixture.reports(then, AgentMessage.class)).hasSize(1);
        assertThat(ReceiverFixture.reports(then, ShipmentReceived.class)).hasSize(1);
        assertThat(f.receiver.isOver()).isTrue();
    }

    @Test
    void receiver_ofLargeGroup_asksTheSourceSeldom() {
        ReceiverFixture f = new ReceiverFixture(Content.of(1, 100, 8, 20_000), 1);
        f.receiver.setGroup(8_000, 250 * ReceiverFixture.MILLI, f.nowNanos);
        f.receiver.setNeighbours(List.of(ReceiverFixture.neighbour("h9", Neighbour.Tier.SOURCE)));
        f.receiver.endOfStream(true, f.nowNanos);
        int asked = 0;
        for (int i = 0; i < 100; i++) {
            for (RepairRequest request : ReceiverFixture.requests(f.pass(990))) {
                asked++;
                f.answer(request);
            }
        }
        // 8000 receivers at 800 requests a second: one in ten seconds.
        assertThat(asked).isBetween(7, 13);
    }
}
