package org.ebbcast.onos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.ebbcast.protocol.config.ConfigKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static Settings with(String property, Object value) {
        return Settings.of(new Hashtable<>(Map.of(property, value)));
    }

    @Test
    void definitions_areExactlyTheKeysWithTheirDefaults() throws IOException {
        List<String> wanted = Settings.keys().stream()
                .map(key -> Settings.propertyName(key) + "|" + type(key) + "|" + key.defaultValue() + "|"
                        + key.description())
                .collect(Collectors.toList());
        try (InputStream file = Settings.class.getResourceAsStream("EbbcastApplication.cfgdef")) {
            List<String> defined = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toList());
            assertThat(defined).containsExactlyElementsOf(wanted);
        }
    }

    private static String type(ConfigKey key) {
        if (key.defaultValue().matches("[0-9]+")) {
            return "INTEGER";
        }
        if (key.defaultValue().matches("true|false")) {
            return "BOOLEAN";
        }
        return key.defaultValue().matches("[0-9]+\\.[0-9]+") ? "DOUBLE" : "STRING";
    }

    @Test
    void settings_nothingSet_areTheDefaults() {
        Settings settings = Settings.of(new Hashtable<>());

        assertThat(settings.pollSeconds()).contains(1);
        assertThat(settings.linkCapacity()).isEmpty();
        assertThat(settings.ruleTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.agents("x").listen().getPort()).isEqualTo(9870);
        assertThat(settings.agents("x").token()).isEmpty();
        assertThat(settings.orchestrator().statisticsInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.orchestrator().pipeline().priority()).isEqualTo(40_000);
        assertThat(settings.given()).isEmpty();
    }

    @Test
    void settings_ofComponent_reachTheirPlaces() {
        assertThat(with("rulePriority", 77).orchestrator().pipeline().priority()).isEqualTo(77);
        assertThat(with("linkCapacity", "20M").linkCapacity()).isEqualTo(OptionalLong.of(20_000_000));
        assertThat(with("agentPort", "1234").agents("x").listen().getPort()).isEqualTo(1234);
        assertThat(with("headroom", 0.1).orchestrator().headroom()).isEqualTo(0.1);
        assertThat(with("rulePriority", 77).given()).containsExactly(Map.entry("rulePriority", "77"));
    }

    @Test
    void pollInterval_zero_leavesOnosAloneAndBelievesItsFiveSeconds() {
        Settings settings = with("pollInterval", 0);

        assertThat(settings.pollSeconds()).isEmpty();
        assertThat(settings.orchestrator().statisticsInterval()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({
        "rulePriority, 70000, rule-priority",
        "dscp, 64, dscp",
        "headroom, 1.5, headroom",
        "agentPort, 0, agent-port",
        "linkCapacity, fast, link-capacity",
        "groupAddressBase, 10.0.0.1, group-address-base",
        "pollInterval, 61, poll-interval",
        "ruleTimeout, 2s, rule-timeout",
        "agentTokenFile, /nowhere/secret, agent-token-file"
    })
    void setting_wrong_isRefusedByName(String property, String value, String key) {
        String spelled = key.equals("rule-priority") || key.equals("dscp") ? "" : key;
        assertThatThrownBy(() -> with(property, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(spelled)
                .hasMessageContaining(value);
    }

    @Test
    void agentToken_isReadFromItsFile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("token");
        Files.writeString(file, "secret\n");

        assertThat(with("agentTokenFile", file).agents("x").token()).contains("secret");
    }

    @Test
    void properties_ofOthers_arePassedOver() {
        assertThat(with("service.pid", "org.ebbcast").given()).isEmpty();
        assertThat(with("rulePriority", " ").given()).isEmpty();
    }

    @Test
    void differences_capacityAlone_areTold() {
        Settings before = with("linkCapacity", "20M");

        assertThat(before.differsInCapacityOnly(with("linkCapacity", "5M"))).isTrue();
        assertThat(before.differsInCapacityOnly(with("dscp", 2))).isFalse();
        assertThat(before.differsInCapacityOnly(with("dscp", 1))).as("1 is the default").isTrue();
    }
}
