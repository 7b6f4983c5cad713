package org.ebbcast.agent.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.ebbcast.agent.store.Manifest;
import org.ebbcast.protocol.Digest;

/** A registry that images are pulled through from; what it has under {@code private/} it gives to one user only. */
final class FakeUpstream implements AutoCloseable {
    static final String CREDENTIALS = "Basic dXNlcjpzZWNyZXQ=";

    final Map<String, byte[]> contents = new ConcurrentHashMap<>();
    final Map<String, String> redirects = new ConcurrentHashMap<>();
    final Map<String, AtomicInteger> gets = new ConcurrentHashMap<>();
    final Map<String, String> authorizations = new ConcurrentHashMap<>();
    volatile CountDownLatch secondHalf = new CountDownLatch(0);
    private final HttpServer server;

    FakeUpstream() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Digest blob(String repository, byte[] content) {
        Digest digest = Digest.ofContent(content);
        contents.put("/v2/" + repository + "/blobs/" + digest, content);
        return digest;
    }

    Digest manifest(String repository, String tag, byte[] content) {
        Digest digest = Digest.ofContent(content);
        contents.put("/v2/" + repository + "/manifests/" + tag, content);
        contents.put("/v2/" + repository + "/manifests/" + digest, content);
        return digest;
    }

    int getsOf(String path) {
        return gets.getOrDefault(path, new AtomicInteger()).get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            authorizations.put(path, String.valueOf(authorization));
            if (path.contains("/private/") && !CREDENTIALS.equals(authorization)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"fake\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (redirects.containsKey(path)) {
                exchange.getResponseHeaders().add("Location", redirects.get(path));
                exchange.sendResponseHeaders(307, -1);
            } else if (!contents.containsKey(path)) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                send(exchange, path, contents.get(path));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(HttpExchange exchange, String path, byte[] content) throws IOException, InterruptedException {
        boolean manifest = path.contains("/manifests/");
        exchange.getResponseHeaders().add("Content-Type", manifest ? Manifest.OCI_MANIFEST : "application/octet-stream");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().add("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        gets.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
        exchange.sendResponseHeaders(200, content.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(content, 0, content.length / 2);
            out.flush();
            secondHalf.await();
            out.write(content, content.length / 2, content.length - content.length / 2);
        }
    }

    @Override
    public void close() {
        secondHalf.countDown();
        server.stop(0);
    }
}
