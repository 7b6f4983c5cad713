package org.ebbcast.orchestrator.port;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.RuleStages;

/** Puts rules into switches and takes them out. Stages are complete when it returned from every switch. */
public interface RulePort {
    /**
     * Runs {@code stages} in order, each behind a barrier in all of its switches; within a switch the group goes in
     * before the flow. Ends exceptionally with {@link RuleException} if a switch refuses, is gone or does not answer in
     * time; what had gone in by then has been taken out again where the switch could be reached.
     * What is in a switch already is no error and stays: live rules are installed again when a switch reconnects.
     */
    CompletionStage<Void> install(RuleStages stages);

    /**
     * Takes rules out in order, flow before group. A switch that is gone is passed over: it is cleaned when it
     * connects again, as everything not live is.
     */
    CompletionStage<Void> remove(RuleStages stages);

    /** Takes out everything of Ebbcast's that is not among the live cookies and groups; answers what was taken out. */
    CompletionStage<List<OwnRule>> removeOrphans(Set<Long> liveCookies, Set<Integer> liveGroupIds);

    /** Everything of Ebbcast's in all connected switches, read from the switches now. */
    CompletionStage<List<OwnRule>> inventory();

    /** A flow or a group of Ebbcast's as found in a switch. Immutable. */
    final class OwnRule {
        private final DatapathId datapathId;
        private final boolean group;
        private final long id;

        private OwnRule(DatapathId datapathId, boolean group, long id) {
            this.datapathId = datapathId;
            this.group = group;
            this.id = id;
        }

        public static OwnRule flow(DatapathId datapathId, long cookie) {
            return new OwnRule(datapathId, false, cookie);
        }

        public static OwnRule group(DatapathId datapathId, int groupId) {
            return new OwnRule(datapathId, true, Integer.toUnsignedLong(groupId));
        }

        public DatapathId datapathId() {
            return datapathId;
        }

        public boolean isGroup() {
            return group;
        }

        /** The cookie of a flow, or the group id. */
        public long id() {
            return id;
        }

        @Override
        public String toString() {
            return datapathId + (group ? " group " : " flow 0x") + Long.toHexString(id);
        }
    }
}
