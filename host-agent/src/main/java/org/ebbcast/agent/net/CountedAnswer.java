package org.ebbcast.agent.net;

import java.nio.ByteBuffer;
import org.ebbcast.agent.transport.RepairFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts how requests end. */
record CountedAnswer(RangeAnswer answer, TransportCounters counters) implements RangeAnswer {
    private static final Logger log = LoggerFactory.getLogger(RepairClient.class);

    @Override
    public void delivered(ByteBuffer body) {
        counters.repairDelivered(body.remaining());
        answer.delivered(body);
    }

    @Override
    public void failed(RepairFailure why, String detail) {
        counters.repairFailed();
        log.debug("Repair request failed: {}, {}", why, detail);
        answer.failed(why, detail);
    }
}
