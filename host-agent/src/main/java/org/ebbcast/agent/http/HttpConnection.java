package org.ebbcast.agent.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: asks for the next message only when the last one is dealt with, so that at most a few parts of a
 * body are ever in memory, and one request is served at a time. Owned by one worker thread.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);

    private static final long MAX_SKIPPED_BYTES = 16L << 20;

    private final HttpService service;
    private @Nullable Exchange exchange;
    private @Nullable ChannelFuture sent;
    private boolean keepAlive;
    private boolean headOnly;
    private long skippedBytes;

    /** Whether the request is complete and its answer is being made elsewhere. */
    private boolean awaited;

    /** Whether the listener is closing: no request is begun any more. */
    private boolean draining;

    /** Whether a request has begun whose answer is not all sent. */
    private boolean busy;

    /** What a listener tells its connections. */
    enum Event {
        /** End when the request that has begun, if any, is answered. */
        DRAIN
    }

    HttpConnection(HttpService service) {
        this.service = service;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                begin(ctx, request);
            }
            if (message instanceof HttpContent content) {
                body(ctx, content);
            }
            if (!(message instanceof LastHttpContent)) {
                ctx.read();
            } else if (!awaited) {
                goOnWhenSent(ctx);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest message) {
        sent = null;
        busy = true;
        skippedBytes = 0;
        keepAlive = HttpUtil.isKeepAlive(message);
        headOnly = message.method().equals(HttpMethod.HEAD);
        if (message.decoderResult().isFailure()) {
            keepAlive = false;
            boolean tooLong = message.decoderResult().cause() instanceof TooLongFrameException;
            answer(ctx, Reply.empty(tooLong
                    ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                    : HttpResponseStatus.BAD_REQUEST));
            return;
        }
        Request request;
        try {
            request = request(message);
        } catch (IllegalArgumentException e) {
            keepAlive = false;
            answer(ctx, Reply.text(HttpResponseStatus.BAD_REQUEST, "text/plain; charset=utf-8", e.getMessage() + "\n"));
            return;
        }
        boolean waits = HttpUtil.is100ContinueExpected(message);
        try {
            exchange = service.begin(request);
            if (waits) {
                ctx.writeAndFlush(new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
            }
        } catch (IOException | RuntimeException e) {
            refuse(ctx, e, waits);
        }
    }

    /** @throws IllegalArgumentException if the target is wrongly escaped */
    private static Request request(HttpRequest message) {
        QueryStringDecoder uri = new QueryStringDecoder(message.uri());
        return new Request(message.method(), uri.path(), uri.parameters(), message.headers());
    }

    private void body(ChannelHandlerContext ctx, HttpContent content) {
        if (exchange == null) {
            skip(ctx, content.content().readableBytes());
            return;
        }
        if (content.decoderResult().isFailure()) {
            end();
            ctx.close();
            return;
        }
        try {
            if (content.content().isReadable()) {
                exchange.body(content.content().nioBuffer());
            }
            if (content instanceof LastHttpContent) {
                finish(ctx, exchange);
            }
        } catch (IOException | RuntimeException e) {
            refuse(ctx, e, false);
        }
    }

    private void finish(ChannelHandlerContext ctx, Exchange finishing) throws IOException {
        CompletableFuture<Reply> reply = finishing.finishLater().toCompletableFuture();
        if (reply.isDone()) {
            conclude(ctx, reply);
            return;
        }
        awaited = true;
        reply.whenComplete((r, failure) -> ctx.executor().execute(() -> {
            awaited = false;
            conclude(ctx, reply);
            goOnWhenSent(ctx);
        }));
    }

    private void conclude(ChannelHandlerContext ctx, CompletableFuture<Reply> reply) {
        try {
            Reply made = reply.join();
            end();
            answer(ctx, made);
        } catch (CompletionException e) {
            refuse(ctx, e.getCause() instanceof Exception cause ? cause : e, false);
        }
    }

    /** The rest of a body that was refused: closing at once could take the answer from the client. */
    private void skip(ChannelHandlerContext ctx, int bytes) {
        skippedBytes += bytes;
        if (skippedBytes > MAX_SKIPPED_BYTES) {
            ctx.close();
        }
    }

    /** @param ending whether the client may leave the body out now, so that nothing after it can be understood */
    private void refuse(ChannelHandlerContext ctx, Exception failure, boolean ending) {
        end();
        Reply reply = service.explain(failure);
        if (reply.status().code() >= 500) {
            log.warn("Tried to serve {} but", ctx.channel().remoteAddress(), failure);
        }
        keepAlive &= !ending;
        ChannelFuture written = answer(ctx, reply);
        if (ending) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void end() {
        Exchange ended = exchange;
        exchange = null;
        if (ended != null) {
            try {
                ended.close();
            } catch (IOException e) {
                log.warn("Tried to end a request but {}", e.toString());
            }
        }
    }

    private ChannelFuture answer(ChannelHandlerContext ctx, Reply reply) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, reply.status(), reply.headers());
        if (!reply.status().equals(HttpResponseStatus.NO_CONTENT)
                && !reply.status().equals(HttpResponseStatus.NOT_MODIFIED)) {
            head.headers().set(HttpHeaderNames.CONTENT_LENGTH, reply.lengthBytes());
        }
        HttpUtil.setKeepAlive(head, keepAlive);
        ctx.write(head);
        if (reply.growing().isPresent() && !headOnly) {
            ChannelFuture sending = new GrowingFileSender(ctx, reply.growing().get()).start();
            sent = sending;
            return sending;
        }
        reply.file()
                .map(f -> new DefaultFileRegion(f.file(), f.offset(), f.lengthBytes()))
                .ifPresent(region -> send(ctx, region));
        if (reply.content().length > 0) {
            send(ctx, Unpooled.wrappedBuffer(reply.content()));
        }
        ChannelFuture written = ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        sent = written;
        return written;
    }

    private void send(ChannelHandlerContext ctx, ReferenceCounted content) {
        if (headOnly) {
            content.release();
        } else {
            ctx.write(content);
        }
    }

    private void goOnWhenSent(ChannelHandlerContext ctx) {
        boolean goesOn = keepAlive;
        ChannelFuture written = sent;
        if (written == null) {
            ctx.close();
            return;
        }
        written.addListener(f -> {
            busy = false;
            if (goesOn && !draining && f.isSuccess()) {
                ctx.read();
            } else {
                ctx.close();
            }
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            end();
            ctx.close();
        } else if (event == Event.DRAIN) {
            draining = true;
            if (!busy) {
                ctx.close();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            log.debug("{} went away: {}", ctx.channel().remoteAddress(), cause.toString());
        } else {
            log.error("Tried to serve {} but", ctx.channel().remoteAddress(), cause);
        }
        end();
        ctx.close();
    }
}
