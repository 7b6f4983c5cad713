package org.ebbcast.agent.net;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import java.nio.channels.Channel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The priority of a socket in this host's own queues: SO_PRIORITY of socket(7), for which Java has no option. Any
 * thread.
 *
 * <p>Setting IP_TOS sets the priority anew, so this comes after it. The descriptor of a channel is behind {@code
 * --add-exports java.base/sun.nio.ch=ALL-UNNAMED}; without that, or on another system than Linux, sockets keep the
 * default priority, which is said once: the DSCP mark is what queues of the network go by.
 */
public final class SocketPriority {
    /** TC_PRIO_FILLER of linux/pkt_sched.h: the lowest band of {@code pfifo_fast} and {@code prio}. */
    static final int FILLER = 1;

    private static final Logger log = LoggerFactory.getLogger(SocketPriority.class);
    private static final int SOL_SOCKET = 1;
    private static final int SO_PRIORITY = 12;
    private static final AtomicBoolean SAID = new AtomicBoolean();

    /** The two functions of the C library; called by name. */
    interface C extends Library {
        int setsockopt(int socket, int level, int option, IntByReference value, int length);

        int getsockopt(int socket, int level, int option, IntByReference value, IntByReference length);
    }

    private SocketPriority() {}

    /** Puts what {@code channel} sends behind everything else on this host; where it cannot, it says so once. */
    public static void lower(Channel channel) {
        try {
            int failed = library().setsockopt(
                    descriptor(channel), SOL_SOCKET, SO_PRIORITY, new IntByReference(FILLER), Integer.BYTES);
            if (failed != 0) {
                say("setsockopt failed with errno " + Native.getLastError());
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            say(e.toString());
        }
    }

    static int of(Channel channel) throws ReflectiveOperationException {
        IntByReference value = new IntByReference(-1);
        library().getsockopt(
                descriptor(channel), SOL_SOCKET, SO_PRIORITY, value, new IntByReference(Integer.BYTES));
        return value.getValue();
    }

    private static C library() {
        return Holder.C_LIBRARY;
    }

    private static int descriptor(Channel channel) throws ReflectiveOperationException {
        return (int) Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal").invoke(channel);
    }

    private static void say(String problem) {
        if (SAID.compareAndSet(false, true)) {
            log.info("Tried to lower the priority of sockets but {}; the DSCP mark alone tells their traffic", problem);
        }
    }

    /** Loads the library when it is first needed. */
    private static final class Holder {
        static final C C_LIBRARY = Native.load("c", C.class);
    }
}
