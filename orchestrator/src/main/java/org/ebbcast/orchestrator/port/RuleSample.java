package org.ebbcast.orchestrator.port;

import org.ebbcast.rules.DatapathId;

/** Byte counter of one of Ebbcast's own flow rules, read together with the port counters. Immutable. */
public final class RuleSample {
    private final DatapathId datapathId;
    private final long cookie;
    private final long bytes;
    private final long switchNanos;

    private RuleSample(DatapathId datapathId, long cookie, long bytes, long switchNanos) {
        this.datapathId = datapathId;
        this.cookie = cookie;
        this.bytes = bytes;
        this.switchNanos = switchNanos;
    }

    /** @param switchNanos the rule's time alive by the switch's clock */
    public static RuleSample of(DatapathId datapathId, long cookie, long bytes, long switchNanos) {
        return new RuleSample(datapathId, cookie, bytes, switchNanos);
    }

    public DatapathId datapathId() {
        return datapathId;
    }

    /** Names the tree; see {@link org.ebbcast.rules.Cookies}. */
    public long cookie() {
        return cookie;
    }

    /** Bytes that matched since the rule went in; each went out of every port of the tree at this switch. */
    public long bytes() {
        return bytes;
    }

    /** duration_sec and duration_nsec, nanoseconds. */
    public long switchNanos() {
        return switchNanos;
    }
}
