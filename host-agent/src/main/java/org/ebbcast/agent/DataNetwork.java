package org.ebbcast.agent;

import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import org.ebbcast.protocol.DataInterface;

/** The network interface that image data goes through, and its address. */
record DataNetwork(NetworkInterface networkInterface, Inet4Address address) {
    /** @throws IllegalArgumentException if there is no such interface, or it has no IPv4 address */
    static DataNetwork of(String name) {
        try {
            NetworkInterface found = NetworkInterface.getByName(name);
            if (found == null) {
                throw new IllegalArgumentException("setting 'data-interface' is '" + name
                        + "', but there is no such interface; there are " + names());
            }
            Optional<Inet4Address> address = Collections.list(found.getInetAddresses()).stream()
                    .filter(Inet4Address.class::isInstance)
                    .map(Inet4Address.class::cast)
                    .findFirst();
            return new DataNetwork(found, address.orElseThrow(() -> new IllegalArgumentException(
                    "setting 'data-interface' is '" + name + "', which has no IPv4 address; give it one")));
        } catch (SocketException e) {
            throw new IllegalArgumentException(
                    "setting 'data-interface' is '" + name + "', which cannot be looked at: " + e.getMessage(), e);
        }
    }

    private static String names() throws SocketException {
        return NetworkInterface.networkInterfaces().map(NetworkInterface::getName).toList().toString();
    }

    /** As a hello describes it; the interface may have changed since the last one. */
    DataInterface describe() {
        try {
            byte[] mac = networkInterface.getHardwareAddress();
            String text = HexFormat.ofDelimiter(":").formatHex(mac == null ? new byte[6] : mac);
            return new DataInterface(
                    networkInterface.getName(), text, address.getHostAddress(), networkInterface.getMTU());
        } catch (SocketException e) {
            throw new IllegalStateException(
                    "Tried to look at " + networkInterface.getName() + " but " + e.getMessage(), e);
        }
    }

}
