package org.ebbcast.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Random;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {
    private HttpThreads threads;
    private HttpListener listener;

    /** Answers with the digest of the body; refuses what goes to /no. */
    private static final class Echo implements HttpService {
        @Override
        public Exchange begin(Request request) throws IOException {
            if (request.path().equals("/no")) {
                throw new IOException("no");
            }
            MessageDigest digest = Digest.sha256();
            return new Exchange() {
                @Override
                public void body(ByteBuffer part) {
                    digest.update(part);
                }

                @Override
                public Reply finish() {
                    return Reply.text(
                            HttpResponseStatus.OK, "text/plain", Digest.ofHash(DigestAlgorithm.SHA256, digest.digest()).toString());
                }
            };
        }

        @Override
        public Reply explain(Exception failure) {
            return Reply.text(HttpResponseStatus.FORBIDDEN, "text/plain", "refused");
        }
    }

    @BeforeEach
    void start() throws IOException {
        threads = HttpThreads.start();
        listener = listen(8, Duration.ofSeconds(30));
    }

    private HttpListener listen(int connections, Duration idle) throws IOException {
        InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
        return HttpListener.start(threads, new ListenerOptions("test", any, connections, idle, true), new Echo());
    }

    @AfterEach
    void stop() {
        listener.close();
        threads.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", listener.localAddress().getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads until {@code end} has come or the server closes. */
    private static String receive(Socket socket, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            text.append((char) b);
            if (!end.isEmpty() && text.toString().endsWith(end)) {
                break;
            }
        }
        return text.toString();
    }

    @Test
    void body_chunkedInSmallSegments_arrivesWhole() throws IOException {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            byte[] content = new byte[random.nextInt(60_000)];
            random.nextBytes(content);
            try (Socket socket = connect()) {
                send(socket, "PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
                sendInSegments(socket, chunked(content, random), random);
                assertThat(receive(socket, Digest.ofContent(content).hex())).as("seed %d", seed).contains("200 OK");
            }
        }
    }

    private static byte[] chunked(byte[] content, Random random) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < content.length; ) {
            int length = Math.min(content.length - at, 1 + random.nextInt(20_000));
            out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.write(content, at, length);
            out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
            at += length;
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return out.toByteArray();
    }

    private static void sendInSegments(Socket socket, byte[] bytes, Random random) throws IOException {
        int[] lengths = {1, 2, 3, 100, 4096, 30_000};
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, lengths[random.nextInt(lengths.length)]);
            socket.getOutputStream().write(bytes, at, length);
            at += length;
        }
    }

    @Test
    void requests_pipelined_areAnsweredInOrder() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na"
                    + "PUT /b HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nb");
            receive(socket, Digest.ofContent(new byte[] {'a'}).hex());
            receive(socket, Digest.ofContent(new byte[] {'b'}).hex());
        }
    }

    @Test
    void refusal_beforeTheBodyEnds_reachesTheClientAndTheConnectionGoesOn() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "PUT /no HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
            assertThat(receive(socket, "refused")).contains("403 Forbidden");
            socket.getOutputStream().write(new byte[100_000]);
            send(socket, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(receive(socket, Digest.EMPTY.hex())).contains("200 OK");
        }
    }

    @Test
    void expectation_refused_endsTheConnection() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "PUT /no HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n");
            assertThat(receive(socket, "")).contains("403 Forbidden").doesNotContain("100 Continue");
        }
        try (Socket socket = connect()) {
            send(socket, "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n");
            assertThat(receive(socket, Digest.EMPTY.hex())).contains("100 Continue");
        }
    }

    @Test
    void head_anyAnswer_hasNoBody() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "HEAD /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(receive(socket, "")).endsWith("\r\n\r\n").contains("content-length: 71");
        }
    }

    @Test
    void nonsense_ofAnyKind_endsTheConnectionAndNothingElse() throws IOException {
        Random random = new Random(5);
        for (int i = 0; i < 50; i++) {
            byte[] noise = new byte[1 + random.nextInt(30_000)];
            random.nextBytes(noise);
            try (Socket socket = connect()) {
                socket.getOutputStream().write(noise);
                socket.shutdownOutput();
                receive(socket, "");
            } catch (SocketException e) {
                assertThat(e).isNotNull();
            }
        }
        try (Socket socket = connect()) {
            send(socket, "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n");
            assertThat(receive(socket, "\r\n")).contains(" 4");
        }
        try (Socket socket = connect()) {
            send(socket, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(receive(socket, Digest.EMPTY.hex())).contains("200 OK");
        }
    }

    @Test
    void connections_beyondTheLimit_areTurnedAway() throws IOException {
        listener.close();
        listener = listen(1, Duration.ofSeconds(30));
        try (Socket first = connect()) {
            send(first, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
            receive(first, Digest.EMPTY.hex());
            try (Socket second = connect()) {
                assertThat(receive(second, "")).isEmpty();
            }
        }
    }

    @Test
    void connection_idle_isClosed() throws IOException {
        listener.close();
        listener = listen(8, Duration.ofMillis(50));
        try (Socket socket = connect()) {
            send(socket, "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
            assertThat(receive(socket, "")).isEmpty();
        }
    }
}
