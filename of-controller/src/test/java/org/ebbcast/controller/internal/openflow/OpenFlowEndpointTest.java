package org.ebbcast.controller.internal.openflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.ebbcast.rules.DatapathId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.projectfloodlight.openflow.protocol.OFMessage;

/** Hostile and broken peers on the OpenFlow port, beside a switch that must not notice. */
class OpenFlowEndpointTest {
    private static final DatapathId GOOD = DatapathId.of(42);
    private static final String HELLO_13 = "0400000800000001";
    private static OpenFlowBench bench;

    @BeforeAll
    @BeforeContainer
    static void open() throws IOException {
        bench = new OpenFlowBench();
        bench.connect(GOOD, 2);
    }

    @AfterAll
    @AfterContainer
    static void close() {
        bench.close();
    }

    private static Socket dial() throws IOException {
        Socket socket = new Socket(
                bench.endpoint().localAddress().getAddress(),
                bench.endpoint().localAddress().getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void assertEndsConnection(byte[] bytes) throws IOException {
        try (Socket socket = dial()) {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            drain(socket.getInputStream());
        } catch (java.net.SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        assertGoodSwitchIsThere();
    }

    private static void drain(InputStream in) throws IOException {
        while (in.read() >= 0) {
            continue;
        }
    }

    private static void assertGoodSwitchIsThere() {
        assertThat(bench.endpoint().fabric().topology().switches()).containsExactly(GOOD);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    /** Type of the next message. */
    private static int readMessage(InputStream in) throws IOException {
        byte[] header = in.readNBytes(8);
        if (header.length < 8) {
            throw new EOFException();
        }
        int length = (header[2] & 255) << 8 | header[3] & 255;
        in.readNBytes(length - 8);
        return header[1];
    }

    @Test
    void garbage_endsThatConnectionOnly() throws IOException {
        assertEndsConnection("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertEndsConnection(new byte[65_536]);
    }

    @Test
    void lengthBelowHeader_endsConnection() throws IOException {
        assertEndsConnection(hex("0400000400000001"));
    }

    @Test
    void firstMessageNoHello_endsConnection() throws IOException {
        assertEndsConnection(hex("0405000800000001"));
    }

    @Test
    void messageCutShort_endsConnection() throws IOException {
        assertEndsConnection(hex(HELLO_13 + "0406000a000000020000"));
    }

    @Test
    void otherVersion_isToldAndEnds() throws IOException {
        try (Socket socket = dial()) {
            socket.getOutputStream().write(hex("0100000800000001"));
            assertThat(readMessage(socket.getInputStream())).isZero();
            assertThat(readMessage(socket.getInputStream())).isEqualTo(1);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertEndsConnection(hex("06000010000000010001000800000040"));
    }

    @Test
    void newerVersionWithoutBitmap_agreesOn13() throws IOException {
        try (Socket socket = dial()) {
            socket.getOutputStream().write(hex("0600000800000001"));
            assertThat(readMessage(socket.getInputStream())).isZero();
            assertThat(readMessage(socket.getInputStream())).isEqualTo(5);
        }
    }

    @Test
    void silence_endsAfterTheHandshakeTimeout() throws IOException {
        try (Socket socket = dial()) {
            assertThat(readMessage(socket.getInputStream())).isZero();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void echo_isAnsweredWithItsData() throws IOException {
        try (Socket socket = dial()) {
            socket.getOutputStream().write(hex(HELLO_13 + "0402000b00000007616263"));
            InputStream in = socket.getInputStream();
            assertThat(List.of(readMessage(in), readMessage(in), readMessage(in))).containsExactly(0, 5, 9);
            assertThat(in.readNBytes(11)).isEqualTo(hex("0403000b00000007616263"));
        }
    }

    @Test
    void address_taken_isNamed() {
        assertThatThrownBy(() -> OpenFlowEndpoint.start(
                        bench.settings(bench.endpoint().localAddress()), System::nanoTime))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(Integer.toString(bench.endpoint().localAddress().getPort()));
    }

    /** Whatever bytes come: the connection goes on or ends, and nobody else is touched. */
    @Property(tries = 40)
    void bytes_whatever_harmNobody(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        ByteBuf bytes = Unpooled.buffer();
        bytes.writeBytes(hex(HELLO_13));
        for (OFMessage message : List.of(
                OpenFlowMessages.featuresRequest(),
                OpenFlowMessages.barrier(),
                OpenFlowMessages.portStatistics(),
                OpenFlowMessages.ownFlows())) {
            message.writeTo(bytes);
        }
        byte[] mangled = new byte[bytes.readableBytes()];
        bytes.readBytes(mangled);
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            mangled[8 + random.nextInt(mangled.length - 8)] = (byte) random.nextInt(256);
        }
        try (Socket socket = dial()) {
            socket.getOutputStream().write(mangled);
            socket.shutdownOutput();
            drain(socket.getInputStream());
        } catch (java.net.SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        assertGoodSwitchIsThere();
    }
}
