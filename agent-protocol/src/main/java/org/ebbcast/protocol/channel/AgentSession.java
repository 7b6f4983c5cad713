package org.ebbcast.protocol.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.Heartbeat;
import org.ebbcast.protocol.HeartbeatEcho;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.MessageCodec;
import org.ebbcast.protocol.ProtocolException;
import org.ebbcast.protocol.Refused;
import org.ebbcast.protocol.Welcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent's connection on the controller's side. Owned by its event loop, which alone changes its state; {@link
 * #send} and {@link #end} may come from any thread.
 */
final class AgentSession extends SimpleChannelInboundHandler<byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(AgentSession.class);
    private static final long REFUSAL_LINGER_MILLIS = 1000;

    private enum State {
        /** Connected, nothing accepted yet. */
        AWAITING_HELLO,
        /** Accepted; the earlier connection of the host has still to be seen off. */
        AWAITING_TURN,
        /** Announced to the listener. */
        OPEN,
        /** Seen off; the socket may linger so that a refusal can be read. */
        ENDED
    }

    /*
     * Listeners hear of one host in order although its connections may live on different event loops: a session that
     * takes over a host is announced only after `ended` of its predecessor, and `ended` completes after the listener
     * has heard `disconnected`. A session that ends before its turn passes its predecessor's `ended` on.
     */
    private final AgentSessions sessions;
    private final AgentServerConfig config;
    private final HelloJudge judge;
    private final AgentServer.Listener listener;
    private final FrameDecoder decoder;
    private final Channel channel;
    private final Promise<Void> ended;
    private final SilenceWatch silence = new SilenceWatch();
    private volatile State state = State.AWAITING_HELLO;
    private Optional<HostId> host = Optional.empty();
    private Optional<AgentSession> predecessor = Optional.empty();
    private boolean stranger = true;

    AgentSession(
            Channel channel,
            FrameDecoder decoder,
            AgentSessions sessions,
            AgentServerConfig config,
            HelloJudge judge,
            AgentServer.Listener listener) {
        this.channel = channel;
        this.decoder = decoder;
        this.sessions = sessions;
        this.config = config;
        this.judge = judge;
        this.listener = listener;
        this.ended = channel.eventLoop().newPromise();
    }

    /** Completes when the listener has heard the last of this session. */
    Promise<Void> ended() {
        return ended;
    }

    /** Queues {@code message} unless the session is not open; a full queue ends it. Any thread. */
    void send(ControllerMessage message) {
        if (state != State.OPEN) {
            return;
        }
        if (channel.isWritable()) {
            channel.writeAndFlush(Frames.of(message), channel.voidPromise());
        } else {
            end("it reads too slowly: more than " + config.maxOutboundBytes() + " bytes wait to be sent");
        }
    }

    /** Sees the session off and closes the socket. Any thread. */
    void end(String reason) {
        if (channel.eventLoop().inEventLoop()) {
            finish(reason);
            channel.close();
        } else if (state != State.ENDED) {
            channel.eventLoop().execute(() -> end(reason));
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!sessions.admitStranger()) {
            LOG.warn("closed a connection from {}: too many have not said hello yet", channel.remoteAddress());
            state = State.ENDED;
            ended.trySuccess(null);
            ctx.close();
            return;
        }
        channel.closeFuture().addListener(closed -> leaveStrangers());
        ctx.executor().schedule(this::helloOverdue, config.helloTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void leaveStrangers() {
        if (stranger) {
            stranger = false;
            sessions.strangerLeft();
        }
    }

    private void helloOverdue() {
        if (state == State.AWAITING_HELLO) {
            end("no hello within " + config.helloTimeout().toMillis() + " ms");
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, byte[] frame) throws ProtocolException {
        switch (state) {
            case AWAITING_HELLO:
                greet(frame);
                break;
            case AWAITING_TURN:
                throw new ProtocolException("the agent spoke before it was welcomed");
            case OPEN:
                hear(MessageCodec.decodeAgentMessage(frame));
                break;
            default:
                break;
        }
    }

    private void greet(byte[] frame) throws ProtocolException {
        AgentMessage first;
        try {
            first = MessageCodec.decodeAgentMessage(frame);
        } catch (ProtocolException e) {
            refuse(HelloJudge.objectionToUnreadable(frame, e));
            return;
        }
        if (!(first instanceof Hello)) {
            throw new ProtocolException("the first message is a " + first.getClass().getSimpleName() + ", not a Hello");
        }
        Hello hello = (Hello) first;
        Optional<Refused> objection = judge.objection(hello);
        if (objection.isPresent()) {
            refuse(objection.get());
            return;
        }
        leaveStrangers();
        state = State.AWAITING_TURN;
        HostId id = HostId.of(hello.host());
        host = Optional.of(id);
        predecessor = sessions.claim(id, this);
        if (predecessor.isPresent()) {
            predecessor.get().replacedBy(channel);
            predecessor.get().ended.addListener(over -> channel.eventLoop().execute(() -> open(id, hello)));
        } else {
            open(id, hello);
        }
    }

    private void open(HostId id, Hello hello) {
        predecessor = Optional.empty();
        if (state != State.AWAITING_TURN) {
            return;
        }
        decoder.acceptLargeFrames();
        long heartbeatMillis = config.heartbeat().toMillis();
        int version = HelloJudge.commonVersion(hello).orElseThrow();
        Welcome welcome = new Welcome(version, heartbeatMillis, config.controllerName());
        channel.writeAndFlush(Frames.of(welcome), channel.voidPromise());
        state = State.OPEN;
        LOG.info("agent {} connected from {}", id, channel.remoteAddress());
        scheduleTick(heartbeatMillis);
        listener.connected(id, hello);
    }

    private void scheduleTick(long heartbeatMillis) {
        channel.eventLoop().schedule(() -> tick(heartbeatMillis), heartbeatMillis, TimeUnit.MILLISECONDS);
    }

    private void tick(long heartbeatMillis) {
        if (state != State.OPEN) {
            return;
        }
        if (silence.tick()) {
            end("nothing came for " + SilenceWatch.MISSED_LIMIT + " heartbeats of " + heartbeatMillis + " ms");
        } else {
            scheduleTick(heartbeatMillis);
        }
    }

    private void hear(AgentMessage message) throws ProtocolException {
        silence.heard();
        if (message instanceof Hello) {
            throw new ProtocolException("a second Hello on one connection");
        }
        if (message instanceof Heartbeat) {
            send(new HeartbeatEcho());
        }
        listener.received(host.orElseThrow(), message);
    }

    private void replacedBy(Channel newer) {
        channel.eventLoop()
                .execute(() -> refuse(new Refused(
                        Refused.Reason.REPLACED,
                        "another connection of this host came from " + newer.remoteAddress()
                                + "; if that is another machine, give one of the two another name")));
    }

    /** Tells the peer why it is over. The socket stays half a moment: closing at once would reset it unread. */
    private void refuse(Refused refused) {
        if (state == State.ENDED) {
            return;
        }
        finish(refused.reason() + ": " + refused.detail());
        decoder.ignoreRest();
        channel.writeAndFlush(Frames.of(refused), channel.voidPromise());
        channel.eventLoop().schedule(() -> channel.close(), REFUSAL_LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        finish("the agent closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
        Throwable cause = thrown instanceof DecoderException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof ProtocolException) {
            refuse(new Refused(Refused.Reason.MALFORMED, String.valueOf(cause.getMessage())));
        } else if (cause instanceof IOException) {
            end("the connection failed: " + cause.getMessage());
        } else {
            LOG.error("an agent's message could not be handled; its connection is closed", cause);
            end("its message could not be handled: " + cause);
        }
    }

    private void finish(String reason) {
        if (state == State.ENDED) {
            return;
        }
        boolean announced = state == State.OPEN;
        state = State.ENDED;
        host.ifPresent(id -> sessions.release(id, this));
        String who = host.map(id -> "agent " + id).orElse("a connection");
        LOG.info("{} from {} ended: {}", who, channel.remoteAddress(), reason);
        try {
            if (announced) {
                listener.disconnected(host.orElseThrow(), reason);
            }
        } finally {
            if (predecessor.isPresent()) {
                predecessor.get().ended.addListener(over -> ended.trySuccess(null));
            } else {
                ended.trySuccess(null);
            }
        }
    }
}
