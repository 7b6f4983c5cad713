package org.ebbcast.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ebbcast.agent.registry.Upstreams;
import org.ebbcast.agent.store.StoreLimits;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.channel.ClientTls;
import org.ebbcast.protocol.config.ConfigKey;
import org.ebbcast.protocol.config.ConfigValues;

/**
 * Settings of a host agent, checked before anything starts. Immutable.
 *
 * @param name of this host among all agents
 * @param controllers tried in turn
 * @param dataInterface through which image data is sent and received
 * @param store directory of the blobs
 * @param storeLimits most that the store takes
 * @param registryListen where container engines of this machine pull and push
 * @param upstreams registries from which images that this host lacks are pulled through
 * @param blobPort TCP port on the data interface where neighbours fetch what they lost; 0 picks a free one
 * @param dataPort UDP port of image datagrams where a message gives none
 * @param dockerHost where the Docker engine listens; empty for none
 * @param labels that intents select targets by
 * @param token shared secret of agents and controllers; empty for none
 * @param tls for the connection to the controller; empty for plain TCP
 */
public record AgentConfig(
        HostId name,
        List<InetSocketAddress> controllers,
        String dataInterface,
        Path store,
        StoreLimits storeLimits,
        InetSocketAddress registryListen,
        Upstreams upstreams,
        int blobPort,
        int dataPort,
        Optional<String> dockerHost,
        Map<String, String> labels,
        String token,
        Optional<ClientTls> tls) {
    private static final List<ConfigKey> KEYS = List.of(
            ConfigKey.of("name", "", "name of this host among all agents; empty for the host name"),
            ConfigKey.of("controllers", "", "comma-separated host:port of the controllers; required"),
            ConfigKey.of("data-interface", "", "network interface that image data goes through; required"),
            ConfigKey.of("store", "", "directory of the blobs; required"),
            ConfigKey.of("quota", "0", "most bytes that the store takes, such as 20G; 0 for what the disk has"),
            ConfigKey.of("disk-share", "0.9", "most that the store takes of its disk's free space and itself, 0 to 1"),
            ConfigKey.of("registry-listen", "127.0.0.1:5000", "address and TCP port of the registry, on loopback"),
            ConfigKey.of("upstreams", "", "registries to pull through from, such as docker.io,reg:5000=http://reg:5000"),
            ConfigKey.of("blob-port", "9872", "TCP port on the data interface where neighbours fetch lost pieces"),
            ConfigKey.of("data-port", "9871", "UDP port of image datagrams where the controller gives none"),
            ConfigKey.of("docker-host", "", "Docker engine such as unix:///var/run/docker.sock; empty for none"),
            ConfigKey.of("labels", "", "comma-separated key=value that intents select targets by"),
            ConfigKey.of("token-file", "", "file with the secret shared with the controllers; empty for none"),
            ConfigKey.of("tls", "false", "whether the connection to the controller uses TLS"),
            ConfigKey.of("tls-ca", "", "PEM certificates that sign the controllers'; empty for the platform's"),
            ConfigKey.of("tls-certificate", "", "PEM certificate chain of this agent; empty for none"),
            ConfigKey.of("tls-key", "", "PEM private key (PKCS #8) of this agent"));

    public AgentConfig {
        controllers = List.copyOf(controllers);
        labels = Map.copyOf(labels);
    }

    /** Every setting with its default. */
    public static List<ConfigKey> keys() {
        return KEYS;
    }

    /** @throws IllegalArgumentException naming the key, the value and the form expected */
    public static AgentConfig of(Map<String, String> given) {
        ConfigValues values = ConfigValues.of(KEYS, given);
        return new AgentConfig(
                HostId.of(values.text("name").isEmpty() ? hostName() : values.text("name")),
                controllers(values),
                values.requiredText("data-interface"),
                values.path("store"),
                storeLimits(values),
                registryListen(values),
                Upstreams.of(values.list("upstreams")),
                values.integer("blob-port", 0, 65_535),
                values.integer("data-port", 1, 65_535),
                optional(values, "docker-host"),
                labels(values),
                token(values),
                tls(values));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("setting 'name' is empty and this host's own name is unknown: "
                    + e.getMessage() + "; give a name", e);
        }
    }

    private static List<InetSocketAddress> controllers(ConfigValues values) {
        values.requiredText("controllers");
        List<InetSocketAddress> controllers = new ArrayList<>();
        for (String text : values.list("controllers")) {
            controllers.add(address("controllers", text));
        }
        return controllers;
    }

    private static InetSocketAddress address(String key, String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException(
                    "setting '" + key + "' has '" + text + "', expected host:port such as 10.0.0.1:9870");
        }
        return InetSocketAddress.createUnresolved(text.substring(0, colon), Integer.parseInt(port));
    }

    private static StoreLimits storeLimits(ConfigValues values) {
        double share = values.fraction("disk-share");
        if (share == 0) {
            throw new IllegalArgumentException("setting 'disk-share' is '" + values.text("disk-share")
                    + "', which leaves nothing; give a share above 0 such as 0.5");
        }
        return new StoreLimits(values.bytes("quota"), share);
    }

    private static InetSocketAddress registryListen(ConfigValues values) {
        InetSocketAddress given = address("registry-listen", values.requiredText("registry-listen"));
        InetSocketAddress resolved = new InetSocketAddress(given.getHostString(), given.getPort());
        if (resolved.isUnresolved()) {
            throw new IllegalArgumentException("setting 'registry-listen' is '" + values.text("registry-listen")
                    + "', but there is no host of that name");
        }
        return resolved;
    }

    private static Map<String, String> labels(ConfigValues values) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String label : values.list("labels")) {
            int equals = label.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("setting 'labels' has '" + label + "', expected key=value");
            }
            labels.put(label.substring(0, equals), label.substring(equals + 1));
        }
        return labels;
    }

    private static String token(ConfigValues values) {
        Optional<Path> file = optional(values, "token-file").map(Path::of);
        if (file.isEmpty()) {
            return "";
        }
        try {
            String token = Files.readString(file.get()).strip();
            if (token.isEmpty()) {
                throw new IllegalArgumentException("setting 'token-file' names " + file.get() + ", which is empty");
            }
            return token;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "setting 'token-file' names " + file.get() + ", which cannot be read: " + e.getMessage(), e);
        }
    }

    private static Optional<ClientTls> tls(ConfigValues values) {
        Optional<Path> certificate = optional(values, "tls-certificate").map(Path::of);
        Optional<Path> key = optional(values, "tls-key").map(Path::of);
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("settings 'tls-certificate' and 'tls-key' go together; give both or none");
        }
        if (!values.flag("tls")) {
            return Optional.empty();
        }
        Optional<Path> authorities = optional(values, "tls-ca").map(Path::of);
        return Optional.of(certificate.isPresent()
                ? ClientTls.mutual(authorities, certificate.get(), key.orElseThrow())
                : ClientTls.of(authorities));
    }

    private static Optional<String> optional(ConfigValues values, String key) {
        return Optional.of(values.text(key)).filter(text -> !text.isEmpty());
    }

    /** Everything but the secret. */
    @Override
    public String toString() {
        String addresses = controllers.stream()
                .map(c -> c.getHostString() + ":" + c.getPort())
                .collect(Collectors.joining(", "));
        return "agent " + name + " of " + addresses + " on " + dataInterface + ", store " + store;
    }
}
