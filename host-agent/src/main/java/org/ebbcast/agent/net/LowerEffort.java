package org.ebbcast.agent.net;

/** The mark of traffic that gives way to all other: per-hop behaviour LE, DSCP 1 (RFC 8622). */
public final class LowerEffort {
    /** Value of the IPv4 TOS octet: DSCP 1, ECN 0. */
    public static final int TOS = 1 << 2;

    private LowerEffort() {}
}
