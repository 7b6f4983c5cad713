package org.ebbcast.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ebbcast.agent.docker.DockerEngine.EngineImage;
import org.ebbcast.agent.docker.DockerEngineException;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.agent.store.ImageTree;
import org.ebbcast.agent.store.Manifest;
import org.ebbcast.agent.store.RepositoryName;
import org.ebbcast.agent.store.Tag;
import org.ebbcast.agent.store.Upload;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.ImageResolved.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalImageServiceTest {
    private static final RepositoryName APP = new RepositoryName("demo/app");

    private final FakeEngine engine = new FakeEngine();

    @TempDir
    private Path root;

    private BlobStore store;
    private LocalImageService alone;
    private LocalImageService service;

    @BeforeEach
    void open() throws IOException {
        store = BlobStore.open(root, 0);
        alone = LocalImageService.of(store, Optional.empty(), 5000);
        service = LocalImageService.of(store, Optional.of(engine), 5000, () -> Instant.ofEpochMilli(1000));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private Digest put(String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.ofContent(bytes);
        try (Upload upload = store.upload()) {
            upload.append(ByteBuffer.wrap(bytes));
            upload.commit(digest);
        }
        return digest;
    }

    private static String descriptor(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return "{\"mediaType\":\"a/b\",\"digest\":\"" + Digest.ofContent(bytes) + "\",\"size\":" + bytes.length + "}";
    }

    private Digest putImage(String layer) throws IOException {
        put("{}");
        put(layer);
        return put("{\"schemaVersion\":2,\"mediaType\":\"" + Manifest.OCI_MANIFEST + "\",\"config\":"
                + descriptor("{}") + ",\"layers\":[" + (layer.isEmpty() ? "" : descriptor(layer)) + "]}");
    }

    private Digest publish(RepositoryName repository, String tag, String layer) throws IOException {
        Digest manifest = putImage(layer);
        ImageTree tree = ImageTree.read(store, manifest, Optional.empty(), 1000);
        store.publish(repository, tree.links(), List.of(new Tag(tag)));
        return manifest;
    }

    /** The engine pushes an image with this layer wherever it is told to. */
    private void pushes(String layer) {
        engine.onPush = (repository, tag) -> {
            try {
                publish(new RepositoryName(repository.replaceFirst("127.0.0.1:5000/", "")), tag, layer);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    @Test
    void resolve_inTheStore_findsEveryBlob() throws IOException {
        Digest manifest = publish(APP, "v1", "layer");
        ImageResolution found = alone.resolve("docker.io/demo/app:v1");
        assertThat(found.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(found.image()).isEqualTo("demo/app:v1");
        assertThat(found.manifest()).isEqualTo(manifest);
        assertThat(found.blobs()).extracting(BlobDescriptor::digest)
                .containsExactly(manifest, put("{}"), put("layer"));
        assertThat(alone.resolve("demo/app@" + manifest).outcome()).isEqualTo(Outcome.FOUND);
    }

    @Test
    void resolve_nowhere_saysWhereItLooked() {
        assertThat(alone.resolve("demo/app:v2").outcome()).isEqualTo(Outcome.NOT_FOUND);
        assertThat(alone.resolve("demo/app:v2").detail()).contains("no Docker engine is configured");
        assertThat(service.resolve("demo/app:v2").detail()).contains("unix:///fake");
        assertThat(service.resolve("Demo").outcome()).isEqualTo(Outcome.UNUSABLE);
        engine.trouble = Optional.of(new DockerEngineException("nobody there", true));
        assertThat(service.resolve("demo/app:v2").outcome()).isEqualTo(Outcome.NOT_FOUND);
        assertThat(service.resolve("demo/app:v2").detail()).contains("nobody there");
    }

    @Test
    void resolve_withoutLayers_isUnusable() throws IOException {
        publish(APP, "v1", "");
        ImageResolution resolution = alone.resolve("demo/app:v1");
        assertThat(resolution.outcome()).isEqualTo(Outcome.UNUSABLE);
        assertThat(resolution.detail()).contains("no layers");
    }

    @Test
    void resolve_onlyInTheEngine_isPushedUnderAHelperNameThatGoesAgain() throws IOException {
        engine.images.put("demo/app:v1", new EngineImage("sha256:id", 5));
        pushes("layer");
        ImageResolution found = service.resolve("demo/app:v1");
        assertThat(found.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(store.names().tagged(APP, new Tag("v1")).orElseThrow().digest()).isEqualTo(found.manifest());
        assertThat(store.names().repositories()).containsExactly(APP);
        assertThat(engine.images).containsOnlyKeys("demo/app:v1");
    }

    @Test
    void resolve_engineNamedItLater_takesTheEngines() throws IOException {
        publish(APP, "v1", "old");
        pushes("new");
        engine.images.put("demo/app:v1", new EngineImage("sha256:id", 999));
        assertThat(service.resolve("demo/app:v1").manifest()).isEqualTo(putImage("old"));
        engine.images.put("demo/app:v1", new EngineImage(put("{}").toString(), 1001));
        assertThat(service.resolve("demo/app:v1").manifest()).isEqualTo(putImage("old"));
        engine.images.put("demo/app:v1", new EngineImage("sha256:id", 1001));
        assertThat(service.resolve("demo/app:v1").manifest()).isEqualTo(putImage("new"));
    }

    @Test
    void resolve_pushFails_saysWhatTheEngineSaid() {
        engine.images.put("demo/app:v1", new EngineImage("sha256:id", 5));
        engine.onPush = (repository, tag) -> {
            throw new DockerEngineException("connection refused by 127.0.0.1:5000", false);
        };
        ImageResolution resolution = service.resolve("demo/app:v1");
        assertThat(resolution.outcome()).isEqualTo(Outcome.NOT_FOUND);
        assertThat(resolution.detail()).contains("connection refused by 127.0.0.1:5000");
        assertThat(engine.images).containsOnlyKeys("demo/app:v1");
    }

    @Test
    void publish_everythingHere_isServedUnderItsName() throws IOException {
        Digest manifest = putImage("layer");
        List<BlobDescriptor> blobs = List.of(new BlobDescriptor(Manifest.OCI_MANIFEST, manifest, 1));
        alone.publish("ghcr.io/owner/app:v1", manifest, blobs);
        RepositoryName repository = new RepositoryName("ghcr.io/owner/app");
        assertThat(store.names().tagged(repository, new Tag("v1")).orElseThrow().digest()).isEqualTo(manifest);
        assertThat(alone.resolve("ghcr.io/owner/app:v1").outcome()).isEqualTo(Outcome.FOUND);
    }

    @Test
    void publish_blobMissing_namesIt() throws IOException {
        Digest manifest = putImage("layer");
        Digest missing = Digest.ofContent(new byte[] {1});
        List<BlobDescriptor> blobs = List.of(new BlobDescriptor("a/b", missing, 1));
        assertThatThrownBy(() -> alone.publish("demo/app:v1", manifest, blobs))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(missing.toString());
        assertThatThrownBy(() -> alone.publish("demo/app:v1", put("no manifest"), List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not JSON");
    }

    @Test
    void importIntoDocker_published_isPulledByDigestAndNamed() throws IOException {
        Digest manifest = publish(APP, "v1", "layer");
        List<String> progress = new ArrayList<>();
        DockerImport done = service.importIntoDocker("demo/app:v1", manifest, progress::add);
        assertThat(done.outcome()).isEqualTo(DockerImport.Outcome.IMPORTED);
        assertThat(progress).containsExactly("Pulling");
        assertThat(engine.images).containsOnlyKeys("demo/app:v1");
        assertThat(engine.calls).contains("pull 127.0.0.1:5000/demo/app@" + manifest);
    }

    @Test
    void importIntoDocker_nameWasThereBefore_isKept() throws IOException {
        Digest manifest = publish(APP, "v1", "layer");
        String own = "127.0.0.1:5000/demo/app@" + manifest;
        engine.images.put(own, new EngineImage("id", 0));
        service.importIntoDocker("demo/app:v1", manifest, line -> {});
        assertThat(engine.images).containsOnlyKeys("demo/app:v1", own);
    }

    @Test
    void importIntoDocker_noEngineOrAnError_isNamed() throws IOException {
        Digest manifest = publish(APP, "v1", "layer");
        assertThat(alone.importIntoDocker("demo/app:v1", manifest, line -> {}).outcome())
                .isEqualTo(DockerImport.Outcome.NO_ENGINE);
        engine.trouble = Optional.of(new DockerEngineException("no space left on device", false));
        DockerImport failed = service.importIntoDocker("demo/app:v1", manifest, line -> {});
        assertThat(failed.outcome()).isEqualTo(DockerImport.Outcome.FAILED);
        assertThat(failed.detail()).isEqualTo("no space left on device");
        engine.trouble = Optional.of(new DockerEngineException("nobody there", true));
        assertThat(service.importIntoDocker("demo/app:v1", manifest, line -> {}).outcome())
                .isEqualTo(DockerImport.Outcome.NO_ENGINE);
    }

    @Test
    void leftovers_ofAnInterruptedTransfer_goAtTheStart() throws IOException {
        publish(new RepositoryName("ebbcast.transfer/demo/app"), "v1", "layer");
        LocalImageService.of(store, Optional.empty(), 5000);
        assertThat(store.names().repositories()).isEmpty();
    }
}
