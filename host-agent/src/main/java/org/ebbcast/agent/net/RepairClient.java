package org.ebbcast.agent.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.ebbcast.agent.transport.RepairFailure;

/**
 * Fetches byte ranges from neighbours' blob endpoints: HTTP/1.1 over connections that are kept for the next request,
 * marked lower effort. Thread-safe; its thread starts with the first request.
 */
public final class RepairClient implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final int MAX_IDLE_PER_NEIGHBOUR = 4;

    private final Inet4Address localAddress;
    private final TransportCounters counters;
    private final NioEventLoopGroup loop = new NioEventLoopGroup(1, new DefaultThreadFactory("ebbcast-repair", true));
    // Owned by the event loop's thread.
    private final Map<InetSocketAddress, Deque<Channel>> idle = new HashMap<>();

    /** @param localAddress of the data interface; connections are made from there */
    public RepairClient(Inet4Address localAddress, TransportCounters counters) {
        this.localAddress = localAddress;
        this.counters = counters;
    }

    /** Begins; {@code answer} is called once, on the client's thread, whatever happens. */
    public void fetch(RangeRequest request, RangeAnswer answer) {
        counters.repairAsked();
        RangeAnswer counted = new CountedAnswer(answer, counters);
        if (loop.isShuttingDown()) {
            counted.failed(RepairFailure.UNREACHABLE, "the agent is ending");
            return;
        }
        loop.next().execute(() -> start(request, counted));
    }

    private void start(RangeRequest request, RangeAnswer answer) {
        Channel kept = takeIdle(request.neighbour());
        if (kept == null) {
            startAnew(request, answer);
        } else {
            exchange(kept).begin(request, new RangeAnswer() {
                @Override
                public void delivered(ByteBuffer body) {
                    answer.delivered(body);
                }

                @Override
                public void failed(RepairFailure why, String detail) {
                    // The neighbour may have ended the connection just when it was used again.
                    if (why == RepairFailure.UNREACHABLE && !loop.isShuttingDown()) {
                        startAnew(request, answer);
                    } else {
                        answer.failed(why, detail);
                    }
                }
            });
        }
    }

    private void startAnew(RangeRequest request, RangeAnswer answer) {
        connect(request.neighbour()).addListener((ChannelFuture done) -> {
            if (done.isSuccess()) {
                exchange(done.channel()).begin(request, answer);
            } else {
                answer.failed(RepairFailure.UNREACHABLE, String.valueOf(done.cause().getMessage()));
            }
        });
    }

    private Channel takeIdle(InetSocketAddress neighbour) {
        Deque<Channel> kept = idle.getOrDefault(neighbour, new ArrayDeque<>());
        Channel channel = kept.pollLast();
        while (channel != null && !channel.isActive()) {
            channel = kept.pollLast();
        }
        return channel;
    }

    private static RangeExchange exchange(Channel channel) {
        return channel.pipeline().get(RangeExchange.class);
    }

    private ChannelFuture connect(InetSocketAddress neighbour) {
        return new Bootstrap()
                .group(loop)
                .channelFactory(LowerEffortSocketChannel::new)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .option(ChannelOption.IP_TOS, LowerEffort.TOS)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<LowerEffortSocketChannel>() {
                    @Override
                    protected void initChannel(LowerEffortSocketChannel channel) {
                        channel.lowerPriority();
                        channel.pipeline()
                                .addLast(new HttpClientCodec())
                                .addLast(new RangeExchange(kept -> keep(neighbour, kept)));
                    }
                })
                .connect(neighbour, new InetSocketAddress(localAddress, 0));
    }

    private void keep(InetSocketAddress neighbour, Channel channel) {
        Deque<Channel> kept = idle.computeIfAbsent(neighbour, n -> new ArrayDeque<>());
        kept.removeIf(old -> !old.isActive());
        if (kept.size() < MAX_IDLE_PER_NEIGHBOUR) {
            kept.addLast(channel);
        } else {
            channel.close();
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
