package org.ebbcast.onos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.onosproject.cfg.ComponentConfigAdapter;
import org.onosproject.cfg.ConfigProperty;

class PollIntervalsTest {
    private static final String DEVICE = "org.onosproject.provider.of.device.impl.OpenFlowDeviceProvider";
    private static final String GROUP = "org.onosproject.provider.of.group.impl.OpenFlowGroupProvider";

    private final Components components = new Components();
    private final Map<String, String> former = new HashMap<>(); // the cluster's
    private final PollIntervals intervals = new PollIntervals(components, former);

    /** Component configuration of providers that come one by one. */
    private static final class Components extends ComponentConfigAdapter {
        private final Map<String, ConfigProperty> properties = new HashMap<>();

        void come(String component, String property, String value) {
            properties.put(
                    component,
                    ConfigProperty.defineProperty(property, ConfigProperty.Type.INTEGER, value, "seconds"));
        }

        String valueOf(String component) {
            return properties.get(component).value();
        }

        @Override
        public Set<String> getComponentNames() {
            return properties.keySet();
        }

        @Override
        public ConfigProperty getProperty(String component, String property) {
            ConfigProperty present = properties.get(component);
            return present != null && present.name().equals(property) ? present : null;
        }

        @Override
        public void setProperty(String component, String property, String value) {
            properties.computeIfPresent(component, (name, present) -> ConfigProperty.setProperty(present, value));
        }
    }

    @Test
    void ask_providerThere_isAskedAndPutBack() {
        components.come(DEVICE, "portStatsPollFrequency", "5");

        intervals.ask(1);
        assertThat(components.valueOf(DEVICE)).isEqualTo("1");
        intervals.close();

        assertThat(components.valueOf(DEVICE)).isEqualTo("5");
    }

    @Test
    void ask_providerComesLater_isAskedThen() {
        intervals.ask(1);
        components.come(GROUP, "groupPollInterval", "10");

        intervals.ask(1);

        assertThat(components.valueOf(GROUP)).isEqualTo("1");
    }

    @Test
    void ask_anotherInterval_stillPutsTheFirstBack() {
        components.come(DEVICE, "portStatsPollFrequency", "5");
        intervals.ask(1);
        intervals.ask(2);
        assertThat(components.valueOf(DEVICE)).isEqualTo("2");

        intervals.close();

        assertThat(components.valueOf(DEVICE)).isEqualTo("5");
    }

    @Test
    void close_someoneElseChangedIt_leavesThat() {
        components.come(DEVICE, "portStatsPollFrequency", "5");
        intervals.ask(1);
        components.setProperty(DEVICE, "portStatsPollFrequency", "3");

        intervals.ask(1);
        intervals.close();

        assertThat(components.valueOf(DEVICE)).isEqualTo("3");
    }

    @Test
    void close_leaderDiedAfterAsking_nextLeaderPutsBackWhatWasBefore() {
        components.come(DEVICE, "portStatsPollFrequency", "5");
        intervals.ask(1);
        PollIntervals next = new PollIntervals(components, former);

        next.ask(1);
        next.close();

        assertThat(components.valueOf(DEVICE)).isEqualTo("5");
        assertThat(former).isEmpty();
    }
}
