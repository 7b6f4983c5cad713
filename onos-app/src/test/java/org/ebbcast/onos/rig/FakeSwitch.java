package org.ebbcast.onos.rig;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.onosproject.core.GroupId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.DefaultFlowEntry;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.Instructions;
import org.onosproject.net.group.DefaultGroup;
import org.onosproject.net.group.Group;
import org.onosproject.net.group.GroupBucket;
import org.onosproject.net.group.GroupBuckets;
import org.onosproject.net.group.GroupOperation;

/**
 * The tables of one switch, which behaves as Open vSwitch does: a flow that names an unknown group is refused, a group
 * with a set_queue in a bucket loses it (so that ONOS never finds what it asked for), removing a group removes the
 * flows that name it. Thread-safe.
 */
public final class FakeSwitch {
    private final DeviceId id;
    private final Map<String, FlowRule> flows = new HashMap<>();
    private final Map<GroupId, GroupOperation> groups = new TreeMap<>((a, b) -> Integer.compare(a.id(), b.id()));
    private final List<String> log;

    private boolean refusesGroups;
    private boolean deaf;
    private long bytesPerFlow;

    FakeSwitch(DeviceId id, List<String> log) {
        this.id = id;
        this.log = log;
    }

    /** From now on every group is answered with an error. */
    public synchronized void refuseGroups() {
        refusesGroups = true;
    }

    /** From now on what is asked of it is acknowledged but not done. */
    public synchronized void becomeDeaf() {
        deaf = true;
    }

    /** Every flow has matched this many bytes. */
    public synchronized void setBytesPerFlow(long bytes) {
        bytesPerFlow = bytes;
    }

    /** Answers whether it took the rule. */
    synchronized boolean add(FlowRule rule) {
        log.add("flow+ " + id);
        if (deaf) {
            return true;
        }
        Optional<GroupId> group = group(rule);
        if (group.isPresent() && !groups.containsKey(group.get())) {
            return false;
        }
        flows.put(identity(rule), rule);
        return true;
    }

    synchronized void remove(FlowRule rule) {
        log.add("flow- " + id);
        if (!deaf) {
            flows.remove(identity(rule));
        }
    }

    /** Empty if it was taken, else the code of the error. */
    synchronized Optional<GroupOperation.GroupMsgErrorCode> apply(GroupOperation operation) {
        log.add("group" + (operation.opType() == GroupOperation.Type.DELETE ? "- " : "+ ") + id);
        if (refusesGroups) {
            return Optional.of(GroupOperation.GroupMsgErrorCode.OUT_OF_GROUPS);
        }
        if (deaf) {
            return Optional.empty();
        }
        if (operation.opType() == GroupOperation.Type.DELETE) {
            groups.remove(operation.groupId());
            flows.values().removeIf(rule -> group(rule).equals(Optional.of(operation.groupId())));
        } else {
            groups.put(operation.groupId(), operation);
        }
        return Optional.empty();
    }

    synchronized List<FlowEntry> flowEntries() {
        List<FlowEntry> entries = new ArrayList<>();
        flows.values()
                .forEach(rule -> entries.add(new DefaultFlowEntry(
                        rule, FlowEntry.FlowEntryState.ADDED, 7_000_000_000L, TimeUnit.NANOSECONDS, 1, bytesPerFlow)));
        return entries;
    }

    synchronized List<Group> groupEntries() {
        List<Group> entries = new ArrayList<>();
        groups.values()
                .forEach(operation ->
                        entries.add(new DefaultGroup(operation.groupId(), id, operation.groupType(), read(operation))));
        return entries;
    }

    /** Rules and groups now in the tables. */
    public synchronized int size() {
        return flows.size() + groups.size();
    }

    public synchronized List<FlowRule> flows() {
        return List.copyOf(flows.values());
    }

    public synchronized List<GroupId> groups() {
        return List.copyOf(groups.keySet());
    }

    private static GroupBuckets read(GroupOperation operation) {
        List<GroupBucket> kept = new ArrayList<>();
        for (GroupBucket bucket : operation.buckets().buckets()) {
            boolean queued = bucket.treatment().allInstructions().stream()
                    .anyMatch(instruction -> instruction.type() == Instruction.Type.QUEUE);
            if (!queued) {
                kept.add(bucket);
            }
        }
        return new GroupBuckets(kept);
    }

    private static Optional<GroupId> group(FlowRule rule) {
        return rule.treatment().allInstructions().stream()
                .filter(instruction -> instruction.type() == Instruction.Type.GROUP)
                .map(instruction -> ((Instructions.GroupInstruction) instruction).groupId())
                .findFirst();
    }

    private static String identity(FlowRule rule) {
        return rule.table() + " " + rule.priority() + " " + rule.selector();
    }
}
