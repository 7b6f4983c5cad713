package org.ebbcast.protocol.config;

import java.util.regex.Pattern;

/** A setting: kebab-case name, default value as text, and what it means with its unit. Immutable. */
public final class ConfigKey {
    private static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private final String name;
    private final String defaultValue;
    private final String description;

    private ConfigKey(String name, String defaultValue, String description) {
        this.name = name;
        this.defaultValue = defaultValue;
        this.description = description;
    }

    /** @throws IllegalArgumentException if {@code name} is not kebab-case */
    public static ConfigKey of(String name, String defaultValue, String description) {
        if (!KEBAB.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is not kebab-case");
        }
        return new ConfigKey(name, defaultValue, description);
    }

    public String name() {
        return name;
    }

    /** As a user would write it; empty where there is none. */
    public String defaultValue() {
        return defaultValue;
    }

    /** One line, with the unit. */
    public String description() {
        return description;
    }
}
