package org.ebbcast.agent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCheckTest {
    private static final RepositoryName APP = new RepositoryName("demo/app");

    private final Content manifest = Content.random(1, 1000);
    private final Content layer = Content.random(2, 2000);
    private final Content partial = Content.random(3, 3000);
    private final List<StoreCheck.Problem> problems = new ArrayList<>();

    @TempDir
    private Path root;

    @BeforeEach
    void fill() throws IOException {
        try (BlobStore store = BlobStore.open(root, 0)) {
            manifest.store(store);
            layer.store(store);
            store.publish(APP, List.of(link()), List.of(Tag.LATEST));
            try (PartialBlob open = partial.open(store)) {
                partial.fill(open, 0);
            }
        }
    }

    private ManifestLink link() {
        return new ManifestLink(
                manifest.digest(), Manifest.OCI_MANIFEST, Optional.empty(), List.of(layer.digest()), 1);
    }

    private StoreCheck.Summary check(boolean repair) throws IOException {
        problems.clear();
        StoreCheck.Summary summary = StoreCheck.run(root, repair, problems::add);
        problems.sort(Comparator.comparing(StoreCheck.Problem::harmless));
        return summary;
    }

    private Path blob(Digest digest) {
        return root.resolve("blobs/sha256").resolve(digest.hex());
    }

    @Test
    void run_soundStore_findsNothing() throws IOException {
        assertThat(check(false)).isEqualTo(new StoreCheck.Summary(4, 3000, 1, 1, 0));
        assertThat(problems).isEmpty();
    }

    @Test
    void run_spoiledBlob_isNamedWithTheManifestThatNeedsIt() throws IOException {
        byte[] bytes = layer.bytes().clone();
        bytes[1999] ^= 1;
        Files.write(blob(layer.digest()), bytes);
        assertThat(check(false).problems()).isEqualTo(2);
        assertThat(problems).noneMatch(StoreCheck.Problem::repaired);
        assertThat(problems.subList(0, 2)).noneMatch(StoreCheck.Problem::harmless);
        assertThat(problems.get(0).file()).isEqualTo(blob(layer.digest()));
        assertThat(problems.get(0).description()).contains(Digest.ofContent(bytes).hex());
        assertThat(problems.get(1).description()).contains("demo/app@" + manifest.digest() + " lacks " + layer.digest());
        assertThat(blob(layer.digest())).exists();
    }

    @Test
    void run_spoiledBlobOfSha512_isRemovedWhenRepairing() throws IOException {
        Content other = Content.random(DigestAlgorithm.SHA512, 4, 500);
        try (BlobStore store = BlobStore.open(root, 0)) {
            other.store(store);
        }
        assertThat(check(false)).isEqualTo(new StoreCheck.Summary(5, 3500, 1, 1, 0));
        Path file = root.resolve("blobs/sha512").resolve(other.digest().hex());
        Files.write(file, new byte[500]);
        assertThat(check(true).problems()).isEqualTo(1);
        assertThat(problems.get(0).description()).contains("holds sha512:");
        assertThat(file).doesNotExist();
    }

    @Test
    void run_repairing_leavesASoundStore() throws IOException {
        Files.write(blob(layer.digest()), new byte[2000]);
        assertThat(check(true).problems()).isEqualTo(2);
        assertThat(problems).allMatch(p -> p.repaired() || p.harmless());
        assertThat(check(false)).isEqualTo(new StoreCheck.Summary(3, 1000, 0, 1, 0));
        try (BlobStore store = BlobStore.open(root, 0)) {
            assertThat(store.contains(layer.digest())).isFalse();
            assertThat(store.names().tagged(APP, Tag.LATEST)).isEmpty();
            layer.store(store);
            store.publish(APP, List.of(link()), List.of(Tag.LATEST));
        }
        assertThat(check(false).problems()).isZero();
    }

    @Test
    void run_leftovers_areHarmless() throws IOException {
        Files.write(root.resolve("tmp/upload-1"), new byte[10]);
        Files.write(root.resolve("partials/" + layer.digest().hex() + ".data"), new byte[10]);
        Files.write(root.resolve("outlines/" + partial.digest().hex() + ".7"), new byte[10]);
        Files.writeString(root.resolve("names.log"), Files.readString(root.resolve("names.log")) + "0000");
        assertThat(check(false).problems()).isZero();
        assertThat(problems).hasSize(4).allMatch(StoreCheck.Problem::harmless);
        BlobStore.open(root, 0).close();
        check(false);
        assertThat(problems).isEmpty();
    }

    @Test
    void run_noStoreOrOneInUse_isRefused() throws IOException {
        assertThatThrownBy(() -> StoreCheck.run(root.resolve("elsewhere"), false, problems::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is none");
        BlobStore inUse = BlobStore.open(root, 0);
        try (inUse) {
            assertThatThrownBy(() -> check(false)).hasMessageContaining("another agent has it open");
        }
    }
}
