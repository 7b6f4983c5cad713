package org.ebbcast.controller;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ebbcast.orchestrator.config.OrchestratorConfig;
import org.ebbcast.protocol.config.ConfigKey;
import org.ebbcast.protocol.config.ConfigValues;

/** Settings of the embedded controller, checked before anything starts. Immutable. */
public final class ControllerConfig {
    private static final List<ConfigKey> OWN_KEYS = List.of(
            ConfigKey.of("openflow-listen", "0.0.0.0:6653", "address and TCP port that switches connect to"),
            ConfigKey.of("agents-listen", "0.0.0.0:9870", "address and TCP port that agents connect to"),
            ConfigKey.of("rest-listen", "127.0.0.1:8080", "address and TCP port of the REST API"),
            ConfigKey.of("state", "", "directory of the journal; required"),
            ConfigKey.of("name", "ebbcast", "name of this controller, told to agents"),
            ConfigKey.of("token-file", "", "file with the secret of agents and of REST writes; empty for none"),
            ConfigKey.of("tls-certificate", "", "PEM certificate chain of the agent channel; empty for plain TCP"),
            ConfigKey.of("tls-key", "", "PEM private key (PKCS #8) of the agent channel"),
            ConfigKey.of("tls-client-ca", "", "PEM certificates that agents' own must be signed by; empty for any"),
            ConfigKey.of("agent-heartbeat", "1s", "interval at which agents show that they live"),
            ConfigKey.of("link-capacity", "", "bits per second of every port; empty for what switches report"),
            ConfigKey.of("discovery-interval", "2s", "interval between LLDP rounds"),
            ConfigKey.of("discovery-misses", "5", "LLDP rounds that a link may miss before it counts as gone"),
            ConfigKey.of("departure-grace", "3s", "how long base traffic still crosses a switch that went silent"),
            ConfigKey.of("restart-hold", "15s", "how long rules for hosts not seen again outlive a restart"),
            ConfigKey.of("hosts-per-port", "256", "hosts that are learned at one port at most"),
            ConfigKey.of("frames-per-second", "100", "unknown frames of one port that are looked at"),
            ConfigKey.of("echo-interval", "5s", "silence of a switch after which it is asked whether it lives"),
            ConfigKey.of("switch-timeout", "5s", "how long a switch may take to answer"));
    private static final List<ConfigKey> KEYS =
            Stream.concat(OWN_KEYS.stream(), OrchestratorConfig.keys().stream()).collect(Collectors.toUnmodifiableList());

    private final ConfigValues values;
    private final InetSocketAddress openflowListen;
    private final InetSocketAddress agentsListen;
    private final InetSocketAddress restListen;
    private final Path state;
    private final Optional<String> token;
    private final OptionalLong linkCapacityBitsPerSecond;
    private final OrchestratorConfig orchestrator;

    private ControllerConfig(ConfigValues values, OrchestratorConfig orchestrator) {
        this.values = values;
        this.orchestrator = orchestrator;
        openflowListen = address(values, "openflow-listen");
        agentsListen = address(values, "agents-listen");
        restListen = address(values, "rest-listen");
        state = values.path("state");
        token = readToken(values);
        linkCapacityBitsPerSecond = values.text("link-capacity").isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(values.bitsPerSecond("link-capacity"));
        checkRanges();
    }

    /** Every setting with its default, the orchestrator's included. */
    public static List<ConfigKey> keys() {
        return KEYS;
    }

    /** @throws IllegalArgumentException naming the key, the value and the form expected */
    public static ControllerConfig of(Map<String, String> given) {
        ConfigValues values = ConfigValues.of(KEYS, given);
        Map<String, String> orchestrators = new HashMap<>(given);
        OWN_KEYS.forEach(key -> orchestrators.remove(key.name()));
        return new ControllerConfig(values, OrchestratorConfig.of(orchestrators));
    }

    private void checkRanges() {
        for (String key : List.of(
                "agent-heartbeat", "discovery-interval", "echo-interval", "switch-timeout", "statistics-interval")) {
            if (values.duration(key).toMillis() < 10) {
                throw new IllegalArgumentException(
                        "setting '" + key + "' is '" + values.text(key) + "', expected 10ms or more");
            }
        }
        values.duration("departure-grace");
        values.duration("restart-hold");
        discoveryMisses();
        hostsPerPort();
        framesPerSecond();
        if (linkCapacityBitsPerSecond.isPresent() && linkCapacityBitsPerSecond.getAsLong() == 0) {
            throw new IllegalArgumentException("setting 'link-capacity' is '0', expected more than nothing");
        }
        if (tlsCertificate().isPresent() != tlsKey().isPresent()) {
            throw new IllegalArgumentException("settings 'tls-certificate' and 'tls-key' go together; give both or none");
        }
    }

    private static InetSocketAddress address(ConfigValues values, String key) {
        String text = values.requiredText(key);
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException(
                    "setting '" + key + "' is '" + text + "', expected an address and a port such as 127.0.0.1:8080");
        }
        InetSocketAddress address = new InetSocketAddress(text.substring(0, colon), Integer.parseInt(port));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                    "setting '" + key + "' is '" + text + "', but there is no host of that name");
        }
        return address;
    }

    private static Optional<String> readToken(ConfigValues values) {
        if (values.text("token-file").isEmpty()) {
            return Optional.empty();
        }
        Path file = values.path("token-file");
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw new IllegalArgumentException("setting 'token-file' is '" + file + "', but that file is empty");
            }
            return Optional.of(token);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "setting 'token-file' is '" + file + "', but it cannot be read: " + e.getMessage(), e);
        }
    }

    private Optional<Path> optionalPath(String key) {
        return values.text(key).isEmpty() ? Optional.empty() : Optional.of(values.path(key));
    }

    public InetSocketAddress openflowListen() {
        return openflowListen;
    }

    public InetSocketAddress agentsListen() {
        return agentsListen;
    }

    public InetSocketAddress restListen() {
        return restListen;
    }

    public Path state() {
        return state;
    }

    public String name() {
        return values.requiredText("name");
    }

    /** What agents and writers of the REST API must show; empty lets everybody in. */
    public Optional<String> token() {
        return token;
    }

    public Optional<Path> tlsCertificate() {
        return optionalPath("tls-certificate");
    }

    public Optional<Path> tlsKey() {
        return optionalPath("tls-key");
    }

    public Optional<Path> tlsClientCa() {
        return optionalPath("tls-client-ca");
    }

    public Duration agentHeartbeat() {
        return values.duration("agent-heartbeat");
    }

    /** Empty for what switches report. */
    public OptionalLong linkCapacityBitsPerSecond() {
        return linkCapacityBitsPerSecond;
    }

    public Duration discoveryInterval() {
        return values.duration("discovery-interval");
    }

    public int discoveryMisses() {
        return values.integer("discovery-misses", 1, 1_000);
    }

    public Duration departureGrace() {
        return values.duration("departure-grace");
    }

    public Duration restartHold() {
        return values.duration("restart-hold");
    }

    public int hostsPerPort() {
        return values.integer("hosts-per-port", 1, 65_536);
    }

    public int framesPerSecond() {
        return values.integer("frames-per-second", 1, 1_000_000);
    }

    public Duration echoInterval() {
        return values.duration("echo-interval");
    }

    public Duration switchTimeout() {
        return values.duration("switch-timeout");
    }

    public Duration statisticsInterval() {
        return orchestrator.statisticsInterval();
    }

    public OrchestratorConfig orchestrator() {
        return orchestrator;
    }
}
