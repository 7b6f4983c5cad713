package org.ebbcast.orchestrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OrchestratorConfigTest {
    @Test
    void defaults_nothingGiven_areThese() {
        OrchestratorConfig config = OrchestratorConfig.of(Map.of());
        assertThat(config.headroom()).isEqualTo(0.03);
        assertThat(config.statisticsInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.staleAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.groupAddressBase()).hasToString("239.192.0.0");
        assertThat(config.dataPort()).isEqualTo(9871);
        assertThat(config.pipeline().queueId()).isEqualTo(1);
        assertThat(config.pipeline().dscp()).isEqualTo(1);
        assertThat(config.planLimits().maxTreesPerShipment()).isEqualTo(4);
        assertThat(config.planLimits().trickleBitsPerSecond()).isEqualTo(100_000);
        assertThat(config.patience().agentGrace()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void rulesPerSwitch_noneOrOneOrMany_isNoLimitOrRefusedOrKept() {
        assertThat(OrchestratorConfig.of(Map.of()).planLimits().maxRulesPerSwitch()).isEqualTo(Integer.MAX_VALUE);
        assertThat(OrchestratorConfig.of(Map.of("rules-per-switch", "40")).planLimits().maxRulesPerSwitch())
                .isEqualTo(40);
        assertThatThrownBy(() -> OrchestratorConfig.of(Map.of("rules-per-switch", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'rules-per-switch' is '1', which holds no tree");
    }

    @Test
    void everyKey_withItsDefault_isAccepted() {
        OrchestratorConfig.keys()
                .forEach(key -> assertThat(OrchestratorConfig.of(Map.of(key.name(), key.defaultValue())))
                        .as(key.name())
                        .isNotNull());
    }

    @Test
    void everyKey_withNonsense_isNamed() {
        OrchestratorConfig.keys().forEach(key -> assertThatThrownBy(
                        () -> OrchestratorConfig.of(Map.of(key.name(), "-x")))
                .as(key.name())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-x"));
    }

    @Test
    void groupAddressBase_rangeLeavesMulticast_isRefused() {
        assertThatThrownBy(() -> OrchestratorConfig.of(Map.of("group-address-base", "239.255.255.250")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("group-address-base");
    }
}
