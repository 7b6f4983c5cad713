package org.ebbcast.controller.internal.openflow;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import java.util.List;
import org.projectfloodlight.openflow.exceptions.OFParseError;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFHello;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFMessageReader;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Cuts the byte stream into messages (OpenFlow 1.3.5, 7.1) and reads them. The length field has 16 bits, so no peer can
 * make it hold more than 64 KiB; whatever is no OpenFlow 1.3 ends the connection.
 */
final class OpenFlowFrameDecoder extends ByteToMessageDecoder {
    /** A hello with the version that its header named. */
    record Greeting(int version, OFHello hello) {}

    private static final int HEADER_BYTES = 8;
    private static final int VERSION_1_3 = 4;
    private static final int TYPE_HELLO = 0;

    private final OFMessageReader<OFMessage> reader =
            OFFactories.getFactory(OFVersion.OF_13).getReader();
    private boolean greeted;

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < HEADER_BYTES) {
            return;
        }
        int version = in.getUnsignedByte(in.readerIndex());
        int type = in.getUnsignedByte(in.readerIndex() + 1);
        int length = in.getUnsignedShort(in.readerIndex() + 2);
        check(version, type, length);
        if (in.readableBytes() < length) {
            return;
        }
        // A hello looks the same in every version, so one of a later version is read as one of ours.
        in.setByte(in.readerIndex(), VERSION_1_3);
        OFMessage message = read(in.readSlice(length));
        greeted = true;
        out.add(message instanceof OFHello hello ? new Greeting(version, hello) : message);
    }

    private void check(int version, int type, int length) {
        if (length < HEADER_BYTES) {
            throw new DecoderException("message length " + length + " is less than a header");
        }
        if (!greeted && type != TYPE_HELLO) {
            throw new DecoderException("first message is of type " + type + ", not a hello");
        }
        if (type != TYPE_HELLO && version != VERSION_1_3) {
            throw new DecoderException("message of OpenFlow wire version " + version + " instead of 4");
        }
    }

    private OFMessage read(ByteBuf slice) {
        OFMessage message;
        try {
            message = reader.readFrom(slice);
        } catch (OFParseError | RuntimeException e) {
            throw new DecoderException("message is malformed: " + e.getMessage(), e);
        }
        if (message == null) {
            throw new DecoderException("message is cut short");
        }
        return message;
    }
}
