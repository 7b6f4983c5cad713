package org.ebbcast.onos.cluster;

import java.util.concurrent.RejectedExecutionException;
import org.ebbcast.onos.Worker;
import org.onosproject.cluster.LeadershipEvent;
import org.onosproject.cluster.LeadershipEventListener;
import org.onosproject.cluster.LeadershipService;
import org.onosproject.cluster.NodeId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs for leadership and tells, on the worker, when this instance has it or has it no more. One topic for all of
 * Ebbcast: trees of different distributions share links, so that one mind must plan them.
 */
public final class LeaderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderWatch.class);

    /** Hears of this instance's part; called on the worker. */
    public interface Listener {
        void lead();

        void follow();
    }

    private final LeadershipService leadership;
    private final String topic;
    private final NodeId self;
    private final Worker worker;
    private final Listener listener;
    private final LeadershipEventListener onEvent = this::event;
    private boolean leading; // worker only

    private LeaderWatch(
            LeadershipService leadership, String topic, NodeId self, Worker worker, Listener listener) {
        this.leadership = leadership;
        this.topic = topic;
        this.self = self;
        this.worker = worker;
        this.listener = listener;
    }

    /** Enters the race. */
    public static LeaderWatch start(
            LeadershipService leadership, String topic, NodeId self, Worker worker, Listener listener) {
        LeaderWatch watch = new LeaderWatch(leadership, topic, self, worker, listener);
        leadership.addListener(watch.onEvent);
        leadership.runForLeadership(topic);
        worker.execute(watch::look);
        return watch;
    }

    private void event(LeadershipEvent event) {
        if (event.subject().topic().equals(topic)) {
            try {
                worker.execute(this::look);
            } catch (RejectedExecutionException e) {
                LOG.debug("a leadership event came while closing");
            }
        }
    }

    /** Asks rather than believes the event: events may be late. */
    private void look() {
        boolean now = self.equals(leadership.getLeader(topic));
        if (now != leading) {
            leading = now;
            if (now) {
                listener.lead();
            } else {
                listener.follow();
            }
        }
    }

    /** Leaves the race, so that another instance may lead. */
    @Override
    public void close() {
        leadership.removeListener(onEvent);
        leadership.withdraw(topic);
    }
}
