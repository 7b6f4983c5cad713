package org.ebbcast.rules;

import java.util.Objects;

/** One port of one switch. Immutable. */
public final class ConnectPoint implements Comparable<ConnectPoint> {
    private final DatapathId datapathId;
    private final PortNumber port;

    private ConnectPoint(DatapathId datapathId, PortNumber port) {
        this.datapathId = datapathId;
        this.port = port;
    }

    public static ConnectPoint of(DatapathId datapathId, PortNumber port) {
        return new ConnectPoint(datapathId, port);
    }

    public DatapathId datapathId() {
        return datapathId;
    }

    public PortNumber port() {
        return port;
    }

    @Override
    public int compareTo(ConnectPoint other) {
        int bySwitch = datapathId.compareTo(other.datapathId);
        return bySwitch != 0 ? bySwitch : port.compareTo(other.port);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ConnectPoint
                && ((ConnectPoint) o).datapathId.equals(datapathId)
                && ((ConnectPoint) o).port.equals(port);
    }

    @Override
    public int hashCode() {
        return Objects.hash(datapathId, port);
    }

    @Override
    public String toString() {
        return datapathId + "/" + port;
    }
}
