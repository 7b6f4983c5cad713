package org.ebbcast.agent.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lets one message through for each read that the handler behind it asks for, and reads from the socket only while
 * such a read is unanswered: what is queued here is at most what one read of the socket decodes to. Owned by the
 * connection's event loop.
 */
final class MessageGate extends ChannelDuplexHandler {
    /*
     * Netty's FlowControlHandler has the same purpose, but an upload whose chunks came in small segments stopped
     * for ever behind it (netty 4.1.140): a read that decodes to no message has to be followed by another one.
     */
    private final Queue<Object> waiting = new ArrayDeque<>();
    private boolean wanted;

    @Override
    public void read(ChannelHandlerContext ctx) {
        Object next = waiting.poll();
        if (next == null) {
            wanted = true;
            ctx.read();
        } else {
            ctx.fireChannelRead(next);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (wanted && waiting.isEmpty()) {
            wanted = false;
            ctx.fireChannelRead(message);
        } else {
            waiting.add(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        if (wanted) {
            ctx.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        release();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        release();
    }

    private void release() {
        for (Object message = waiting.poll(); message != null; message = waiting.poll()) {
            ReferenceCountUtil.release(message);
        }
    }
}
