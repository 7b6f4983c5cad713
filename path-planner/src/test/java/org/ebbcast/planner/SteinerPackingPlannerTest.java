package org.ebbcast.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SteinerPackingPlannerTest {
    private static final long MEGABYTE = 1_000_000;

    private final LeafSpineLab lab = new LeafSpineLab();

    private static int[] vertices(int... v) {
        return v;
    }

    private ShipmentPlan planned(PlanRequest request) {
        Plan plan = new SteinerPackingPlanner().plan(request);
        assertThat(PlanVerifier.faults(request, plan)).isEmpty();
        return plan.shipments().get(0);
    }

    @Test
    void plan_oneSourceIdleFabric_oneTreeOverOneSpineAtLineRate() {
        ShipmentDemand demand =
                ShipmentDemand.of(20 * MEGABYTE, vertices(LeafSpineLab.host(0)), LeafSpineLab.hostsFrom(1));
        ShipmentPlan plan = planned(lab.request(4, 0, demand));
        assertThat(plan.trees()).hasSize(1);
        PlannedTree tree = plan.trees().get(0);
        assertThat(tree.rateBitsPerSecond()).isEqualTo(LeafSpineLab.LINE_RATE);
        assertThat(spineCopies(tree)).isEqualTo(4);
        assertThat(plan.expectedSeconds()).isEqualTo(8.0);
        assertThat(plan.boundSeconds()).isEqualTo(8.0);
    }

    private long spineCopies(PlannedTree tree) {
        return Arrays.stream(tree.arcs())
                .filter(arc -> lab.graph.tail(arc) < 2 || lab.graph.head(arc) < 2)
                .count();
    }

    @Test
    void plan_twoSourcesWithHalfBusyUplinks_bothSendAndAccessLinksStillFit() {
        lab.setIdle(LeafSpineLab.host(0), 2, 10_000_000);
        lab.setIdle(LeafSpineLab.host(1), 2, 10_000_000);
        int[] sources = vertices(LeafSpineLab.host(0), LeafSpineLab.host(1));
        ShipmentPlan plan =
                planned(lab.request(4, 0, ShipmentDemand.of(MEGABYTE, sources, LeafSpineLab.hostsFrom(2))));
        assertThat(plan.trees()).hasSize(2);
        assertThat(plan.expectedSeconds()).isEqualTo(plan.boundSeconds());
    }

    @Test
    void plan_oneReceiverMuchSlower_fastOnesGetTheirOwnTree() {
        lab.setIdle(5, LeafSpineLab.host(15), 4_000_000);
        ShipmentPlan plan = planned(lab.request(
                4, 0, ShipmentDemand.of(MEGABYTE, vertices(LeafSpineLab.host(0)), LeafSpineLab.hostsFrom(1))));
        assertThat(plan.trees()).hasSize(2);
        assertThat(plan.trees().stream().mapToLong(PlannedTree::rateBitsPerSecond))
                .containsExactly(4_000_000L, 16_000_000L);
    }

    @Test
    void plan_receiverBehindFullLink_waitsOrTrickles() {
        lab.setIdle(5, LeafSpineLab.host(15), 0);
        ShipmentDemand demand =
                ShipmentDemand.of(MEGABYTE, vertices(LeafSpineLab.host(0)), LeafSpineLab.hostsFrom(1));
        assertThat(planned(lab.request(4, 0, demand)).waiting()).containsExactly(LeafSpineLab.host(15));
        ShipmentPlan trickling = planned(lab.request(4, 1000, demand));
        assertThat(trickling.waiting()).isEmpty();
        assertThat(trickling.expectedSeconds()).isEqualTo(8000.0);
    }

    @Test
    void plan_nothingIdle_everybodyWaits() {
        Arrays.fill(lab.idle, 0);
        ShipmentPlan plan = planned(lab.request(
                4, 0, ShipmentDemand.of(MEGABYTE, vertices(LeafSpineLab.host(0)), LeafSpineLab.hostsFrom(1))));
        assertThat(plan.trees()).isEmpty();
        assertThat(plan.waiting()).hasSize(15);
    }

    @Test
    void plan_twoShipmentsAcrossEachOther_shareTheReceiversEqually() {
        int[] targets = LeafSpineLab.hostsFrom(2);
        PlanRequest request = lab.request(
                4,
                0,
                ShipmentDemand.of(MEGABYTE, vertices(LeafSpineLab.host(0)), targets),
                ShipmentDemand.of(MEGABYTE, vertices(LeafSpineLab.host(1)), targets));
        Plan plan = new SteinerPackingPlanner().plan(request);
        assertThat(PlanVerifier.faults(request, plan)).isEmpty();
        for (ShipmentPlan shipment : plan.shipments()) {
            assertThat(shipment.expectedSeconds()).isEqualTo(0.8);
        }
    }

    @Test
    void plan_shipmentsThatHardlyMeet_leaveNothingIdleUnused() {
        PlanRequest request = lab.request(
                4,
                0,
                ShipmentDemand.of(MEGABYTE, vertices(LeafSpineLab.host(0)), vertices(LeafSpineLab.host(1))),
                ShipmentDemand.of(MEGABYTE, vertices(LeafSpineLab.host(4)), vertices(LeafSpineLab.host(5))));
        Plan plan = new SteinerPackingPlanner().plan(request);
        assertThat(PlanVerifier.faults(request, plan)).isEmpty();
        for (ShipmentPlan shipment : plan.shipments()) {
            assertThat(shipment.expectedSeconds()).isCloseTo(0.4, offset(1e-6));
        }
    }

    @Test
    void plan_disconnectedTarget_isNamedAndTheRestPlanned() {
        Graph.Builder builder = Graph.builder();
        int leaf = builder.addRelay();
        for (int h = 0; h < 3; h++) {
            builder.addLink(builder.addEndPoint(), leaf, 10, 10);
        }
        int island = builder.addEndPoint();
        Graph graph = builder.build();
        PlanRequest request = PlanRequest.of(
                graph,
                IntStream.range(0, graph.arcCount()).mapToLong(a -> 10).toArray(),
                List.of(ShipmentDemand.of(1, vertices(1), vertices(2, 3, island))),
                PlanLimits.of(1, 0),
                1);
        ShipmentPlan plan = planned(request);
        assertThat(plan.unreachable()).containsExactly(island);
        assertThat(plan.trees().get(0).targets()).containsExactly(2, 3);
    }
}
