package org.ebbcast.orchestrator.view;

/** A milestone in the life of a distribution, for people. Immutable. */
public final class EventView {
    private final double seconds;
    private final String text;

    private EventView(double seconds, String text) {
        this.seconds = seconds;
        this.text = text;
    }

    /** See the accessors for units. */
    public static EventView of(double seconds, String text) {
        return new EventView(seconds, text);
    }

    /** Since the intent came. */
    public double seconds() {
        return seconds;
    }

    public String text() {
        return text;
    }
}
