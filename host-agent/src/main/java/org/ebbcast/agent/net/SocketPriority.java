package org.ebbcast.agent.net;

import java.io.IOException;
import java.nio.channels.Channel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The priority of a socket in this host's own queues: SO_PRIORITY of socket(7), for which Java has no option. Any
 * thread.
 *
 * <p>Setting IP_TOS sets the priority anew, so this comes after it. Where it cannot be set (see {@link NativeOptions})
 * sockets keep the default priority, which is said once: the DSCP mark is what queues of the network go by.
 */
public final class SocketPriority {
    /** TC_PRIO_FILLER of linux/pkt_sched.h: the lowest band of {@code pfifo_fast} and {@code prio}. */
    static final int FILLER = 1;

    private static final Logger log = LoggerFactory.getLogger(SocketPriority.class);
    private static final int SO_PRIORITY = 12;
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private SocketPriority() {}

    /** Puts what {@code channel} sends behind everything else on this host; where it cannot, it says so once. */
    public static void lower(Channel channel) {
        try {
            NativeOptions.set(channel, NativeOptions.SOL_SOCKET, SO_PRIORITY, FILLER);
        } catch (IOException e) {
            if (SAID.compareAndSet(false, true)) {
                log.info("Tried to lower the priority of sockets but {}; the DSCP mark alone tells their traffic",
                        e.getMessage());
            }
        }
    }

    static int of(Channel channel) throws IOException {
        return NativeOptions.get(channel, NativeOptions.SOL_SOCKET, SO_PRIORITY);
    }
}
