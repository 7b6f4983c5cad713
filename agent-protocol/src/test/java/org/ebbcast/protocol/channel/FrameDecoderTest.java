package org.ebbcast.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.ebbcast.protocol.Limits;
import org.ebbcast.protocol.ProtocolException;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
    @Property(tries = 200)
    void frames_cutAnywhere_comeOutWhole(@ForAll @Size(max = 8) List<@NotEmpty byte[]> bodies, @ForAll long seed) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());
        ByteBuf wire = Unpooled.buffer();
        bodies.forEach(body -> wire.writeInt(body.length).writeBytes(body));
        Random random = new Random(seed);
        while (wire.isReadable()) {
            channel.writeInbound(wire.readBytes(1 + random.nextInt(wire.readableBytes())));
        }
        for (byte[] body : bodies) {
            assertThat(channel.<byte[]>readInbound()).isEqualTo(body);
        }
        assertThat(channel.<byte[]>readInbound()).isNull();
    }

    @Property(tries = 500)
    void randomBytes_giveFramesOrAProtocolException(@ForAll byte[] bytes) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        } catch (DecoderException e) {
            assertThat(e).hasCauseInstanceOf(ProtocolException.class);
        }
        channel.releaseInbound();
    }

    @Test
    void badLength_thenMore_isHeardOnceAndNothingIsKept() {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());
        ByteBuf claim = Unpooled.buffer().writeInt(1 << 30);
        assertThatThrownBy(() -> channel.writeInbound(claim)).hasCauseInstanceOf(ProtocolException.class);
        for (int i = 0; i < 100; i++) {
            ByteBuf more = Unpooled.wrappedBuffer(new byte[1 << 16]);
            channel.writeInbound(more);
            assertThat(more.refCnt()).isZero();
        }
        assertThat(channel.<byte[]>readInbound()).isNull();
    }

    @Test
    void limit_isSmallUntilThePeerIsAccepted() {
        FrameDecoder decoder = new FrameDecoder();
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        decoder.acceptLargeFrames();
        byte[] body = new byte[Limits.MAX_FRAME_BYTES];
        channel.writeInbound(Unpooled.buffer().writeInt(body.length).writeBytes(body));
        assertThat(channel.<byte[]>readInbound()).hasSize(body.length);
        assertThatThrownBy(() -> channel.writeInbound(Unpooled.buffer().writeInt(body.length + 1)))
                .hasMessageContaining("4194305");
    }
}
