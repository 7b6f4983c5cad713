package org.ebbcast.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.ebbcast.protocol.config.ConfigKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControllerConfigTest {
    @TempDir
    Path directory;

    private static ControllerConfig config(String key, String value) {
        return ControllerConfig.of(Map.of("state", "/s", key, value));
    }

    @Test
    void defaults_areTheDocumentedOnes() {
        ControllerConfig config = ControllerConfig.of(Map.of("state", "/s"));
        assertThat(config.openflowListen().getPort()).isEqualTo(6653);
        assertThat(config.agentsListen().getPort()).isEqualTo(9870);
        assertThat(config.restListen().getPort()).isEqualTo(8080);
        assertThat(config.restListen().getAddress().isLoopbackAddress()).isTrue();
        assertThat(config.state()).isEqualTo(Path.of("/s"));
        assertThat(config.token()).isEmpty();
        assertThat(config.tlsCertificate()).isEmpty();
        assertThat(config.linkCapacityBitsPerSecond()).isEmpty();
        assertThat(config.discoveryInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.discoveryMisses()).isEqualTo(5);
        assertThat(config.departureGrace()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.restartHold()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.hostsPerPort()).isEqualTo(256);
        assertThat(config.framesPerSecond()).isEqualTo(100);
        assertThat(config.echoInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.switchTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.statisticsInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.agentHeartbeat()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void keys_areUniqueAndDescribed() {
        assertThat(ControllerConfig.keys()).extracting(ConfigKey::name).doesNotHaveDuplicates();
        assertThat(ControllerConfig.keys()).extracting(ConfigKey::description).allMatch(text -> !text.isBlank());
    }

    @Test
    void given_valuesAreTaken() {
        assertThat(config("link-capacity", "20M").linkCapacityBitsPerSecond()).isEqualTo(OptionalLong.of(20_000_000));
        assertThat(config("openflow-listen", "127.0.0.1:0").openflowListen().getPort()).isZero();
        assertThat(config("statistics-interval", "500ms").statisticsInterval()).isEqualTo(Duration.ofMillis(500));
    }

    @ParameterizedTest
    @CsvSource({
        "openflow-listen,6653",
        "openflow-listen,127.0.0.1:70000",
        "rest-listen,no.such.host.invalid:80",
        "link-capacity,fast",
        "link-capacity,0",
        "statistics-interval,0s",
        "discovery-misses,0",
        "hosts-per-port,-1",
        "token-file,/nowhere/token",
        "tls-certificate,/cert.pem"
    })
    void bad_valueIsRefusedByName(String key, String value) {
        assertThatThrownBy(() -> config(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key);
    }

    @Test
    void unknown_keyIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> config("speed", "1"))
                .hasMessageContaining("'speed'")
                .hasMessageContaining("rest-listen")
                .hasMessageContaining("headroom");
    }

    @Test
    void state_missing_isRefused() {
        assertThatThrownBy(() -> ControllerConfig.of(Map.of())).hasMessageContaining("state");
    }

    @Test
    void token_isReadFromItsFile() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "secret\n");
        assertThat(config("token-file", file.toString()).token()).contains("secret");
        Files.writeString(file, " \n");
        assertThatThrownBy(() -> config("token-file", file.toString())).hasMessageContaining("empty");
    }
}
