package org.ebbcast.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.ebbcast.orchestrator.config.OrchestratorConfig;
import org.ebbcast.orchestrator.life.Counters;
import org.ebbcast.orchestrator.life.Effect;
import org.ebbcast.orchestrator.life.Engine;
import org.ebbcast.orchestrator.sim.VirtualLoop;
import org.ebbcast.planner.SteinerPackingPlanner;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.DataInterface;
import org.ebbcast.protocol.Heartbeat;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.SenderProgress;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.RuleStages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is lost when too many events wait, that the engine hears of it, and how the loop ends. */
final class EngineLoopTest {
    private static final int LIMIT = 100;
    private static final HostId HOST = HostId.of("h1");

    private final VirtualLoop virtual = new VirtualLoop();
    private final Counters counters = new Counters();
    private final Engine engine = new Engine(
            OrchestratorConfig.of(Map.of()),
            new SteinerPackingPlanner(),
            new Random(1),
            counters,
            Map.of(),
            virtual.nowNanos());
    private final EngineLoop loop = new EngineLoop(virtual, engine, LIMIT, counters, new ViewStore());
    private final AgentEvents events = new AgentEvents(loop);
    private final Probes probes = new Probes();

    /** An agent that connects and that the fabric does not see is looked for, so probes count connections. */
    private static final class Probes implements Effect.Performer {
        private int count;

        @Override
        public void probe(Ipv4Address address) {
            count++;
        }

        @Override
        public void send(HostId host, ControllerMessage message) {}

        @Override
        public void install(long cookie, RuleStages stages) {}

        @Override
        public void remove(long cookie, RuleStages stages) {}

        @Override
        public void reinstall(List<RuleStages> stages) {}

        @Override
        public void sweep(Set<Long> liveCookies, Set<Integer> liveGroupIds) {}

        @Override
        public void poll(DatapathId datapathId) {}

        @Override
        public void save(String key, byte[] value) {}

        @Override
        public void drop(String key) {}
    }

    @BeforeEach
    void connect() {
        loop.start(probes, (e, now) -> {});
        DataInterface data = new DataInterface("eth0", "02:00:00:00:00:01", "10.0.0.1", 1500);
        events.connected(HOST, new Hello(1, 1, "h1", "test", "", List.of(data), 1, 1, Map.of(), false, 1));
        virtual.run(0.001);
        assertThat(probes.count).isEqualTo(1);
        for (int i = 0; i < LIMIT; i++) {
            assertThat(loop.offer((e, now) -> {})).isTrue();
        }
    }

    private void say(AgentMessage message) {
        events.received(HOST, message);
    }

    @Test
    void lostEnd_isAskedForOnceBehindWhatWaits() {
        say(new SenderProgress(1, 1, 10, 10, 10, true));
        say(new SenderProgress(1, 2, 10, 10, 10, true));
        assertThat(counters.value(Counters.Count.EVENTS_DROPPED)).isEqualTo(2);
        virtual.run(0.001);
        assertThat(probes.count).isEqualTo(2);
        assertThat(loop.queued()).isZero();
    }

    @Test
    void lostReport_isLost() {
        say(new SenderProgress(1, 1, 10, 10, 10, false));
        say(new Heartbeat(1));
        virtual.run(0.001);
        assertThat(counters.value(Counters.Count.EVENTS_DROPPED)).isEqualTo(2);
        assertThat(probes.count).isEqualTo(1);
    }

    @Test
    void lostEnd_ofAnAgentThatIsGone_isForgotten() {
        say(new SenderProgress(1, 1, 10, 10, 10, true));
        events.disconnected(HOST, "closed");
        virtual.run(0.001);
        assertThat(probes.count).isEqualTo(1);
        assertThat(engine.agents()).noneMatch(a -> a.connected());
    }

    @Test
    void close_twice_isToldBothTimes() {
        int[] told = {0};
        loop.close(1_000_000_000, () -> told[0]++);
        loop.close(1_000_000_000, () -> told[0]++);
        virtual.run(0.001);
        assertThat(told[0]).isEqualTo(2);
    }
}
