package org.ebbcast.onos.fabric;

import java.util.Optional;
import java.util.OptionalLong;
import org.onosproject.net.Annotated;
import org.onosproject.net.AnnotationKeys;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.Port;
import org.onosproject.net.config.NetworkConfigService;
import org.onosproject.net.config.basics.BandwidthCapacity;
import org.onosproject.net.device.DeviceService;

/**
 * Line rates, from the source that knows best: the link's {@code bandwidth} (annotation or network configuration,
 * Mbit/s), else the port's configured capacity ({@code bandwidthCapacity} in network configuration) or its {@code
 * bandwidth} annotation, else the application's {@code linkCapacity}, else the speed that the switch reports. A switch
 * often reports the speed of a virtual interface that carries less, so that its word comes last.
 */
final class Capacities {
    private static final long MEGA = 1_000_000L;

    private final DeviceService devices;
    private final NetworkConfigService configuration;

    Capacities(DeviceService devices, NetworkConfigService configuration) {
        this.devices = devices;
        this.configuration = configuration;
    }

    /** Bits per second of one direction of a link that leaves {@code source}; 0 if nothing tells. */
    long ofLink(Annotated link, ConnectPoint source, OptionalLong fallback) {
        OptionalLong told = annotated(link);
        return told.isPresent() ? told.getAsLong() : ofPort(source, fallback);
    }

    /** Bits per second of {@code point}; 0 if nothing tells. */
    long ofPort(ConnectPoint point, OptionalLong fallback) {
        Optional<Port> port = Optional.ofNullable(devices.getPort(point));
        Optional<Long> configured = Optional.ofNullable(
                        configuration.getConfig(point, BandwidthCapacity.class))
                .map(config -> (long) config.capacity().bps());
        OptionalLong told = port.map(Capacities::annotated).orElse(OptionalLong.empty());
        if (configured.isPresent()) {
            return configured.get();
        }
        if (told.isPresent()) {
            return told.getAsLong();
        }
        return fallback.orElseGet(() -> port.map(p -> p.portSpeed() * MEGA).orElse(0L));
    }

    private static OptionalLong annotated(Annotated what) {
        String text = what.annotations().value(AnnotationKeys.BANDWIDTH);
        try {
            return text == null ? OptionalLong.empty() : positive(Math.round(Double.parseDouble(text) * MEGA));
        } catch (NumberFormatException e) {
            return OptionalLong.empty(); // someone else's annotation; the next source is asked
        }
    }

    private static OptionalLong positive(long bitsPerSecond) {
        return bitsPerSecond > 0 ? OptionalLong.of(bitsPerSecond) : OptionalLong.empty();
    }
}
