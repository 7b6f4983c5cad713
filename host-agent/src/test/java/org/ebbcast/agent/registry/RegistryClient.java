package org.ebbcast.agent.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.ebbcast.agent.store.Manifest;
import org.ebbcast.protocol.Digest;

/** A plain client of the registry under test. */
final class RegistryClient {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final InetSocketAddress address;

    RegistryClient(InetSocketAddress address) {
        this.address = address;
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) throws IOException {
        return send(method, path, HttpRequest.BodyPublishers.ofByteArray(body), headers);
    }

    /** Sends a body of unannounced length, in HTTP chunks. */
    HttpResponse<byte[]> stream(String method, String path, InputStream body) throws IOException {
        return send(method, path, HttpRequest.BodyPublishers.ofInputStream(() -> body));
    }

    private HttpResponse<byte[]> send(
            String method, String path, HttpRequest.BodyPublisher body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private URI uri(String path) {
        return URI.create(path.startsWith("http")
                ? path
                : "http://" + address.getHostString() + ":" + address.getPort() + path);
    }

    HttpResponse<byte[]> get(String path, String... headers) throws IOException {
        return send("GET", path, new byte[0], headers);
    }

    HttpResponse<byte[]> head(String path) throws IOException {
        return send("HEAD", path, new byte[0]);
    }

    /** The status. */
    int delete(String path) throws IOException {
        return send("DELETE", path, new byte[0]).statusCode();
    }

    /** Starts an upload; its location. */
    String start(String repository) throws IOException {
        return location(send("POST", "/v2/" + repository + "/blobs/uploads/", new byte[0]));
    }

    static String location(HttpResponse<byte[]> response) {
        return response.headers().firstValue("Location").orElseThrow();
    }

    Digest push(String repository, byte[] content) throws IOException {
        Digest digest = Digest.ofContent(content);
        send("PUT", start(repository) + "?digest=" + digest, content);
        return digest;
    }

    /** Pushes an image of one layer; the manifest's bytes. */
    byte[] pushImage(String repository, String tag, byte[] layer) throws IOException {
        byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
        push(repository, config);
        push(repository, layer);
        byte[] manifest = manifest(config, layer, "");
        send("PUT", "/v2/" + repository + "/manifests/" + tag, manifest, "Content-Type", Manifest.OCI_MANIFEST);
        return manifest;
    }

    static byte[] manifest(byte[] config, byte[] layer, String more) {
        String text = "{\"schemaVersion\":2,\"mediaType\":\"" + Manifest.OCI_MANIFEST + "\",\"config\":"
                + descriptor("application/vnd.oci.image.config.v1+json", config) + ",\"layers\":["
                + descriptor("application/vnd.oci.image.layer.v1.tar", layer) + "]" + more + "}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String descriptor(String mediaType, byte[] content) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + Digest.ofContent(content) + "\",\"size\":"
                + content.length + "}";
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
