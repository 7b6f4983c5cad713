package org.ebbcast.agent.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ebbcast.agent.seal.SealedRange;
import org.ebbcast.agent.transport.RepairFailure;

/**
 * One connection to a neighbour's blob endpoint, used for one request at a time. Never holds more than was asked for,
 * whatever the neighbour sends. Owned by its channel's event loop.
 */
final class RangeExchange extends SimpleChannelInboundHandler<HttpObject> {
    private static final long SILENCE_MILLIS = 4_000;
    private static final int MAX_ERROR_BYTES = 8 << 10;

    private record Exchange(RangeRequest request, RangeAnswer answer, ByteBuffer body, ScheduledFuture<?> watch) {}

    private final Consumer<Channel> keep;
    private Optional<Channel> channel = Optional.empty();
    private Optional<Exchange> current = Optional.empty();
    private HttpResponseStatus status = HttpResponseStatus.OK;
    private int errorBytes;
    private boolean heard;
    private boolean reusable;

    /** @param keep takes a connection that is free again */
    RangeExchange(Consumer<Channel> keep) {
        this.keep = keep;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = Optional.of(context.channel());
    }

    void begin(RangeRequest request, RangeAnswer answer) {
        Channel to = channel.orElseThrow();
        ScheduledFuture<?> watch = to.eventLoop()
                .scheduleAtFixedRate(this::watch, SILENCE_MILLIS, SILENCE_MILLIS, TimeUnit.MILLISECONDS);
        ByteBuffer body = ByteBuffer.allocate(request.length() + request.overheadBytes());
        current = Optional.of(new Exchange(request, answer, body, watch));
        heard = false;
        to.writeAndFlush(httpRequest(request)).addListener(sent -> {
            if (!sent.isSuccess()) {
                fail(RepairFailure.UNREACHABLE, "the request could not be sent: " + sent.cause());
            }
        });
    }

    private static FullHttpRequest httpRequest(RangeRequest request) {
        FullHttpRequest http =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/v1/blobs/" + request.blob());
        long last = request.offset() + request.length() - 1;
        http.headers()
                .set(HttpHeaderNames.HOST, request.neighbour().getHostString() + ":"
                        + request.neighbour().getPort())
                .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + request.token())
                .set(HttpHeaderNames.RANGE, "bytes=" + request.offset() + "-" + last);
        if (request.waitSeconds() > 0) {
            http.headers().set("Prefer", "wait=" + request.waitSeconds());
        }
        return http;
    }

    private void watch() {
        if (!heard) {
            fail(RepairFailure.UNREACHABLE, "nothing came for " + SILENCE_MILLIS + " ms");
        }
        heard = false;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (current.isEmpty()) {
            context.close();
            return;
        }
        heard = true;
        if (message.decoderResult().isFailure()) {
            fail(RepairFailure.UNREACHABLE, "the answer is not HTTP: " + message.decoderResult().cause());
            return;
        }
        if (message instanceof HttpResponse response) {
            begun(response, current.get().request());
        }
        if (message instanceof HttpContent content && current.isPresent()) {
            content(content.content(), current.get());
            if (message instanceof LastHttpContent) {
                ended();
            }
        }
    }

    private void begun(HttpResponse response, RangeRequest request) {
        status = response.status();
        errorBytes = 0;
        reusable = HttpUtil.isKeepAlive(response);
        String range = response.headers().get(HttpHeaderNames.CONTENT_RANGE, "");
        String expected = "bytes " + request.offset() + "-" + (request.offset() + request.length() - 1) + "/";
        if (request.sealKey().isPresent()) {
            begunSealed(response);
        } else if (status.equals(HttpResponseStatus.PARTIAL_CONTENT) && !range.startsWith(expected)) {
            fail(RepairFailure.UNREACHABLE, "the answer has the range '" + range + "', not " + expected);
        }
    }

    /** What is not sealed is not wanted, whoever sent it. */
    private void begunSealed(HttpResponse response) {
        String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        if (status.code() / 100 == 2 && !type.equals(SealedRange.MEDIA_TYPE)) {
            fail(RepairFailure.UNREACHABLE, "the answer is " + type + ", not " + SealedRange.MEDIA_TYPE);
        }
    }

    /** Whether {@link #status} comes with what was asked for. */
    private boolean isGood(RangeRequest request) {
        return status.equals(request.sealKey().isPresent() ? HttpResponseStatus.OK : HttpResponseStatus.PARTIAL_CONTENT);
    }

    private void content(ByteBuf bytes, Exchange exchange) {
        if (!isGood(exchange.request())) {
            errorBytes += bytes.readableBytes();
            if (errorBytes > MAX_ERROR_BYTES) {
                fail(RepairFailure.UNREACHABLE, "status " + status + " with a long body");
            }
        } else if (bytes.readableBytes() > exchange.body().remaining()) {
            fail(RepairFailure.UNREACHABLE, "more bytes came than were asked for");
        } else {
            int end = exchange.body().position() + bytes.readableBytes();
            exchange.body().limit(end);
            bytes.readBytes(exchange.body());
            exchange.body().limit(exchange.body().capacity());
        }
    }

    private void ended() {
        if (current.isEmpty()) {
            return;
        }
        Exchange exchange = current.get();
        boolean complete = isGood(exchange.request()) && !exchange.body().hasRemaining();
        boolean lacks = status.equals(HttpResponseStatus.NOT_FOUND)
                || status.equals(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE);
        if (!complete && !lacks) {
            fail(RepairFailure.UNREACHABLE, "status " + status + ", " + exchange.body() + " filled");
            return;
        }
        Optional<ByteBuffer> body = complete ? opened(exchange) : Optional.empty();
        if (complete && body.isEmpty()) {
            fail(RepairFailure.UNREACHABLE, "the answer was not sealed with the shipment's key");
            return;
        }
        release();
        if (reusable) {
            keep.accept(channel.orElseThrow());
        } else {
            channel.orElseThrow().close();
        }
        if (body.isPresent()) {
            exchange.answer().delivered(body.get());
        } else {
            exchange.answer().failed(RepairFailure.NOT_THERE, "status " + status);
        }
    }

    private static Optional<ByteBuffer> opened(Exchange exchange) {
        RangeRequest request = exchange.request();
        ByteBuffer body = exchange.body().flip();
        return request.sealKey().isEmpty()
                ? Optional.of(body)
                : SealedRange.open(request.sealKey().get(), request.blob(), request.offset(), body.array())
                        .map(ByteBuffer::wrap);
    }

    private void release() {
        current.ifPresent(exchange -> exchange.watch().cancel(false));
        current = Optional.empty();
    }

    private void fail(RepairFailure why, String detail) {
        Optional<Exchange> failed = current;
        release();
        channel.ifPresent(Channel::close);
        failed.ifPresent(exchange -> exchange.answer()
                .failed(why, exchange.request().neighbour() + ": " + detail));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(RepairFailure.UNREACHABLE, "the connection ended");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(RepairFailure.UNREACHABLE, String.valueOf(cause.getMessage()));
    }
}
