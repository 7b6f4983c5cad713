package org.ebbcast.onos.fabric;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ebbcast.onos.OnosIds;
import org.ebbcast.orchestrator.port.PortSample;
import org.ebbcast.orchestrator.port.RuleSample;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.device.DeviceService;
import org.onosproject.net.device.PortStatistics;

/**
 * Reads the counters of one switch as it last reported them, per direction, with the switch's own clock. Cumulative
 * counters rather than ONOS's deltas: a delta that is overwritten before it is read is traffic never seen, and a
 * statistics event that is told twice would count it twice. Samples without a clock are left out. Stateless.
 */
final class StatisticsReader {
    private final DeviceService devices;
    private final OwnRuleCounters ownRules;

    StatisticsReader(DeviceService devices, OwnRuleCounters ownRules) {
        this.devices = devices;
        this.ownRules = ownRules;
    }

    List<PortSample> ports(DeviceId device, DatapathId datapathId) {
        List<PortSample> samples = new ArrayList<>();
        for (PortStatistics port : devices.getPortStatistics(device)) {
            long nanos = TimeUnit.SECONDS.toNanos(port.durationSec()) + port.durationNano();
            if (nanos > 0 && port.bytesSent() >= 0 && port.bytesReceived() >= 0) {
                OnosIds.port(port.portNumber())
                        .map(number -> ConnectPoint.of(datapathId, number))
                        .ifPresent(at ->
                                samples.add(PortSample.of(at, port.bytesSent(), port.bytesReceived(), nanos)));
            }
        }
        return samples;
    }

    List<RuleSample> rules(DatapathId datapathId) {
        return ownRules.read(datapathId);
    }
}
