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
import org.onosproject.net.group.GroupDescription;
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
    private boolean refusesFlows;
    private boolean silent;
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

    /** From now on every flow is answered with an error. */
    public synchronized void refuseFlows() {
        refusesFlows = true;
    }

    /** From now on nothing is answered, and nothing done. */
    public synchronized void fallSilent() {
        silent = true;
    }

    synchronized boolean isSilent() {
        return silent;
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
        if (deaf || silent) {
            return true;
        }
        Optional<GroupId> group = group(rule);
        if (refusesFlows || group.isPresent() && !groups.containsKey(group.get())) {
            return false;
        }
        if (!rule.equals(flows.put(identity(rule), rule))) {
            log.add("flow+ " + id);
        }
        return true;
    }

    synchronized void remove(FlowRule rule) {
        if (!deaf && !silent && flows.remove(identity(rule)) != null) {
            log.add("flow- " + id);
        }
    }

    /** Empty if it was taken, else the code of the error. */
    synchronized Optional<GroupOperation.GroupMsgErrorCode> apply(GroupOperation operation) {
        if (refusesGroups) {
            return Optional.of(GroupOperation.GroupMsgErrorCode.OUT_OF_GROUPS);
        }
        if (deaf || silent) {
            return Optional.empty();
        }
        if (operation.opType() == GroupOperation.Type.DELETE) {
            if (groups.remove(operation.groupId()) != null) {
                log.add("group- " + id);
            }
            flows.values().removeIf(rule -> group(rule).equals(Optional.of(operation.groupId())));
        } else if (groups.put(operation.groupId(), operation) == null) {
            log.add("group+ " + id);
        }
        return Optional.empty();
    }

    /** Has these from now on, whoever put them there; nothing is told or logged of it. */
    public synchronized void hold(FlowRule rule) {
        flows.put(identity(rule), rule);
    }

    /** As {@link #hold(FlowRule)}, with a group. */
    public synchronized void hold(FlowRule rule, GroupDescription group) {
        GroupId groupId = new GroupId(group.givenGroupId());
        groups.put(groupId, GroupOperation.createAddGroupOperation(groupId, group.type(), group.buckets()));
        hold(rule);
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

    /** Buckets of every group. */
    public synchronized Map<GroupId, GroupBuckets> groupBuckets() {
        Map<GroupId, GroupBuckets> buckets = new HashMap<>();
        groups.forEach((groupId, operation) -> buckets.put(groupId, operation.buckets()));
        return buckets;
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
