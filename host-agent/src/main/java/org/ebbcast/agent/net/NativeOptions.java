package org.ebbcast.agent.net;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.nio.channels.Channel;

/**
 * Options of Linux sockets for which Java has no name, by the C library. Any thread.
 *
 * <p>The descriptor of a channel is behind {@code --add-exports java.base/sun.nio.ch=ALL-UNNAMED}.
 */
final class NativeOptions {
    static final int SOL_SOCKET = 1;
    static final int SOL_UDP = 17;

    /** The two functions of the C library; called by name. */
    interface C extends Library {
        int setsockopt(int socket, int level, int option, IntByReference value, int length);

        int getsockopt(int socket, int level, int option, IntByReference value, IntByReference length);
    }

    private NativeOptions() {}

    /** @throws IOException if the kernel refuses, or this Java runtime or system has no such way */
    static void set(Channel channel, int level, int option, int value) throws IOException {
        try {
            int failed = Holder.C_LIBRARY.setsockopt(
                    descriptor(channel), level, option, new IntByReference(value), Integer.BYTES);
            if (failed != 0) {
                throw new IOException("setsockopt failed with errno " + Native.getLastError());
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IOException(e.toString(), e);
        }
    }

    /** @throws IOException as {@link #set} */
    static int get(Channel channel, int level, int option) throws IOException {
        IntByReference value = new IntByReference(-1);
        try {
            int failed = Holder.C_LIBRARY.getsockopt(
                    descriptor(channel), level, option, value, new IntByReference(Integer.BYTES));
            if (failed != 0) {
                throw new IOException("getsockopt failed with errno " + Native.getLastError());
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IOException(e.toString(), e);
        }
        return value.getValue();
    }

    private static int descriptor(Channel channel) throws ReflectiveOperationException {
        return (int) Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal").invoke(channel);
    }

    /** Loads the library when it is first needed. */
    private static final class Holder {
        static final C C_LIBRARY = Native.load("c", C.class);
    }
}
