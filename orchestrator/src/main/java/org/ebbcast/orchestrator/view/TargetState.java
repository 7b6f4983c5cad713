package org.ebbcast.orchestrator.view;

/** Where a target is in the life of its distribution. */
public enum TargetState {
    /** Nothing was asked of it yet, or it has not answered. */
    PENDING,
    /** It receives or repairs. */
    RECEIVING,
    /** Every blob is verified on its disk. */
    VERIFIED,
    /** Its registry and, if asked, its Docker engine take the image. */
    PUBLISHING,
    /** The image is there. */
    DONE,
    /** The reason says why. */
    FAILED,
    /** The distribution was cancelled before it was done. */
    CANCELLED;

    /** Whether nothing more will happen. */
    public boolean isOver() {
        return compareTo(DONE) >= 0;
    }
}
