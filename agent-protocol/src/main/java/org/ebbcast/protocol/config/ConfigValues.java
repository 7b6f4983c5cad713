package org.ebbcast.protocol.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values for a set of {@link ConfigKey}s: what was given, else the defaults. Every reader refuses a value it cannot
 * use with an {@link IllegalArgumentException} that names key, value and the form expected. Immutable.
 */
public final class ConfigValues {
    private static final Pattern AMOUNT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([kKMGT]?)");
    private static final Pattern DURATION = Pattern.compile("([0-9]+)(us|ms|s|m|h)");

    private final Map<String, String> values;

    private ConfigValues(Map<String, String> values) {
        this.values = values;
    }

    /** @throws IllegalArgumentException if {@code given} names a key that is not among {@code keys} */
    public static ConfigValues of(List<ConfigKey> keys, Map<String, String> given) {
        Map<String, String> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key.name(), key.defaultValue()));
        given.forEach((name, value) -> {
            if (!values.containsKey(name)) {
                throw new IllegalArgumentException("unknown setting '" + name + "'; known: " + values.keySet());
            }
            values.put(name, value.trim());
        });
        return new ConfigValues(values);
    }

    /** The text itself, possibly empty. */
    public String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no setting is called '" + key + "'");
        }
        return value;
    }

    /** The text, which must not be empty. */
    public String requiredText(String key) {
        String value = text(key);
        if (value.isEmpty()) {
            throw new IllegalArgumentException("setting '" + key + "' is required");
        }
        return value;
    }

    /** Comma-separated parts, trimmed; none for an empty text. */
    public List<String> list(String key) {
        String value = text(key);
        return value.isEmpty() ? List.of() : List.of(value.split("\\s*,\\s*"));
    }

    public Path path(String key) {
        return Path.of(requiredText(key));
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String key) {
        String value = text(key);
        if (!value.equals("true") && !value.equals("false")) {
            throw wrong(key, value, "true or false");
        }
        return value.equals("true");
    }

    /** A whole number from {@code min} to {@code max}. */
    public int integer(String key, int min, int max) {
        String value = text(key);
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(key, value, "a whole number from " + min + " to " + max);
        }
        throw wrong(key, value, "a whole number from " + min + " to " + max);
    }

    /** A number from 0 to 1. */
    public double fraction(String key) {
        String value = text(key);
        if (value.matches("0(\\.[0-9]+)?|1(\\.0+)?")) {
            return Double.parseDouble(value);
        }
        throw wrong(key, value, "a fraction from 0 to 1");
    }

    /** Bits per second with an optional SI suffix: {@code 20M} is 20,000,000. */
    public long bitsPerSecond(String key) {
        return amount(key, 1000, "bits per second such as 20M or 10G");
    }

    /** Bytes with an optional binary suffix: {@code 2G} is 2 GiB. */
    public long bytes(String key) {
        return amount(key, 1024, "bytes such as 512M or 20G");
    }

    private long amount(String key, int step, String form) {
        String value = text(key);
        Matcher m = AMOUNT.matcher(value);
        if (!m.matches()) {
            throw wrong(key, value, form);
        }
        int power = m.group(2).isEmpty() ? 0 : "KMGT".indexOf(Character.toUpperCase(m.group(2).charAt(0))) + 1;
        try {
            return new BigDecimal(m.group(1))
                    .multiply(BigDecimal.valueOf(step).pow(power))
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw wrong(key, value, form);
        }
    }

    /** A number and a unit: us, ms, s, m or h. */
    public Duration duration(String key) {
        String value = text(key);
        Matcher m = DURATION.matcher(value);
        if (!m.matches()) {
            throw wrong(key, value, "a duration such as 500ms or 5s");
        }
        long amount;
        try {
            amount = Long.parseLong(m.group(1));
        } catch (NumberFormatException e) {
            throw wrong(key, value, "a duration such as 500ms or 5s");
        }
        switch (m.group(2)) {
            case "us":
                return Duration.ofNanos(Math.multiplyExact(amount, 1000L));
            case "ms":
                return Duration.ofMillis(amount);
            case "s":
                return Duration.ofSeconds(amount);
            case "m":
                return Duration.ofMinutes(amount);
            default:
                return Duration.ofHours(amount);
        }
    }

    private static IllegalArgumentException wrong(String key, String value, String form) {
        return new IllegalArgumentException("setting '" + key + "' is '" + value + "', expected " + form);
    }
}
