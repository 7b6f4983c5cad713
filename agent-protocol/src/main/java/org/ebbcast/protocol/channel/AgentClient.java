package org.ebbcast.protocol.channel;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.Refused;
import org.ebbcast.protocol.Welcome;

/**
 * An agent's connection to whichever of its controllers answers, made anew whenever it is lost. Controllers are tried
 * in turn; after a round without success it waits, longer each time and with jitter. Thread-safe.
 */
public final class AgentClient implements AutoCloseable {
    private final NioEventLoopGroup loop;
    private final ControllerDialer dialer;

    private AgentClient(
            AgentClientConfig config, Supplier<Hello> hello, LongSupplier freeBytes, Listener listener) {
        loop = new NioEventLoopGroup(1, new DefaultThreadFactory("ebbcast-controller", true));
        dialer = new ControllerDialer(loop.next(), config, hello, freeBytes, listener);
    }

    /**
     * Begins to connect; returns at once.
     *
     * @param hello asked for at every connection, on the event loop
     * @param freeBytes what heartbeats report, asked on the event loop; must be quick
     * @param listener called on the event loop
     */
    public static AgentClient start(
            AgentClientConfig config, Supplier<Hello> hello, LongSupplier freeBytes, Listener listener) {
        AgentClient client = new AgentClient(config, hello, freeBytes, listener);
        client.dialer.start();
        return client;
    }

    /**
     * Queues {@code message}; drops it while not connected. If more than {@link AgentClientConfig#maxOutboundBytes}
     * wait already, the connection is ended instead and made anew.
     *
     * @throws IllegalArgumentException if the message is larger than a frame may be
     */
    public void send(AgentMessage message) {
        dialer.send(message);
    }

    /** Ends the connection for good; waits for the event loop. Not to be called from the listener. */
    @Override
    public void close() {
        if (loop.isShuttingDown()) {
            return;
        }
        dialer.close();
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    /**
     * Hears from the controller. Called on one event loop: {@code welcomed}, any number of {@code received}, {@code
     * disconnected}, and again; {@code refused} at any point. Must not block; what it throws ends the connection.
     */
    public interface Listener {
        /** Connected and accepted. */
        void welcomed(Welcome welcome, InetSocketAddress controller);

        /** Never a {@link Welcome}, {@link Refused} or {@link org.ebbcast.protocol.HeartbeatEcho}. */
        void received(ControllerMessage message);

        /** A controller does not want this agent; it will be tried again after the others and a wait. */
        void refused(Refused refused);

        /** The connection that was welcomed is gone, for this reason; another attempt follows. */
        void disconnected(String reason);
    }
}
