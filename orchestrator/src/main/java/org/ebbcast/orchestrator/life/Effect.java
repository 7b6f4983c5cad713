package org.ebbcast.orchestrator.life;

import java.util.List;
import java.util.Set;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.RuleStages;

/** Something that the life cycle wants done in the world; the orchestrator performs it. Immutable. */
public interface Effect {
    /** Does what the effect says. */
    void perform(Performer performer);

    /** Whoever can do things in the world. */
    interface Performer {
        /** Queues a message to an agent. */
        void send(HostId host, ControllerMessage message);

        /** Installs a tree's rules and tells {@link Engine#treeInstalled}. */
        void install(long cookie, RuleStages stages);

        /** Takes a tree's rules out and tells {@link Engine#treeRemoved}. */
        void remove(long cookie, RuleStages stages);

        /** Puts rules of live trees back into a switch that came back. */
        void reinstall(List<RuleStages> stages);

        /** Takes out everything of Ebbcast's but these. */
        void sweep(Set<Long> liveCookies, Set<Integer> liveGroupIds);

        /** Looks for a host in the fabric. */
        void probe(Ipv4Address address);

        /** Asks for a switch's statistics beside the regular polls. */
        void poll(DatapathId datapathId);

        /** Makes an entry durable; where a distribution's cannot be, tells {@link Engine#journalFailed}. */
        void save(String key, byte[] value);

        /** Drops an entry. */
        void drop(String key);
    }
}
