package org.ebbcast.agent.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Sends a file to a connection while it grows, a part at a time: the next when the last is out and more is there. If
 * the file will never be complete the connection is closed, so that nobody takes a part for the whole. Owned by the
 * connection's worker thread.
 */
final class GrowingFileSender {
    private static final long MAX_PART_BYTES = 1L << 20;

    private final ChannelHandlerContext ctx;
    private final GrowingFile file;
    private final ChannelPromise done;
    private long sentBytes;

    GrowingFileSender(ChannelHandlerContext ctx, GrowingFile file) {
        this.ctx = ctx;
        this.file = file;
        done = ctx.newPromise();
    }

    /** Completes when everything has been sent, or fails. */
    ChannelFuture start() {
        ctx.flush();
        goOn();
        return done;
    }

    private void goOn() {
        try {
            boolean complete = file.isComplete();
            long part = Math.min(MAX_PART_BYTES, file.readyBytes() - sentBytes);
            if (part > 0) {
                send(part);
            } else if (complete) {
                ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, done);
            } else {
                file.whenBeyond(sentBytes, () -> ctx.executor().execute(this::goOn));
            }
        } catch (IOException e) {
            done.tryFailure(e);
        }
    }

    private void send(long part) throws IOException {
        FileChannel open = file.open();
        ctx.writeAndFlush(new DefaultFileRegion(open, sentBytes, part)).addListener(written -> {
            if (written.isSuccess()) {
                sentBytes += part;
                goOn();
            } else {
                done.tryFailure(written.cause());
            }
        });
    }
}
