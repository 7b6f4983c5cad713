package org.ebbcast.controller.internal.openflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.ebbcast.controller.internal.fabric.BaseFlow;
import org.ebbcast.controller.internal.fabric.Criteria;
import org.ebbcast.controller.internal.fabric.EthernetFrame;
import org.ebbcast.controller.internal.fabric.MacAddress;
import org.ebbcast.controller.internal.fabric.RuleChange;
import org.ebbcast.controller.internal.fabric.Treatment;
import org.ebbcast.rules.PortNumber;
import org.junit.jupiter.api.Test;
import org.projectfloodlight.openflow.exceptions.OFParseError;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFFlowAdd;
import org.projectfloodlight.openflow.protocol.OFFlowStatsEntry;
import org.projectfloodlight.openflow.protocol.OFFlowStatsReply;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.types.U64;

/** What was put into a switch is understood when it is read back, so that a reconnect changes nothing. */
class FoundRulesTest {
    private static final OFFactory FACTORY = OpenFlowMessages.FACTORY;

    private static OFFlowStatsEntry entry(OFFlowAdd flow) {
        return FACTORY.buildFlowStatsEntry()
                .setTableId(flow.getTableId())
                .setPriority(flow.getPriority())
                .setCookie(flow.getCookie())
                .setHardTimeout(flow.getHardTimeout())
                .setMatch(flow.getMatch())
                .setInstructions(flow.getInstructions())
                .build();
    }

    /** As it comes over the wire. */
    private static FoundRules read(List<OFFlowStatsEntry> entries) throws OFParseError {
        ByteBuf wire = Unpooled.buffer();
        FACTORY.buildFlowStatsReply().setEntries(entries).build().writeTo(wire);
        OFFlowStatsReply reply = (OFFlowStatsReply) FACTORY.getReader().readFrom(wire);
        return FoundRules.of(reply.getEntries(), List.of());
    }

    private static OFFlowAdd put(BaseFlow flow) {
        OFMessage message =
                OpenFlowMessages.baseChanges(List.of(new RuleChange.PutFlow(flow))).get(0);
        return (OFFlowAdd) message;
    }

    @Property(tries = 200)
    void flow_putAndReadBack_isTheSame(@ForAll long seed) throws OFParseError {
        Random random = new Random(seed);
        BaseFlow flow = new BaseFlow(
                new BaseFlow.Key(random.nextInt(2), random.nextInt(65_536), criteria(random)),
                treatment(random),
                random.nextInt(3));
        FoundRules found = read(List.of(entry(put(flow))));
        assertThat(found.base().flows()).containsOnly(java.util.Map.entry(flow.key(), flow));
        assertThat(found.strange()).isEmpty();
    }

    private static Criteria criteria(Random random) {
        boolean multicast = random.nextBoolean();
        boolean dscp = random.nextInt(3) == 0;
        OptionalInt etherType = dscp
                ? OptionalInt.of(EthernetFrame.IPV4)
                : random.nextBoolean() ? OptionalInt.of(EthernetFrame.ARP) : OptionalInt.empty();
        return new Criteria(
                random.nextBoolean() ? Optional.of(PortNumber.of(1 + random.nextInt(0xffff))) : Optional.empty(),
                random.nextBoolean() ? Optional.of(mac(random)) : Optional.empty(),
                !multicast && random.nextBoolean() ? Optional.of(mac(random)) : Optional.empty(),
                multicast,
                etherType,
                dscp ? OptionalInt.of(random.nextInt(64)) : OptionalInt.empty());
    }

    private static MacAddress mac(Random random) {
        return new MacAddress(random.nextLong() >>> 16);
    }

    private static Treatment treatment(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> new Treatment.Drop();
            case 1 -> new Treatment.ToController();
            case 2 -> new Treatment.Output(PortNumber.of(0xffffff00L - random.nextInt(100)));
            case 3 -> new Treatment.ToGroup(0xea000000 | random.nextInt(1 << 24));
            case 4 -> new Treatment.GotoTable(1, OptionalInt.empty());
            default -> new Treatment.GotoTable(1, OptionalInt.of(random.nextInt(8)));
        };
    }

    @Test
    void flow_ofOursThatIsNotUnderstood_isStrangeAndForeignOnesAreNot() throws OFParseError {
        BaseFlow flow = BaseFlow.of(0, 5, Criteria.ANY, new Treatment.Drop());
        OFFlowAdd twoOutputs = put(flow).createBuilder()
                .setInstructions(List.of(FACTORY.instructions()
                        .applyActions(new ArrayList<>(List.of(
                                FACTORY.actions().popVlan(), FACTORY.actions().popVlan())))))
                .build();
        OFFlowAdd foreign =
                put(flow).createBuilder().setCookie(U64.of(0xebb1L << 48)).build();
        FoundRules found = read(List.of(entry(twoOutputs), entry(foreign)));
        assertThat(found.strange()).hasSize(1);
        assertThat(found.base().flows()).isEmpty();
        assertThat(found.treeFlows()).isEmpty();
    }
}
