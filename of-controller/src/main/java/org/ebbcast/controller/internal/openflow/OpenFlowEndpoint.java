package org.ebbcast.controller.internal.openflow;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.ebbcast.controller.internal.fabric.FabricCore;
import org.ebbcast.controller.internal.fabric.FabricSettings;
import org.ebbcast.rules.PipelineProfile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OpenFlow side of the controller: listens for switches and owns the one event loop on which sockets, fabric and
 * rules live.
 */
public final class OpenFlowEndpoint implements AutoCloseable {
    /**
     * What it is told once.
     *
     * @param listen where switches connect to
     * @param statisticsInterval between polls of one switch
     * @param echoInterval of silence after which a switch is asked whether it lives; three unanswered end it
     * @param answerTimeout for handshake, barriers and statistics
     * @param lldpKey secret of this life
     */
    public record Settings(
            InetSocketAddress listen,
            Duration statisticsInterval,
            Duration echoInterval,
            Duration answerTimeout,
            FabricSettings fabric,
            PipelineProfile profile,
            byte[] lldpKey) {}

    private static final Logger LOG = LoggerFactory.getLogger(OpenFlowEndpoint.class);
    private static final int MOST_CONNECTIONS = 4_096;
    // Beyond the high mark packet-outs are dropped; see SwitchSession.
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(1 << 20, 4 << 20);

    private final NioEventLoopGroup group;
    private final Settings settings;
    private final ChannelGroup connections;
    private final FabricShell fabric;
    private final OpenFlowRulePort rules;
    private final Channel server;

    private OpenFlowEndpoint(Settings settings, LongSupplier nanoClock) throws IOException {
        this.settings = settings;
        this.group = new NioEventLoopGroup(1, new DefaultThreadFactory("openflow"));
        EventLoop loop = group.next();
        this.connections = new DefaultChannelGroup(loop);
        SwitchSessions sessions = new SwitchSessions();
        LiveRules live = new LiveRules();
        FabricCore core =
                new FabricCore(settings.fabric(), settings.profile(), settings.lldpKey(), nanoClock.getAsLong());
        this.fabric = new FabricShell(loop, core, sessions, live, settings.profile().queueId(), nanoClock);
        this.rules = new OpenFlowRulePort(loop, sessions, live);
        this.server = bind(loop);
        fabric.start(settings.statisticsInterval());
    }

    /** @throws IOException naming the address, if it cannot be listened on */
    public static OpenFlowEndpoint start(Settings settings, LongSupplier nanoClock) throws IOException {
        return new OpenFlowEndpoint(settings, nanoClock);
    }

    private Channel bind(EventLoop loop) throws IOException {
        try {
            Channel channel = new ServerBootstrap()
                    .group(loop)
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel connection) {
                            accept(connection);
                        }
                    })
                    .bind(settings.listen())
                    .sync()
                    .channel();
            LOG.info("listening for OpenFlow 1.3 switches on {}", channel.localAddress());
            return channel;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException("interrupted while binding " + settings.listen(), e);
        } catch (Exception e) { // netty throws the socket's own exception undeclared
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException(
                    "Tried to listen for switches on " + settings.listen() + " but " + e.getMessage()
                            + "; stop what listens there or choose another address",
                    e);
        }
    }

    private void accept(Channel connection) {
        if (connections.size() >= MOST_CONNECTIONS) {
            LOG.warn("refusing {}: {} switches are connected", connection.remoteAddress(), MOST_CONNECTIONS);
            connection.close();
            return;
        }
        connections.add(connection);
        connection
                .pipeline()
                .addLast(
                        new IdleStateHandler(settings.echoInterval().toMillis(), 0, 0, TimeUnit.MILLISECONDS),
                        new OpenFlowFrameDecoder(),
                        new OpenFlowEncoder(),
                        new SwitchChannelHandler(fabric, settings.answerTimeout()));
    }

    /** Where switches connect to; tells the port that was chosen for port 0. */
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) server.localAddress();
    }

    public FabricShell fabric() {
        return fabric;
    }

    public OpenFlowRulePort rules() {
        return rules;
    }

    /** Stops listening, ends every connection and the event loop. Rules stay in the switches. */
    @Override
    public void close() {
        server.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
