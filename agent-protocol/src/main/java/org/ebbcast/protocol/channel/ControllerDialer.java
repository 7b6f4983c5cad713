package org.ebbcast.protocol.channel;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.Hello;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries controllers in turn until one welcomes the agent, and again when it is lost. Owned by its event loop; {@link
 * #send} and {@link #close} may come from any thread.
 */
final class ControllerDialer {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerDialer.class);

    private final EventLoop loop;
    private final AgentClientConfig config;
    private final Supplier<Hello> hello;
    private final LongSupplier freeBytes;
    private final AgentClient.Listener listener;
    private final Backoff backoff;
    private volatile Optional<ControllerSession> session = Optional.empty();
    private int nextController;
    private int failuresInRow;
    private boolean closed;

    ControllerDialer(
            EventLoop loop,
            AgentClientConfig config,
            Supplier<Hello> hello,
            LongSupplier freeBytes,
            AgentClient.Listener listener) {
        this.loop = loop;
        this.config = config;
        this.hello = hello;
        this.freeBytes = freeBytes;
        this.listener = listener;
        backoff = new Backoff(config.backoffFirst(), config.backoffMax(), config.seed());
    }

    void start() {
        loop.execute(this::dial);
    }

    void send(AgentMessage message) {
        session.ifPresent(s -> s.send(message));
    }

    void close() {
        loop.submit(() -> {
                    closed = true;
                    session.ifPresent(s -> s.end("the agent shuts down"));
                })
                .awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private void dial() {
        if (closed) {
            return;
        }
        InetSocketAddress controller = config.controllers().get(nextController);
        ControllerSession attempt = new ControllerSession(this, controller, config, hello, freeBytes, listener);
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) config.welcomeTimeout().toMillis())
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(config.maxOutboundBytes() / 2, config.maxOutboundBytes()))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        config.tls()
                                .ifPresent(tls ->
                                        channel.pipeline().addLast(tls.newHandler(channel.alloc(), controller)));
                        FrameDecoder decoder = new FrameDecoder();
                        decoder.acceptLargeFrames();
                        channel.pipeline().addLast(decoder).addLast(attempt);
                    }
                })
                .connect(controller);
        session = Optional.of(attempt);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                attempt.end(String.valueOf(done.cause().getMessage()));
            }
        });
    }

    /** A session has proved to last: the next loss starts with short waits again. */
    void proved() {
        failuresInRow = 0;
        backoff.reset();
    }

    /** A session or an attempt is over. */
    void over(ControllerSession ended, String reason) {
        if (closed || session.filter(s -> s == ended).isEmpty()) {
            return;
        }
        session = Optional.empty();
        failuresInRow++;
        boolean roundOver = failuresInRow % config.controllers().size() == 0;
        String failed = nextName();
        nextController = (nextController + 1) % config.controllers().size();
        Duration wait = roundOver ? backoff.next() : Duration.ZERO;
        LOG.warn(
                "Tried to stay connected to controller {} but {}; {} follows in {} ms",
                failed,
                reason,
                nextName(),
                wait.toMillis());
        loop.schedule(this::dial, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private String nextName() {
        InetSocketAddress next = config.controllers().get(nextController);
        return next.getHostString() + ":" + next.getPort();
    }
}
