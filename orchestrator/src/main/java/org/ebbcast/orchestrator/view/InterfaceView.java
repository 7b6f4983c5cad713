package org.ebbcast.orchestrator.view;

import org.ebbcast.rules.Ipv4Address;

/** A data interface of an agent. Immutable. */
public final class InterfaceView {
    private final String name;
    private final String mac;
    private final Ipv4Address ipv4;
    private final int mtuBytes;

    private InterfaceView(String name, String mac, Ipv4Address ipv4, int mtuBytes) {
        this.name = name;
        this.mac = mac;
        this.ipv4 = ipv4;
        this.mtuBytes = mtuBytes;
    }

    /** See the accessors for units. */
    public static InterfaceView of(String name, String mac, Ipv4Address ipv4, int mtuBytes) {
        return new InterfaceView(name, mac, ipv4, mtuBytes);
    }

    public String name() {
        return name;
    }

    public String mac() {
        return mac;
    }

    public Ipv4Address ipv4() {
        return ipv4;
    }

    public int mtuBytes() {
        return mtuBytes;
    }
}
