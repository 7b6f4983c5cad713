package org.ebbcast.protocol.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.ebbcast.protocol.Limits;
import org.ebbcast.protocol.ProtocolException;

/**
 * Cuts the byte stream into frame bodies. Memory grows with the bytes that came, never with the length that a peer
 * claims; after the first bad length nothing more is read. Owned by the connection's event loop.
 */
final class FrameDecoder extends ByteToMessageDecoder {
    /** Bytes of the length field before each body. */
    static final int LENGTH_BYTES = 4;

    private int maxBodyBytes = Limits.MAX_HELLO_BYTES;
    private boolean deaf;

    /** The peer is accepted: from the next frame on {@link Limits#MAX_FRAME_BYTES} are allowed. */
    void acceptLargeFrames() {
        maxBodyBytes = Limits.MAX_FRAME_BYTES;
    }

    /** Throws away whatever still comes. */
    void ignoreRest() {
        deaf = true;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws ProtocolException {
        if (deaf) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() < LENGTH_BYTES) {
            return;
        }
        long length = in.getUnsignedInt(in.readerIndex());
        if (length < 1 || length > maxBodyBytes) {
            deaf = true;
            in.skipBytes(in.readableBytes());
            throw new ProtocolException(
                    "a frame claims " + length + " bytes; 1 to " + maxBodyBytes + " are allowed at this point");
        }
        if (in.readableBytes() - LENGTH_BYTES >= length) {
            byte[] body = new byte[(int) length];
            in.skipBytes(LENGTH_BYTES).readBytes(body);
            out.add(body);
        }
    }
}
