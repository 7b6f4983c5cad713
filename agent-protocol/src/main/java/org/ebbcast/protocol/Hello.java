package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/** The first message of an agent on a connection: who it is and what it can do. */
public final class Hello extends AgentMessage {
    @JsonProperty
    private final int minVersion;

    @JsonProperty
    private final int maxVersion;

    @JsonProperty
    private final String host;

    @JsonProperty
    private final String agentVersion;

    @JsonProperty
    private final String token;

    @JsonProperty
    private final List<DataInterface> interfaces;

    @JsonProperty
    private final int blobPort;

    @JsonProperty
    private final int registryPort;

    @JsonProperty
    private final Map<String, String> labels;

    @JsonProperty
    private final boolean docker;

    @JsonProperty
    private final long freeBytes;

    /**
     * Values as the accessors describe them.
     *
     * @throws IllegalArgumentException naming a value that is out of range
     */
    @JsonCreator
    public Hello(
            @JsonProperty(value = "minVersion", required = true) int minVersion,
            @JsonProperty(value = "maxVersion", required = true) int maxVersion,
            @JsonProperty(value = "host", required = true) String host,
            @JsonProperty(value = "agentVersion", required = true) String agentVersion,
            @JsonProperty(value = "token", required = true) String token,
            @JsonProperty(value = "interfaces", required = true) List<DataInterface> interfaces,
            @JsonProperty(value = "blobPort", required = true) int blobPort,
            @JsonProperty(value = "registryPort", required = true) int registryPort,
            @JsonProperty(value = "labels", required = true) Map<String, String> labels,
            @JsonProperty(value = "docker", required = true) boolean docker,
            @JsonProperty(value = "freeBytes", required = true) long freeBytes) {
        this.minVersion = Limits.notNegative(minVersion, "minVersion");
        this.maxVersion = Limits.notNegative(maxVersion, "maxVersion");
        this.host = HostId.of(host).toString();
        this.agentVersion = Limits.text(agentVersion, "agentVersion");
        this.token = Limits.text(token, "token");
        this.interfaces = List.copyOf(interfaces);
        Limits.within(interfaces.size(), 1, Integer.MAX_VALUE, "number of interfaces");
        this.blobPort = Limits.port(blobPort, "blobPort");
        this.registryPort = Limits.port(registryPort, "registryPort");
        this.labels = Map.copyOf(labels);
        labels.forEach((key, value) -> Limits.text(key + value, "label"));
        this.docker = docker;
        this.freeBytes = Limits.notNegative(freeBytes, "freeBytes");
    }

    /** Lowest protocol version spoken. */
    public int minVersion() {
        return minVersion;
    }

    /** Highest protocol version spoken. */
    public int maxVersion() {
        return maxVersion;
    }

    /** The agent's {@link HostId}. */
    public String host() {
        return host;
    }

    /** Software version, for people. */
    public String agentVersion() {
        return agentVersion;
    }

    /** Shared secret; empty where none is configured. Never to be logged. */
    public String token() {
        return token;
    }

    /** At least one. */
    public List<DataInterface> interfaces() {
        return interfaces;
    }

    /** TCP port of the blob endpoint on the data network; 0 if it has none. */
    public int blobPort() {
        return blobPort;
    }

    /** TCP port of the registry on loopback; 0 if it has none. */
    public int registryPort() {
        return registryPort;
    }

    /** Labels that intents select targets by, such as {@code rack=r1}. */
    public Map<String, String> labels() {
        return labels;
    }

    /** Whether a Docker engine answers. */
    public boolean docker() {
        return docker;
    }

    /** Bytes the store may still take. */
    public long freeBytes() {
        return freeBytes;
    }
}
