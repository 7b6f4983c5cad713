package org.ebbcast.onos;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.config.OrchestratorConfig;
import org.ebbcast.protocol.channel.AgentServerConfig;
import org.ebbcast.protocol.channel.ServerTls;
import org.ebbcast.protocol.config.ConfigKey;
import org.ebbcast.protocol.config.ConfigValues;

/**
 * All settings of the application, from ONOS's component configuration, validated as a whole. There every key is
 * written as ONOS writes properties: {@code rule-priority} is {@code rulePriority}. Immutable.
 */
public final class Settings {
    private static final String STATISTICS_INTERVAL = "statistics-interval";
    private static final Duration ONOS_POLL_INTERVAL = Duration.ofSeconds(5);
    private static final List<ConfigKey> OWN_KEYS = List.of(
            ConfigKey.of("agent-port", "9870", "TCP port that agents connect to"),
            ConfigKey.of("agent-token-file", "", "file with the secret that agents must show; empty lets every agent in"),
            ConfigKey.of("agent-heartbeat", "1s", "interval at which agents show that they live"),
            ConfigKey.of("agent-tls-certificate", "", "PEM certificate chain of the agent channel; empty for plain TCP"),
            ConfigKey.of("agent-tls-key", "", "PEM private key (PKCS #8) of the agent channel"),
            ConfigKey.of("agent-tls-client-ca", "", "PEM certificates that sign those of agents; empty for any agent"),
            ConfigKey.of("link-capacity", "", "bits per second, such as 20M, of ports that nothing tells of but the"
                    + " switch; empty believes the switch"),
            ConfigKey.of("poll-interval", "1", "seconds between ONOS's polls of port counters, flows and groups while"
                    + " this instance leads; 0 leaves them as they are"),
            ConfigKey.of("rule-timeout", "30s", "how long a switch may take to confirm a rule; more than two polls"));

    private final ConfigValues own;
    private final OrchestratorConfig orchestrator;
    private final Map<String, String> given;

    private Settings(ConfigValues own, OrchestratorConfig orchestrator, Map<String, String> given) {
        this.own = own;
        this.orchestrator = orchestrator;
        this.given = given;
    }

    /** Every setting with its default, in kebab-case. */
    public static List<ConfigKey> keys() {
        List<ConfigKey> keys = new ArrayList<>(OWN_KEYS);
        OrchestratorConfig.keys().stream()
                .filter(key -> !key.name().equals(STATISTICS_INTERVAL))
                .forEach(keys::add);
        return keys;
    }

    /** The name of {@code key} among component properties. */
    public static String propertyName(ConfigKey key) {
        StringBuilder name = new StringBuilder();
        for (String word : key.name().split("-")) {
            name.append(name.length() == 0 ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }

    /**
     * Reads component properties; those that are none of ours are passed over, blank ones mean the default.
     *
     * @throws IllegalArgumentException naming key, value and the form expected
     */
    public static Settings of(Dictionary<String, ?> properties) {
        Map<String, String> given = new HashMap<>();
        for (ConfigKey key : keys()) {
            Object value = properties.get(propertyName(key));
            if (value != null && !value.toString().isBlank()) {
                given.put(key.name(), value.toString().trim());
            }
        }
        return ofKeys(given);
    }

    /** @throws IllegalArgumentException naming key, value and the form expected */
    static Settings ofKeys(Map<String, String> given) {
        Set<String> ownNames = OWN_KEYS.stream().map(ConfigKey::name).collect(Collectors.toSet());
        Map<String, String> mine = new HashMap<>(given);
        Map<String, String> theirs = new HashMap<>(given);
        mine.keySet().retainAll(ownNames);
        theirs.keySet().removeAll(ownNames);
        ConfigValues own = ConfigValues.of(OWN_KEYS, mine);
        theirs.put(STATISTICS_INTERVAL, statisticsInterval(own).toMillis() + "ms");
        Settings settings = new Settings(own, OrchestratorConfig.of(theirs), Map.copyOf(given));
        settings.check();
        return settings;
    }

    private void check() {
        agents("check");
        linkCapacity();
        Duration least = statisticsInterval(own).multipliedBy(2);
        if (ruleTimeout().compareTo(least) <= 0) {
            throw new IllegalArgumentException("setting 'rule-timeout' is '" + own.text("rule-timeout")
                    + "', expected more than two polls, " + least.toSeconds() + "s");
        }
    }

    private static Duration statisticsInterval(ConfigValues own) {
        int seconds = own.integer("poll-interval", 0, 60);
        return seconds == 0 ? ONOS_POLL_INTERVAL : Duration.ofSeconds(seconds);
    }

    public OrchestratorConfig orchestrator() {
        return orchestrator;
    }

    /** @param controllerName told to agents */
    public AgentServerConfig agents(String controllerName) {
        Optional<ServerTls> tls = file("agent-tls-certificate")
                .map(certificate -> ServerTls.of(certificate, own.path("agent-tls-key"), file("agent-tls-client-ca")));
        return AgentServerConfig.of(
                new InetSocketAddress(own.integer("agent-port", 1, 65535)),
                file("agent-token-file").map(Settings::secret),
                own.duration("agent-heartbeat"),
                controllerName,
                tls);
    }

    private static String secret(Path file) {
        try {
            return Files.readString(file).trim();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "Tried to read setting 'agent-token-file', " + file + ", but " + e + "; ONOS must be able to read it",
                    e);
        }
    }

    private Optional<Path> file(String key) {
        return Optional.of(own.text(key)).filter(text -> !text.isEmpty()).map(Path::of);
    }

    /** Bits per second of ports that nothing but the switch tells of; empty believes the switch. */
    public OptionalLong linkCapacity() {
        return own.text("link-capacity").isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(own.bitsPerSecond("link-capacity"));
    }

    /** Seconds between polls that ONOS is asked for; empty leaves ONOS alone. */
    public Optional<Integer> pollSeconds() {
        return Optional.of(own.integer("poll-interval", 0, 60)).filter(seconds -> seconds > 0);
    }

    /** How long a switch may take to confirm a rule. */
    public Duration ruleTimeout() {
        return own.duration("rule-timeout");
    }

    /** Whether nothing but the capacity of links differs, which can change under a running orchestrator. */
    public boolean differsInCapacityOnly(Settings other) {
        return withoutCapacity().equals(other.withoutCapacity());
    }

    /** Values in force, so that a default that is spelled out is no difference. */
    private Map<String, String> withoutCapacity() {
        Map<String, String> rest = new HashMap<>();
        keys().forEach(key -> rest.put(key.name(), given.getOrDefault(key.name(), key.defaultValue())));
        rest.remove("link-capacity");
        return rest;
    }

    /** What was set, in component property form, for putting it back. */
    public Map<String, String> given() {
        Map<String, String> properties = new HashMap<>();
        keys().forEach(key -> Optional.ofNullable(given.get(key.name()))
                .ifPresent(value -> properties.put(propertyName(key), value)));
        return properties;
    }
}
