package org.ebbcast.protocol.channel;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for agents and keeps one connection to each. Thread-safe.
 *
 * <p>An agent whose hello is accepted is announced; a newer connection of the same host replaces the older, which is
 * seen off first. A connection ends when three heartbeats are missed, when the agent sends what it may not, or when
 * more than {@link AgentServerConfig#maxOutboundBytes} wait to be sent to it: an agent that comes back is told
 * everything anew, so that ending is safer than leaving out a message.
 */
public final class AgentServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentServer.class);
    private static final int MAX_EVENT_LOOPS = 4;

    private final AgentSessions sessions = new AgentSessions();
    private final NioEventLoopGroup loops;
    private final Channel listening;

    private AgentServer(AgentServerConfig config, Listener listener) {
        int threads = Math.min(MAX_EVENT_LOOPS, Runtime.getRuntime().availableProcessors());
        loops = new NioEventLoopGroup(threads, new DefaultThreadFactory("ebbcast-agents", true));
        HelloJudge judge = new HelloJudge(config.token());
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(config.maxOutboundBytes() / 2, config.maxOutboundBytes()))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        config.tls()
                                .ifPresent(tls -> channel.pipeline().addLast(tls.newHandler(channel.alloc())));
                        FrameDecoder decoder = new FrameDecoder();
                        channel.pipeline()
                                .addLast(decoder)
                                .addLast(new AgentSession(channel, decoder, sessions, config, judge, listener));
                    }
                })
                .bind(config.listen())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new UncheckedIOException(new IOException(
                    "Tried to listen for agents on " + config.listen() + " but "
                            + bound.cause().getMessage() + "; choose another address or end what uses it",
                    bound.cause()));
        }
        listening = bound.channel();
        LOG.info("listening for agents on {}{}", localAddress(), config.tls().isPresent() ? " (TLS)" : "");
    }

    /**
     * Binds and begins to listen.
     *
     * @param listener called on the connections' event loops
     * @throws UncheckedIOException if the address cannot be bound
     */
    public static AgentServer start(AgentServerConfig config, Listener listener) {
        return new AgentServer(config, listener);
    }

    /** Where agents connect to; the real port where 0 was asked for. */
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) listening.localAddress();
    }

    /**
     * Queues {@code message} for {@code host}; does nothing if it is not connected. Messages of one thread to one host
     * arrive in order.
     *
     * @throws IllegalArgumentException if the message is larger than a frame may be
     */
    public void send(HostId host, ControllerMessage message) {
        sessions.of(host).ifPresent(session -> session.send(message));
    }

    /** Ends the connection of {@code host}, if there is one; the listener hears {@code reason}. */
    public void disconnect(HostId host, String reason) {
        sessions.of(host).ifPresent(session -> session.end(reason));
    }

    /** Ends all connections and stops listening; waits for the event loops. Not to be called from the listener. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        for (AgentSession session : sessions.all()) {
            session.end("the controller shuts down");
            session.ended().awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    /**
     * Hears of agents. Called on event loops, in order for any one host: {@code connected}, then any number of {@code
     * received}, then {@code disconnected}. Must not block; what it throws ends that agent's connection.
     */
    public interface Listener {
        /** The agent was welcomed. */
        void connected(HostId host, Hello hello);

        /** The connection that was announced is gone, for this reason. */
        void disconnected(HostId host, String reason);

        /** Never a {@link Hello}; heartbeats are among them for what they say, their echo has been sent. */
        void received(HostId host, AgentMessage message);
    }
}
