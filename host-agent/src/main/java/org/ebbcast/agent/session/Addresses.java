package org.ebbcast.agent.session;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses as messages carry them. */
final class Addresses {
    private Addresses() {}

    /** @throws IllegalArgumentException unless {@code text} is dotted-decimal; no name server is asked */
    static InetAddress ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        byte[] octets = new byte[4];
        try {
            for (int i = 0; i < 4; i++) {
                int octet = Integer.parseInt(parts[i]);
                if (octet < 0 || octet > 255) {
                    throw new IllegalArgumentException("'" + text + "' is not an IPv4 address");
                }
                octets[i] = (byte) octet;
            }
            return InetAddress.getByAddress(octets);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException | UnknownHostException e) {
            throw new IllegalArgumentException("'" + text + "' is not an IPv4 address", e);
        }
    }
}
