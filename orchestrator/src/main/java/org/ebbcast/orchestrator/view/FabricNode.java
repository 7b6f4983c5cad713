package org.ebbcast.orchestrator.view;

import java.util.Optional;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.DatapathId;

/** A switch or a host as a place in the fabric. Switches sort before hosts. Immutable. */
public final class FabricNode implements Comparable<FabricNode> {
    private final Optional<DatapathId> datapathId;
    private final Optional<HostId> host;

    private FabricNode(Optional<DatapathId> datapathId, Optional<HostId> host) {
        this.datapathId = datapathId;
        this.host = host;
    }

    public static FabricNode of(DatapathId datapathId) {
        return new FabricNode(Optional.of(datapathId), Optional.empty());
    }

    public static FabricNode of(HostId host) {
        return new FabricNode(Optional.empty(), Optional.of(host));
    }

    /** Present for a switch. */
    public Optional<DatapathId> datapathId() {
        return datapathId;
    }

    /** Present for a host. */
    public Optional<HostId> host() {
        return host;
    }

    @Override
    public int compareTo(FabricNode other) {
        if (datapathId.isPresent() != other.datapathId.isPresent()) {
            return datapathId.isPresent() ? -1 : 1;
        }
        return datapathId.isPresent()
                ? datapathId.get().compareTo(other.datapathId.orElseThrow())
                : host.orElseThrow().compareTo(other.host.orElseThrow());
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof FabricNode
                && ((FabricNode) o).datapathId.equals(datapathId)
                && ((FabricNode) o).host.equals(host);
    }

    @Override
    public int hashCode() {
        return 31 * datapathId.hashCode() + host.hashCode();
    }

    /** The host's name, or the datapath id as 16 hexadecimal digits. */
    @Override
    public String toString() {
        return datapathId.map(DatapathId::toString).orElseGet(() -> host.orElseThrow().toString());
    }
}
