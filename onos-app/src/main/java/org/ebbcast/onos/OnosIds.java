package org.ebbcast.onos;

import java.util.Optional;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.PortNumber;
import org.onosproject.net.DeviceId;

/** ONOS's identifiers and Ebbcast's, each way. Only OpenFlow devices and physical ports have both. */
public final class OnosIds {
    private static final String SCHEME = "of:";
    private static final long MAX_PHYSICAL_PORT = 0xffffff00L;

    private OnosIds() {}

    public static DeviceId deviceId(DatapathId datapathId) {
        return DeviceId.deviceId(SCHEME + datapathId);
    }

    /** Empty for a device that does not speak OpenFlow. */
    public static Optional<DatapathId> datapathId(DeviceId deviceId) {
        String text = deviceId.toString();
        if (!text.startsWith(SCHEME) || !text.substring(SCHEME.length()).matches("[0-9a-fA-F]{1,16}")) {
            return Optional.empty();
        }
        return Optional.of(DatapathId.parse(text.substring(SCHEME.length())));
    }

    public static org.onosproject.net.PortNumber portNumber(PortNumber port) {
        return org.onosproject.net.PortNumber.portNumber(port.value());
    }

    /** Empty for a logical port, such as LOCAL. */
    public static Optional<PortNumber> port(org.onosproject.net.PortNumber port) {
        long value = port.toLong();
        return value < 1 || value > MAX_PHYSICAL_PORT ? Optional.empty() : Optional.of(PortNumber.of(value));
    }

    /** Empty unless both the device and the port are of OpenFlow. */
    public static Optional<ConnectPoint> connectPoint(org.onosproject.net.ConnectPoint point) {
        if (!(point.elementId() instanceof DeviceId)) {
            return Optional.empty();
        }
        return datapathId(point.deviceId()).flatMap(d -> port(point.port()).map(p -> ConnectPoint.of(d, p)));
    }

    public static org.onosproject.net.ConnectPoint connectPoint(ConnectPoint at) {
        return new org.onosproject.net.ConnectPoint(deviceId(at.datapathId()), portNumber(at.port()));
    }
}
