package org.ebbcast.onos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ebbcast.onos.Worker;
import org.ebbcast.onos.rig.Eventually;
import org.ebbcast.onos.rig.SoleLeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.onosproject.cluster.NodeId;

class LeaderWatchTest {
    private static final NodeId SELF = new NodeId("self");
    private static final NodeId OTHER = new NodeId("other");

    private final SoleLeader leadership = new SoleLeader(SELF);
    private final Worker worker = new Worker("test-control", 100);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final LeaderWatch watch =
            LeaderWatch.start(leadership, "topic", SELF, worker, new LeaderWatch.Listener() {
                @Override
                public void lead() {
                    heard.add("lead");
                }

                @Override
                public void follow() {
                    heard.add("follow");
                }
            });

    @AfterEach
    void end() {
        watch.close();
        worker.close();
    }

    @Test
    void start_alone_leads() {
        Eventually.holds("leads", () -> heard.equals(List.of("lead")));
    }

    @Test
    void anotherElected_followsOnceAndLeadsAgainWhenReelected() {
        Eventually.holds("leads", () -> heard.equals(List.of("lead")));

        leadership.elect("topic", OTHER);
        leadership.elect("topic", OTHER);
        Eventually.holds("follows", () -> heard.equals(List.of("lead", "follow")));
        leadership.elect("other topic", SELF);
        leadership.elect("topic", SELF);

        Eventually.holds("leads again", () -> heard.equals(List.of("lead", "follow", "lead")));
    }

    @Test
    void close_leavesTheRace() {
        watch.close();

        assertThat(leadership.getLeader("topic")).isNull();
    }
}
