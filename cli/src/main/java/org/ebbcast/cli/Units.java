package org.ebbcast.cli;

import java.util.Locale;

/** Amounts as people read them. */
final class Units {
    private Units() {}

    /** SI bytes, such as {@code 20.1 MB}. */
    static String bytes(long bytes) {
        return scaled(bytes, "B");
    }

    /** SI bits per second, such as {@code 19.4 Mbit/s}. */
    static String rate(long bitsPerSecond) {
        return scaled(bitsPerSecond, "bit/s");
    }

    private static String scaled(double amount, String unit) {
        String[] prefixes = {"", "k", "M", "G", "T"};
        int power = 0;
        while (amount >= 1000 && power < prefixes.length - 1) {
            amount /= 1000;
            power++;
        }
        return String.format(Locale.ROOT, power == 0 ? "%.0f %s%s" : "%.1f %s%s", amount, prefixes[power], unit);
    }

    /** Seconds with one decimal, such as {@code 8.7 s}. */
    static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
