package org.ebbcast.onos.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.onosproject.cfg.ComponentConfigService;
import org.onosproject.cfg.ConfigProperty;
import org.onosproject.store.serializers.KryoNamespaces;
import org.onosproject.store.service.Serializer;
import org.onosproject.store.service.StorageService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks ONOS's OpenFlow providers to poll more often, and puts back what was there before. A provider that is not
 * there yet is asked again later. Not thread-safe: owned by the worker that calls it.
 *
 * <p>Component configuration is the cluster's and outlives an instance that dies; so does what was there before, which
 * the instance that leads next, or the same one after a restart, must put back.
 */
public final class PollIntervals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PollIntervals.class);
    private static final String PROVIDER = "org.onosproject.provider.of.";

    /** Component and property, each in seconds. */
    private static final List<String[]> INTERVALS = List.of(
            new String[] {PROVIDER + "device.impl.OpenFlowDeviceProvider", "portStatsPollFrequency"},
            new String[] {PROVIDER + "flow.impl.OpenFlowRuleProvider", "flowPollFrequency"},
            new String[] {PROVIDER + "group.impl.OpenFlowGroupProvider", "groupPollInterval"});

    private static final String MAP = "ebbcast-former-polls";

    private final ComponentConfigService configuration;
    private final Map<String, String> former;
    private final Map<String, String> asked = new HashMap<>();

    /** @param former by component, kept longer than this instance lives */
    PollIntervals(ComponentConfigService configuration, Map<String, String> former) {
        this.configuration = configuration;
        this.former = former;
    }

    /** Intervals whose former values all instances of this cluster share; may block on ONOS's store. */
    public static PollIntervals open(ComponentConfigService configuration, StorageService storage) {
        return new PollIntervals(
                configuration,
                storage.<String, String>consistentMapBuilder()
                        .withName(MAP)
                        .withSerializer(Serializer.using(KryoNamespaces.BASIC))
                        .build()
                        .asJavaMap());
    }

    /**
     * Asks those providers that have not been asked for this yet; costs one request of each kind per switch and
     * interval. What somebody sets later is left alone.
     */
    public void ask(int seconds) {
        for (String[] interval : INTERVALS) {
            if (!Integer.toString(seconds).equals(asked.get(interval[0]))) {
                ask(interval[0], interval[1], Integer.toString(seconds));
            }
        }
    }

    private void ask(String component, String property, String seconds) {
        if (!configuration.getComponentNames().contains(component)) {
            return;
        }
        ConfigProperty present = configuration.getProperty(component, property);
        if (present == null) {
            return;
        }
        former.putIfAbsent(component, present.value());
        asked.put(component, seconds);
        if (!seconds.equals(present.value())) {
            configuration.setProperty(component, property, seconds);
            LOG.info("asked {} for {} = {} s (was {}): one more request and answer per switch each time", component,
                    property, seconds, present.value());
        }
    }

    /** Puts the former intervals back, unless somebody has changed them since. */
    @Override
    public void close() {
        for (String[] interval : INTERVALS) {
            String before = former.remove(interval[0]);
            String ours = asked.remove(interval[0]);
            if (before == null || !configuration.getComponentNames().contains(interval[0])) {
                continue;
            }
            ConfigProperty present = configuration.getProperty(interval[0], interval[1]);
            if (present != null && present.value().equals(ours) && !before.equals(ours)) {
                configuration.setProperty(interval[0], interval[1], before);
            }
        }
    }
}
