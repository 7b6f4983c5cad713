package org.ebbcast.agent.net;

import java.nio.ByteBuffer;
import org.ebbcast.agent.transport.RepairFailure;

/** Hears how a {@link RangeRequest} ended: one of the two, once, on the repair client's thread. */
public interface RangeAnswer {
    /** {@code body} holds exactly the bytes asked for and belongs to the callee. */
    void delivered(ByteBuffer body);

    /** @param detail for people */
    void failed(RepairFailure why, String detail);
}
