package org.ebbcast.onos.rig;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.onosproject.cluster.Leader;
import org.onosproject.cluster.Leadership;
import org.onosproject.cluster.LeadershipEvent;
import org.onosproject.cluster.LeadershipEventListener;
import org.onosproject.cluster.LeadershipServiceAdapter;
import org.onosproject.cluster.NodeId;

/** Leadership among instances of which one runs here: it leads when it runs, unless another is made to lead. */
public final class SoleLeader extends LeadershipServiceAdapter {
    private final NodeId self;
    private final Map<String, NodeId> leaders = new ConcurrentHashMap<>();
    private final List<LeadershipEventListener> listeners = new CopyOnWriteArrayList<>();

    public SoleLeader(NodeId self) {
        this.self = self;
    }

    /** Makes {@code node} the leader. */
    public void elect(String topic, NodeId node) {
        leaders.put(topic, node);
        Leadership leadership = new Leadership(topic, new Leader(node, 1, 0), List.of(node));
        LeadershipEvent event = new LeadershipEvent(LeadershipEvent.Type.LEADER_CHANGED, leadership);
        listeners.forEach(listener -> listener.event(event));
    }

    @Override
    public NodeId getLeader(String topic) {
        return leaders.get(topic);
    }

    @Override
    public Leadership runForLeadership(String topic) {
        elect(topic, self);
        return new Leadership(topic, new Leader(self, 1, 0), List.of(self));
    }

    @Override
    public void withdraw(String topic) {
        leaders.remove(topic, self);
    }

    @Override
    public void addListener(LeadershipEventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeListener(LeadershipEventListener listener) {
        listeners.remove(listener);
    }
}
