package org.ebbcast.agent.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.ebbcast.agent.http.Reply;
import org.ebbcast.agent.http.Request;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.agent.store.Manifest;
import org.ebbcast.agent.store.ManifestLink;
import org.ebbcast.agent.store.RepositoryName;
import org.ebbcast.agent.store.Tag;
import org.ebbcast.protocol.Digest;

/** Tags, repositories and referrers (OCI Distribution 1.1, end-8 and end-12). */
final class Listings {
    private static final int MAX_ENTRIES = 1000;
    private static final String JSON_TYPE = "application/json";

    private final ObjectMapper json = new ObjectMapper();
    private final BlobStore store;

    Listings(BlobStore store) {
        this.store = store;
    }

    Reply tags(Request request, Scope scope) {
        RepositoryName repository = scope.repository();
        if (!store.names().hasRepository(repository)) {
            throw RegistryCode.NAME_UNKNOWN.because("there is no repository " + repository + " on this host");
        }
        List<String> tags =
                store.names().tags(repository).stream().map(Tag::text).toList();
        ObjectNode body = json.createObjectNode().put("name", scope.asked().text());
        return page(request, tags, body, "tags");
    }

    Reply catalog(Request request) {
        List<String> names = store.names().repositories().stream()
                .map(RepositoryName::text)
                .toList();
        return page(request, names, json.createObjectNode(), "repositories");
    }

    /** Sorted {@code entries} after {@code last}, {@code n} of them, with a link to what follows. */
    private static Reply page(Request request, List<String> entries, ObjectNode body, String field) {
        Optional<String> last = request.parameter("last");
        int limit = limit(request);
        List<String> rest = entries.stream()
                .filter(e -> last.isEmpty() || e.compareTo(last.get()) > 0)
                .toList();
        List<String> page = rest.subList(0, Math.min(limit, rest.size()));
        ArrayNode array = body.putArray(field);
        page.forEach(array::add);
        Reply reply = Reply.text(HttpResponseStatus.OK, JSON_TYPE, body.toString());
        if (page.size() < rest.size() && !page.isEmpty()) {
            reply.with("Link", next(request, limit, page.get(page.size() - 1), ""));
        }
        return reply;
    }

    /** The link to what follows {@code last}, for the same question. */
    private static String next(Request request, int limit, String last, String filter) {
        StringBuilder link = new StringBuilder("<" + request.path() + "?n=" + limit + "&last=" + encode(last));
        for (String parameter : List.of(filter, "ns")) {
            request.parameter(parameter).ifPresent(v -> link.append('&').append(parameter).append('=').append(encode(v)));
        }
        return link + ">; rel=\"next\"";
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static int limit(Request request) {
        Optional<String> n = request.parameter("n");
        if (n.isEmpty()) {
            return MAX_ENTRIES;
        }
        if (!n.get().matches("\\d{1,9}")) {
            throw RegistryCode.UNSUPPORTED.because(
                    HttpResponseStatus.BAD_REQUEST, "n is '" + n.get() + "', must be a number");
        }
        return Math.min(MAX_ENTRIES, Integer.parseInt(n.get()));
    }

    /**
     * An index of the manifests whose subject is {@code subject}, in the order of their digests; it is empty where there
     * is none. Pages like the tags, with a link to what follows.
     */
    Reply referrers(Request request, Scope scope, Digest subject) throws IOException {
        Optional<String> type = request.parameter("artifactType");
        ObjectNode index = json.createObjectNode().put("schemaVersion", 2).put("mediaType", Manifest.OCI_INDEX);
        ArrayNode manifests = index.putArray("manifests");
        List<ManifestLink> links = store.names().referrers(scope.repository(), subject);
        String last = request.parameter("last").orElse("");
        int limit = limit(request);
        Optional<String> next = Optional.empty();
        for (ManifestLink link : links) {
            String digest = link.digest().toString();
            if (digest.compareTo(last) <= 0) {
                continue;
            }
            byte[] content = content(link.digest());
            Manifest manifest = Manifest.parse(content, Optional.empty());
            if (type.isEmpty() || type.equals(manifest.artifactType())) {
                if (manifests.size() >= limit) {
                    next = Optional.of(last);
                    break;
                }
                describe(manifests.addObject(), link, manifest, content.length);
                last = digest;
            }
        }
        Reply reply = Reply.text(HttpResponseStatus.OK, Manifest.OCI_INDEX, index.toString());
        next.filter(n -> limit > 0).ifPresent(n -> reply.with("Link", next(request, limit, n, "artifactType")));
        type.ifPresent(t -> reply.with("OCI-Filters-Applied", "artifactType"));
        return reply.with(HttpHeaderNames.CACHE_CONTROL, "no-cache");
    }

    private static void describe(ObjectNode entry, ManifestLink link, Manifest manifest, int sizeBytes) {
        entry.put("mediaType", link.mediaType()).put("digest", link.digest().toString()).put("size", sizeBytes);
        manifest.artifactType().ifPresent(t -> entry.put("artifactType", t));
        if (!manifest.annotations().isEmpty()) {
            ObjectNode annotations = entry.putObject("annotations");
            manifest.annotations().forEach(annotations::put);
        }
    }

    private byte[] content(Digest digest) throws IOException {
        try (FileChannel channel = store.openForRead(digest)) {
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(Manifest.MAX_BYTES, channel.size()));
            while (content.hasRemaining() && channel.read(content) >= 0) {
                continue;
            }
            return content.array();
        }
    }
}
