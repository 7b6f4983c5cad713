package org.ebbcast.protocol.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.Heartbeat;
import org.ebbcast.protocol.HeartbeatEcho;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.Limits;
import org.ebbcast.protocol.MessageCodec;
import org.ebbcast.protocol.ProtocolException;
import org.ebbcast.protocol.Refused;
import org.ebbcast.protocol.Welcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, or attempt at one, on the agent's side. Owned by its event loop; only {@link #send} may come from
 * any thread.
 */
final class ControllerSession extends SimpleChannelInboundHandler<byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerSession.class);

    private enum State {
        AWAITING_WELCOME,
        OPEN,
        ENDED
    }

    private final ControllerDialer dialer;
    private final InetSocketAddress controller;
    private final AgentClientConfig config;
    private final Supplier<Hello> hello;
    private final LongSupplier freeBytes;
    private final AgentClient.Listener listener;
    private final SilenceWatch silence = new SilenceWatch();
    private Optional<Channel> channel = Optional.empty();
    private volatile State state = State.AWAITING_WELCOME;

    ControllerSession(
            ControllerDialer dialer,
            InetSocketAddress controller,
            AgentClientConfig config,
            Supplier<Hello> hello,
            LongSupplier freeBytes,
            AgentClient.Listener listener) {
        this.dialer = dialer;
        this.controller = controller;
        this.config = config;
        this.hello = hello;
        this.freeBytes = freeBytes;
        this.listener = listener;
    }

    /** Queues {@code message} unless not welcomed; a full queue ends the session. Any thread. */
    void send(AgentMessage message) {
        if (state != State.OPEN) {
            return;
        }
        Channel to = channel.orElseThrow();
        if (to.isWritable()) {
            to.writeAndFlush(Frames.of(message), to.voidPromise());
        } else {
            to.eventLoop()
                    .execute(() -> end("it reads too slowly: more than " + config.maxOutboundBytes()
                            + " bytes wait to be sent"));
        }
    }

    /** Ends the session or the attempt; the listener hears of it if it was welcomed. */
    void end(String reason) {
        if (state == State.ENDED) {
            return;
        }
        boolean welcomed = state == State.OPEN;
        state = State.ENDED;
        channel.ifPresent(Channel::close);
        try {
            if (welcomed) {
                listener.disconnected(reason);
            }
        } finally {
            dialer.over(this, reason);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = Optional.of(ctx.channel());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (state == State.ENDED) {
            ctx.close();
            return;
        }
        ctx.writeAndFlush(Frames.of(hello.get()), ctx.voidPromise());
        ctx.executor().schedule(this::welcomeOverdue, config.welcomeTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void welcomeOverdue() {
        if (state == State.AWAITING_WELCOME) {
            end("it did not answer the hello within " + config.welcomeTimeout().toMillis() + " ms");
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, byte[] frame) throws ProtocolException {
        if (state == State.ENDED) {
            return;
        }
        silence.heard();
        ControllerMessage message = MessageCodec.decodeControllerMessage(frame);
        if (message instanceof Refused) {
            Refused refused = (Refused) message;
            try {
                listener.refused(refused);
            } finally {
                end("it refused: " + refused.reason() + ", " + refused.detail());
            }
        } else if (state == State.AWAITING_WELCOME) {
            welcome(ctx, message);
        } else if (message instanceof HeartbeatEcho) {
            dialer.proved();
        } else if (message instanceof Welcome) {
            throw new ProtocolException("a second Welcome on one connection");
        } else {
            listener.received(message);
        }
    }

    private void welcome(ChannelHandlerContext ctx, ControllerMessage first) throws ProtocolException {
        if (!(first instanceof Welcome)) {
            throw new ProtocolException(
                    "the first message is a " + first.getClass().getSimpleName() + ", not a Welcome");
        }
        Welcome welcome = (Welcome) first;
        if (welcome.version() < Limits.MIN_VERSION || welcome.version() > Limits.MAX_VERSION) {
            throw new ProtocolException("it chose protocol version " + welcome.version() + ", which was not offered");
        }
        state = State.OPEN;
        LOG.info("connected to controller {} at {}", welcome.controller(), controller);
        tick(ctx, welcome.heartbeatMillis());
        listener.welcomed(welcome, controller);
    }

    private void tick(ChannelHandlerContext ctx, long heartbeatMillis) {
        if (state != State.OPEN) {
            return;
        }
        if (silence.tick()) {
            end("nothing came for " + SilenceWatch.MISSED_LIMIT + " heartbeats of " + heartbeatMillis + " ms");
            return;
        }
        send(new Heartbeat(freeBytes.getAsLong()));
        ctx.executor().schedule(() -> tick(ctx, heartbeatMillis), heartbeatMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end("it closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
        Throwable cause = thrown instanceof DecoderException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (!(cause instanceof ProtocolException || cause instanceof IOException)) {
            LOG.error("a controller's message could not be handled; the connection is closed", cause);
        }
        end("the connection failed: " + cause.getMessage());
    }
}
