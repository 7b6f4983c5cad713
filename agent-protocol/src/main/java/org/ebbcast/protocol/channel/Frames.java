package org.ebbcast.protocol.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.ebbcast.protocol.Limits;
import org.ebbcast.protocol.MessageCodec;

/** Messages as frames. Stateless. */
final class Frames {
    private Frames() {}

    /**
     * A frame holding {@code message}. Encoded by the sending thread, so that what waits in the outbound queue is
     * counted by its true size.
     *
     * @throws IllegalArgumentException if it is larger than a peer would accept
     */
    static ByteBuf of(Object message) {
        byte[] body = MessageCodec.encode(message);
        if (body.length > Limits.MAX_FRAME_BYTES) {
            throw new IllegalArgumentException("a " + message.getClass().getSimpleName() + " of " + body.length
                    + " bytes does not fit a frame of " + Limits.MAX_FRAME_BYTES);
        }
        return Unpooled.wrappedBuffer(
                Unpooled.buffer(FrameDecoder.LENGTH_BYTES).writeInt(body.length), Unpooled.wrappedBuffer(body));
    }
}
