package org.ebbcast.agent.registry;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ebbcast.agent.http.Exchange;
import org.ebbcast.agent.http.Reply;
import org.ebbcast.agent.http.Request;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.agent.store.ImageTree;
import org.ebbcast.agent.store.Manifest;
import org.ebbcast.agent.store.ManifestLink;
import org.ebbcast.agent.store.MissingBlobException;
import org.ebbcast.agent.store.RepositoryName;
import org.ebbcast.agent.store.Tag;
import org.ebbcast.agent.store.Upload;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;

/** Manifests by tag or digest: pull, push, delete (OCI Distribution 1.1, end-3, end-7, end-9). */
final class Manifests {
    private final BlobStore store;
    private final Contents contents;
    private final InstantSource time;

    Manifests(BlobStore store, Contents contents, InstantSource time) {
        this.store = store;
        this.contents = contents;
        this.time = time;
    }

    /** What stands behind {@code manifests/} in a path. */
    private record Key(Optional<Tag> tag, Optional<Digest> digest) {
        static Key parse(String text) {
            if (text.contains(":")) {
                return new Key(Optional.empty(), Optional.of(parseDigest(text)));
            }
            if (!Tag.isValid(text)) {
                throw RegistryCode.MANIFEST_INVALID.because("'" + text + "' is neither a tag nor a digest");
            }
            return new Key(Optional.of(new Tag(text)), Optional.empty());
        }

        /** What is to lead to the pushed manifest: the tag of the path, or for a digest those of the query. */
        List<Tag> tags(Request request) {
            if (tag.isPresent()) {
                return List.of(tag.get());
            }
            List<String> names = request.query().getOrDefault("tag", List.of());
            names.stream().filter(name -> !Tag.isValid(name)).findFirst().ifPresent(name -> {
                throw RegistryCode.MANIFEST_INVALID.because("'" + name + "' is no tag");
            });
            return names.stream().map(Tag::new).distinct().toList();
        }
    }

    static Digest parseDigest(String text) {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw RegistryCode.DIGEST_INVALID.because(e.getMessage());
        }
    }

    Reply pull(Request request, Scope scope, String reference) throws IOException {
        ManifestLink link = find(scope, Key.parse(reference)).orElseThrow(() -> unknown(scope, reference));
        return contents.whole(request, link.digest(), link.mediaType());
    }

    /** Whether this host serves it of its own. */
    boolean has(Scope scope, String reference) {
        return find(scope, Key.parse(reference)).isPresent();
    }

    private Optional<ManifestLink> find(Scope scope, Key key) {
        return key.tag.isPresent()
                ? scope.manifest(store.names(), key.tag.get())
                : key.digest.flatMap(d -> scope.manifest(store.names(), d));
    }

    private static RegistryException unknown(Scope scope, String reference) {
        return RegistryCode.MANIFEST_UNKNOWN.because(
                "repository " + scope.repository() + " has no manifest " + reference + " on this host");
    }

    Reply delete(Scope scope, String reference) throws IOException {
        Key key = Key.parse(reference);
        RepositoryName repository = scope.repository();
        boolean deleted = key.tag.isPresent()
                ? store.names().deleteTag(repository, key.tag.get())
                : store.names().deleteManifest(repository, key.digest.orElseThrow());
        if (!deleted) {
            throw unknown(scope, reference);
        }
        return Reply.empty(HttpResponseStatus.ACCEPTED);
    }

    Exchange push(Request request, Scope scope, String reference) throws IOException {
        Key key = Key.parse(reference);
        Optional<String> contentType = request.header(HttpHeaderNames.CONTENT_TYPE)
                .map(t -> t.replaceFirst(";.*", "").trim())
                .filter(t -> !t.isEmpty());
        DigestAlgorithm algorithm = key.digest.map(Digest::algorithm).orElse(DigestAlgorithm.SHA256);
        return new Push(scope.repository(), key, contentType, key.tags(request), store.upload(algorithm));
    }

    private final class Push implements Exchange {
        private final RepositoryName repository;
        private final Key key;
        private final Optional<String> contentType;
        private final List<Tag> tags;
        private final Upload upload;

        Push(RepositoryName repository, Key key, Optional<String> contentType, List<Tag> tags, Upload upload) {
            this.repository = repository;
            this.key = key;
            this.contentType = contentType;
            this.tags = tags;
            this.upload = upload;
        }

        @Override
        public void body(ByteBuffer part) throws IOException {
            if (upload.receivedBytes() + part.remaining() > Manifest.MAX_BYTES) {
                throw RegistryCode.MANIFEST_INVALID.because(
                        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                        "a manifest has at most " + Manifest.MAX_BYTES + " bytes");
            }
            upload.append(part);
        }

        @Override
        public Reply finish() throws IOException {
            Manifest manifest = parse();
            Digest digest = upload.digest();
            if (key.digest.isPresent() && !key.digest.get().equals(digest)) {
                throw RegistryCode.DIGEST_INVALID.because(
                        "the manifest's digest is " + digest + ", not " + key.digest.get());
            }
            upload.commit(digest);
            store.touch(digest);
            publish(digest, manifest);
            Reply reply = Reply.empty(HttpResponseStatus.CREATED)
                    .with(HttpHeaderNames.LOCATION, "/v2/" + repository + "/manifests/" + digest)
                    .with(Contents.DOCKER_CONTENT_DIGEST, digest);
            manifest.subject().ifPresent(s -> reply.with("OCI-Subject", s));
            if (key.digest.isPresent() && !tags.isEmpty()) {
                reply.with("OCI-Tag", tags.stream().map(Tag::toString).collect(Collectors.joining(", ")));
            }
            return reply;
        }

        private Manifest parse() throws IOException {
            try {
                return Manifest.parse(upload.content(), contentType);
            } catch (IllegalArgumentException e) {
                throw RegistryCode.MANIFEST_INVALID.because(e.getMessage());
            }
        }

        private void publish(Digest digest, Manifest manifest) throws IOException {
            try {
                ImageTree tree =
                        ImageTree.read(store, digest, Optional.of(manifest.mediaType()), time.millis());
                store.publish(repository, tree.links(), tags);
            } catch (MissingBlobException e) {
                throw RegistryCode.MANIFEST_BLOB_UNKNOWN.because(e.getMessage());
            } catch (IllegalArgumentException e) {
                throw RegistryCode.MANIFEST_INVALID.because(e.getMessage());
            }
        }

        @Override
        public void close() throws IOException {
            upload.close();
        }
    }
}
