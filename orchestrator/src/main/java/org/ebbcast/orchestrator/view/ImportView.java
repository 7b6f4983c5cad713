package org.ebbcast.orchestrator.view;

/** How the import into a target's Docker engine goes. Immutable. */
public final class ImportView {
    private final ImportState state;
    private final double seconds;
    private final String detail;

    private ImportView(ImportState state, double seconds, String detail) {
        this.state = state;
        this.seconds = seconds;
        this.detail = detail;
    }

    /** See the accessors for units. */
    public static ImportView of(ImportState state, double seconds, String detail) {
        return new ImportView(state, seconds, detail);
    }

    public ImportState state() {
        return state;
    }

    /** That the engine took. */
    public double seconds() {
        return seconds;
    }

    /** How far the engine is, while pending; its words on failure; else empty. */
    public String detail() {
        return detail;
    }
}
