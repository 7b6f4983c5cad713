package org.ebbcast.rules;

/** Where in a switch's pipeline tree rules go, and how they mark traffic. Immutable. */
public final class PipelineProfile {
    private final int tableId;
    private final int priority;
    private final int queueId;
    private final int dscp;

    private PipelineProfile(int tableId, int priority, int queueId, int dscp) {
        this.tableId = tableId;
        this.priority = priority;
        this.queueId = queueId;
        this.dscp = dscp;
    }

    /** Table 0, priority 40000, queue 1, DSCP LE (1, RFC 8622). */
    public static PipelineProfile defaults() {
        return of(0, 40_000, 1, 1);
    }

    /** @throws IllegalArgumentException naming the value that does not fit its OpenFlow field */
    public static PipelineProfile of(int tableId, int priority, int queueId, int dscp) {
        if (tableId < 0 || tableId > 254) {
            throw new IllegalArgumentException("table " + tableId + " is not in 0..254");
        }
        if (priority < 1 || priority > 65_535) {
            throw new IllegalArgumentException("priority " + priority + " is not in 1..65535");
        }
        Action.setQueue(queueId);
        Action.setDscp(dscp);
        return new PipelineProfile(tableId, priority, queueId, dscp);
    }

    public int tableId() {
        return tableId;
    }

    public int priority() {
        return priority;
    }

    public int queueId() {
        return queueId;
    }

    public int dscp() {
        return dscp;
    }
}
