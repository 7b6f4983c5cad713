package org.ebbcast.agent.metrics;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;

/**
 * The agent's counters and gauges by name. Names follow Prometheus: {@code ebbcast_agent_} in front, the base unit at
 * the end, {@code _total} behind a counter. Thread-safe; look counters up once and keep them.
 */
public final class Metrics {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    private final Map<String, Family> families = new ConcurrentSkipListMap<>();

    private record Family(String type, String help, Map<String, DoubleSupplier> samples) {}

    /** The counter {@code name}, made on first use. */
    public Counter counter(String name, String help) {
        return counter(name, help, Map.of());
    }

    /** The counter {@code name} with these labels; keep the number of different labels small. */
    public synchronized Counter counter(String name, String help, Map<String, String> labels) {
        Family family = family(name, "counter", help);
        String key = render(labels);
        if (family.samples.get(key) instanceof CounterSample sample) {
            return sample.counter;
        }
        Counter counter = new Counter();
        family.samples.put(key, new CounterSample(counter));
        return counter;
    }

    /** Reads {@code value} whenever somebody asks; a later gauge of the same name replaces it. */
    public synchronized void gauge(String name, String help, DoubleSupplier value) {
        family(name, "gauge", help).samples.put("", value);
    }

    /** A counter that somebody else keeps: {@code value} is read whenever somebody asks, and never falls. */
    public synchronized void counter(String name, String help, DoubleSupplier value) {
        family(name, "counter", help).samples.put("", value);
    }

    private Family family(String name, String type, String help) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is not a metric's name");
        }
        Family family =
                families.computeIfAbsent(name, n -> new Family(type, help, new ConcurrentSkipListMap<>()));
        if (!family.type.equals(type)) {
            throw new IllegalArgumentException(name + " is a " + family.type + ", not a " + type);
        }
        return family;
    }

    private record CounterSample(Counter counter) implements DoubleSupplier {
        @Override
        public double getAsDouble() {
            return counter.value();
        }
    }

    /** Everything, in Prometheus' text format 0.0.4. */
    public String scrape() {
        StringBuilder text = new StringBuilder();
        families.forEach((name, family) -> {
            text.append("# HELP ").append(name).append(' ').append(family.help).append('\n');
            text.append("# TYPE ").append(name).append(' ').append(family.type).append('\n');
            family.samples.forEach((labels, value) -> text.append(name)
                    .append(labels)
                    .append(' ')
                    .append(number(value.getAsDouble()))
                    .append('\n'));
        });
        return text.toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%s", value);
    }

    private static String render(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        new TreeMap<>(labels).forEach((name, value) -> text.append(text.length() == 0 ? '{' : ',')
                .append(name)
                .append("=\"")
                .append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
                .append('"'));
        return text.append('}').toString();
    }
}
