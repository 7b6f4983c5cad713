package org.ebbcast.orchestrator.view;

/** One direction of a link of a tree. Immutable. */
public final class LinkView {
    private final FabricNode from;
    private final FabricNode to;

    private LinkView(FabricNode from, FabricNode to) {
        this.from = from;
        this.to = to;
    }

    /** See the accessors for units. */
    public static LinkView of(FabricNode from, FabricNode to) {
        return new LinkView(from, to);
    }

    public FabricNode from() {
        return from;
    }

    public FabricNode to() {
        return to;
    }
}
