package org.ebbcast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.config.ConfigKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigTest {
    private static final Map<String, String> LEAST = Map.of(
            "name", "h1", "controllers", "10.0.0.1:9870", "data-interface", "eth0", "store", "/var/lib/ebbcast");

    @TempDir
    Path directory;

    private static AgentConfig with(String key, String value) {
        Map<String, String> given = new HashMap<>(LEAST);
        given.put(key, value);
        return AgentConfig.of(given);
    }

    @Test
    void defaults_areThese() {
        assertThat(AgentConfig.keys().stream()
                        .filter(key -> !key.defaultValue().isEmpty())
                        .collect(Collectors.toMap(ConfigKey::name, ConfigKey::defaultValue)))
                .isEqualTo(Map.of(
                        "quota", "0",
                        "disk-share", "0.9",
                        "registry-listen", "127.0.0.1:5000",
                        "blob-port", "9872",
                        "data-port", "9871",
                        "tls", "false"));
    }

    @Test
    void leastSettings_areEnough() {
        AgentConfig config = AgentConfig.of(LEAST);
        assertThat(config.name()).isEqualTo(HostId.of("h1"));
        assertThat(config.controllers()).containsExactly(InetSocketAddress.createUnresolved("10.0.0.1", 9870));
        assertThat(config.registryListen()).isEqualTo(new InetSocketAddress("127.0.0.1", 5000));
        assertThat(config.store()).isEqualTo(Path.of("/var/lib/ebbcast"));
        assertThat(config.dockerHost()).isEmpty();
        assertThat(config.token()).isEmpty();
        assertThat(config.tls()).isEmpty();
    }

    @Test
    void eachSetting_isRead() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "hush\n");
        assertThat(with("controllers", "a:1, b:2").controllers()).hasSize(2);
        assertThat(with("quota", "2G").storeLimits().quotaBytes()).isEqualTo(2L << 30);
        assertThat(with("disk-share", "0.25").storeLimits().diskShare()).isEqualTo(0.25);
        assertThat(with("upstreams", "ghcr.io, reg:5000=http://reg:5000").upstreams().isEmpty()).isFalse();
        assertThat(with("blob-port", "0").blobPort()).isZero();
        assertThat(with("data-port", "7000").dataPort()).isEqualTo(7000);
        assertThat(with("docker-host", "unix:///x").dockerHost()).contains("unix:///x");
        assertThat(with("labels", "rack=r1,pod=p=1").labels()).isEqualTo(Map.of("rack", "r1", "pod", "p=1"));
        assertThat(with("token-file", token.toString()).token()).isEqualTo("hush");
        assertThat(with("tls", "true").tls()).isPresent();
        assertThat(with("token-file", token.toString()).toString()).doesNotContain("hush");
    }

    @ParameterizedTest
    @CsvSource({
        "name, -x, -x",
        "controllers, nowhere, nowhere",
        "controllers, h:70000, h:70000",
        "data-interface, '', data-interface",
        "store, '', store",
        "quota, lots, lots",
        "disk-share, 2, disk-share",
        "upstreams, https://ghcr.io, https://ghcr.io",
        "disk-share, 0, disk-share",
        "blob-port, 65536, 65536",
        "data-port, 0, data-port",
        "labels, rack, rack",
        "token-file, /does/not/exist, /does/not/exist",
        "tls, maybe, maybe",
        "tls-key, k.pem, tls-certificate",
        "registry-listen, 5000, 5000",
        "colour, red, colour"
    })
    void uselessValue_isRefusedByName(String key, String value, String named) {
        assertThatThrownBy(() -> with(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }
}
