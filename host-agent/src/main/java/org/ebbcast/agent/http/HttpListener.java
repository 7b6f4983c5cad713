package org.ebbcast.agent.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ebbcast.agent.net.LowerEffort;
import org.ebbcast.agent.net.LowerEffortSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening socket and its connections. */
public final class HttpListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpListener.class);
    private static final long DRAIN_MILLIS = 10_000;
    private static final int MAX_LINE_BYTES = 8 << 10;
    private static final int MAX_HEADER_BYTES = 16 << 10;
    private static final int MAX_PART_BYTES = 64 << 10;

    private final ListenerOptions options;
    private final ChannelGroup connections;
    private final Channel listening;

    private HttpListener(ListenerOptions options, ChannelGroup connections, Channel listening) {
        this.options = options;
        this.connections = connections;
        this.listening = listening;
    }

    /** @throws IOException naming the address, if it cannot be listened on */
    public static HttpListener start(HttpThreads threads, ListenerOptions options, HttpService service)
            throws IOException {
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(threads.sockets())
                .channelFactory(() -> serverChannel(options.address().getAddress()))
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 128)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.RCVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(1024, 4096, MAX_PART_BYTES).maxMessagesPerRead(2))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 << 10, 128 << 10))
                .childHandler(new ChannelInitializer<LowerEffortSocketChannel>() {
                    @Override
                    protected void initChannel(LowerEffortSocketChannel channel) {
                        if (options.lowPriority()) {
                            channel.lowerPriority();
                        }
                        accept(channel, connections, threads, options, service);
                    }
                });
        if (options.lowPriority()) {
            bootstrap.childOption(ChannelOption.IP_TOS, LowerEffort.TOS);
        }
        return new HttpListener(options, connections, bind(bootstrap, options));
    }

    /** Of the address's own family: the mark of a socket for both families does not reach its IPv4 packets. */
    private static ServerChannel serverChannel(InetAddress address) {
        InternetProtocolFamily family =
                address instanceof Inet4Address ? InternetProtocolFamily.IPv4 : InternetProtocolFamily.IPv6;
        return new NioServerSocketChannel(SelectorProvider.provider(), family) {
            @Override
            protected int doReadMessages(List<Object> accepted) throws IOException {
                SocketChannel connection = javaChannel().accept();
                if (connection == null) {
                    return 0;
                }
                accepted.add(new LowerEffortSocketChannel(this, connection));
                return 1;
            }
        };
    }

    private static Channel bind(ServerBootstrap bootstrap, ListenerOptions options) throws IOException {
        ChannelFuture bound = bootstrap.bind(options.address()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("Tried to listen on " + options.address() + " for the " + options.name() + " but "
                    + bound.cause().getMessage(), bound.cause());
        }
        log.info("{} listens on {}", options.name(), bound.channel().localAddress());
        return bound.channel();
    }

    private static void accept(
            Channel channel,
            ChannelGroup connections,
            HttpThreads threads,
            ListenerOptions options,
            HttpService service) {
        if (connections.size() >= options.maxConnections()) {
            log.warn("{} has {} connections; turned {} away", options.name(), connections.size(),
                    channel.remoteAddress());
            channel.close();
            return;
        }
        connections.add(channel);
        channel.pipeline()
                .addLast(new IdleStateHandler(true, 0, 0, options.idle().toMillis(), TimeUnit.MILLISECONDS))
                .addLast(new HttpServerCodec(MAX_LINE_BYTES, MAX_HEADER_BYTES, MAX_PART_BYTES))
                .addLast(new MessageGate())
                .addLast(threads.workers(), new HttpConnection(service));
    }

    public InetSocketAddress localAddress() {
        return (InetSocketAddress) listening.localAddress();
    }

    public int connectionCount() {
        return connections.size();
    }

    /** Takes no more requests; those that have begun get ten seconds to end. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        ChannelGroupFuture ended = connections.newCloseFuture();
        connections.forEach(c -> c.pipeline().fireUserEventTriggered(HttpConnection.Event.DRAIN));
        if (!ended.awaitUninterruptibly(DRAIN_MILLIS)) {
            log.warn("{} has {} requests that did not end; closing them", options.name(), connections.size());
            connections.close().awaitUninterruptibly();
        }
        log.info("{} closed", options.name());
    }
}
