package org.ebbcast.controller.internal.openflow;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ebbcast.rules.DatapathId;
import org.projectfloodlight.openflow.protocol.OFEchoReply;
import org.projectfloodlight.openflow.protocol.OFEchoRequest;
import org.projectfloodlight.openflow.protocol.OFErrorMsg;
import org.projectfloodlight.openflow.protocol.OFFeaturesReply;
import org.projectfloodlight.openflow.protocol.OFFlowStatsEntry;
import org.projectfloodlight.openflow.protocol.OFFlowStatsReply;
import org.projectfloodlight.openflow.protocol.OFGroupDescStatsEntry;
import org.projectfloodlight.openflow.protocol.OFGroupDescStatsReply;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFPortDescStatsReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One switch connection from hello to end (OpenFlow 1.3.5, 6.3): negotiates, asks who it is, reads what it has, then
 * hands it over; keeps it alive by echo. Owned by the event loop.
 */
final class SwitchChannelHandler extends SimpleChannelInboundHandler<Object> {
    private static final Logger LOG = LoggerFactory.getLogger(SwitchChannelHandler.class);
    private static final int MOST_MISSED_ECHOES = 3;

    private final SwitchEvents events;
    private final Duration timeout;
    private Optional<SwitchSession> session = Optional.empty();
    private boolean greeted;
    private boolean ready;
    private int missedEchoes;
    private String reason = "the switch closed the connection";

    SwitchChannelHandler(SwitchEvents events, Duration timeout) {
        this.events = events;
        this.timeout = timeout;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(OpenFlowMessages.hello());
        ctx.executor()
                .schedule(
                        () -> {
                            if (!ready) {
                                end(ctx, "handshake not over within " + timeout.toMillis() + " ms");
                            }
                        },
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object received) {
        missedEchoes = 0;
        if (received instanceof OpenFlowFrameDecoder.Greeting greeting) {
            greeted(ctx, greeting);
        } else if (received instanceof OFEchoRequest echo) {
            ctx.writeAndFlush(OpenFlowMessages.echoReply(echo.getXid(), echo.getData()));
        } else if (received instanceof OFFeaturesReply features) {
            identified(ctx, features);
        } else if (received instanceof OFMessage message && !(received instanceof OFEchoReply)) {
            dispatch(ctx, message);
        }
    }

    private void greeted(ChannelHandlerContext ctx, OpenFlowFrameDecoder.Greeting greeting) {
        if (!VersionNegotiation.agreesOn13(greeting.version(), greeting.hello())) {
            ctx.write(OpenFlowMessages.helloFailed());
            end(ctx, "it does not speak OpenFlow 1.3 (wire version 4)");
        } else if (!greeted) {
            greeted = true;
            ctx.write(OpenFlowMessages.featuresRequest());
            ctx.writeAndFlush(OpenFlowMessages.setConfig());
        }
    }

    private void identified(ChannelHandlerContext ctx, OFFeaturesReply features) {
        if (session.isPresent()) {
            return;
        }
        if (features.getAuxiliaryId().getValue() != 0) {
            end(ctx, "it is an auxiliary connection, which is not used here");
            return;
        }
        DatapathId id = DatapathId.of(features.getDatapathId().getLong());
        SwitchSession opened = new SwitchSession(id, ctx.channel(), timeout);
        session = Optional.of(opened);
        // Ports last: what changes after their description comes as port status when the switch is ready.
        opened.collect(OpenFlowMessages.ownFlows())
                .thenCompose(flows -> opened.collect(OpenFlowMessages.groups())
                        .thenCompose(groups -> opened.collect(OpenFlowMessages.portDescriptions())
                                .thenAccept(ports -> ready(ctx, opened, flows, groups, ports))))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        end(ctx, "it could not be read: " + failure.getMessage());
                    }
                });
    }

    private void ready(
            ChannelHandlerContext ctx,
            SwitchSession opened,
            List<OFFlowStatsReply> flows,
            List<OFGroupDescStatsReply> groups,
            List<OFPortDescStatsReply> ports) {
        if (!ctx.channel().isActive()) {
            return;
        }
        ready = true;
        LOG.info("switch {} connected from {}", opened.id(), ctx.channel().remoteAddress());
        events.ready(
                opened,
                ports.stream()
                        .flatMap(part -> part.getEntries().stream())
                        .flatMap(port -> PortDescriptions.read(port).stream())
                        .toList(),
                found(flows, groups));
    }

    static FoundRules found(List<OFFlowStatsReply> flows, List<OFGroupDescStatsReply> groups) {
        List<OFFlowStatsEntry> flowEntries =
                flows.stream().flatMap(part -> part.getEntries().stream()).toList();
        List<OFGroupDescStatsEntry> groupEntries =
                groups.stream().flatMap(part -> part.getEntries().stream()).toList();
        return FoundRules.of(flowEntries, groupEntries);
    }

    private void dispatch(ChannelHandlerContext ctx, OFMessage message) {
        boolean answered = session.map(open -> open.received(message)).orElse(false);
        if (answered) {
            return;
        }
        if (ready) {
            session.ifPresent(open -> events.received(open, message));
        } else if (message instanceof OFErrorMsg error) {
            end(ctx, "it refused the handshake: " + SwitchException.describe(error));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            missedEchoes++;
            if (missedEchoes > MOST_MISSED_ECHOES) {
                end(ctx, MOST_MISSED_ECHOES + " echo requests were not answered");
            } else if (greeted) {
                ctx.writeAndFlush(OpenFlowMessages.echoRequest());
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            reason = cause.getMessage();
            ctx.close();
        } else if (cause instanceof DecoderException) {
            end(ctx, cause.getMessage());
        } else {
            LOG.error("switch connection {} failed", ctx.channel().remoteAddress(), cause);
            end(ctx, cause.toString());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.ifPresent(open -> {
            open.closed(reason);
            if (ready) {
                LOG.warn("switch {} is gone: {}", open.id(), reason);
                events.closed(open, reason);
            }
        });
    }

    private void end(ChannelHandlerContext ctx, String why) {
        if (ctx.channel().isActive()) {
            reason = why;
            LOG.warn("closing connection of {}: {}", ctx.channel().remoteAddress(), why);
            ctx.flush();
            ctx.close();
        }
    }
}
