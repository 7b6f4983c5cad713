package org.ebbcast.rules;

import java.util.Objects;

/**
 * One OpenFlow action of a tree rule (OpenFlow 1.3.5, 7.2.5), applied in list order. Immutable; a kind and its one
 * operand.
 */
public final class Action {
    /** The kinds of action that a tree needs. */
    public enum Kind {
        /** OFPAT_SET_FIELD on IP_DSCP; operand 0 to 63. */
        SET_DSCP,
        /** OFPAT_SET_QUEUE; operand is the queue id. */
        SET_QUEUE,
        /** OFPAT_GROUP; operand is the group id. */
        GROUP,
        /** OFPAT_OUTPUT; operand is a physical port number. */
        OUTPUT
    }

    private final Kind kind;
    private final long operand;

    private Action(Kind kind, long operand) {
        this.kind = kind;
        this.operand = operand;
    }

    /** @throws IllegalArgumentException if {@code dscp} does not fit six bits */
    public static Action setDscp(int dscp) {
        if (dscp < 0 || dscp > 63) {
            throw new IllegalArgumentException("DSCP " + dscp + " is not in 0..63");
        }
        return new Action(Kind.SET_DSCP, dscp);
    }

    /** @throws IllegalArgumentException if {@code queueId} is negative */
    public static Action setQueue(int queueId) {
        if (queueId < 0) {
            throw new IllegalArgumentException("queue id " + queueId + " is negative");
        }
        return new Action(Kind.SET_QUEUE, queueId);
    }

    public static Action group(int groupId) {
        return new Action(Kind.GROUP, Integer.toUnsignedLong(groupId));
    }

    public static Action output(PortNumber port) {
        return new Action(Kind.OUTPUT, port.value());
    }

    public Kind kind() {
        return kind;
    }

    /** What {@link #kind} acts with. */
    public long operand() {
        return operand;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Action && ((Action) o).kind == kind && ((Action) o).operand == operand;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, operand);
    }

    @Override
    public String toString() {
        return kind + ":" + operand;
    }
}
