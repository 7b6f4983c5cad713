package org.ebbcast.agent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {
    private static final RepositoryName APP = new RepositoryName("demo/app");
    private static final Tag V1 = new Tag("v1");
    private static final long TWO_HOURS_MILLIS = 2 * 3_600_000;
    private static final long QUOTA_BYTES = 5000;

    private final Content manifest = Content.random(1, 1000);
    private final Content layer = Content.random(2, 2000);
    private long nowMillis = 1_000_000_000;

    @TempDir
    private Path root;

    private BlobStore store;

    @BeforeEach
    void open() throws IOException {
        store = BlobStore.open(root, QUOTA_BYTES, new LocalDisk(), () -> Instant.ofEpochMilli(nowMillis));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private void publish(Tag... tags) throws IOException {
        manifest.store(store);
        layer.store(store);
        store.publish(APP, List.of(link()), List.of(tags));
    }

    private ManifestLink link() {
        List<Digest> references = List.of(layer.digest());
        return new ManifestLink(
                manifest.digest(), Manifest.OCI_MANIFEST, Optional.empty(), references, nowMillis);
    }

    @Test
    void emptyBlob_isAlwaysHere() throws IOException {
        assertThat(store.contains(Digest.EMPTY)).isTrue();
        assertThat(Content.read(store, Digest.EMPTY)).isEmpty();
        assertThat(store.size(Digest.EMPTY)).hasValue(0);
    }

    @Test
    void open_alreadyOpen_isRefused() {
        assertThatThrownBy(() -> BlobStore.open(root, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another agent has it open");
    }

    @Test
    void openForRead_unknownOrLost_isNoSuchFile() throws IOException {
        assertThatThrownBy(() -> store.openForRead(layer.digest())).isInstanceOf(NoSuchFileException.class);
        layer.store(store);
        Files.delete(root.resolve("blobs/sha256/" + layer.digest().hex()));
        assertThatThrownBy(() -> store.openForRead(layer.digest())).isInstanceOf(NoSuchFileException.class);
        assertThat(store.contains(layer.digest())).isFalse();
        assertThat(store.usedBytes()).isZero();
    }

    @Test
    void open_whileABlobIsBeingAdopted_findsIt() throws IOException {
        List<byte[]> read = new ArrayList<>();
        Disk slow = new UnreliableDisk(new Random(1), Long.MAX_VALUE) {
            @Override
            public void forceDirectory(Path directory) throws IOException {
                if (directory.endsWith("blobs/sha256")) {
                    read.add(Content.read(store, layer.digest()));
                    read.add(Content.read(store.openVerified(layer.digest(), 0, 400).orElseThrow()));
                }
                super.forceDirectory(directory);
            }
        };
        store.close();
        store = BlobStore.open(root, QUOTA_BYTES, slow, () -> Instant.ofEpochMilli(nowMillis));
        layer.store(store);
        assertThat(read).hasSize(2).containsOnly(layer.bytes());
    }

    @Test
    void outline_ofReceivedAndPushed_isTheSame() throws IOException {
        layer.store(store);
        assertThat(store.outline(layer.digest(), 100, 4)).isEqualTo(layer.pieceHashes());
        Path kept = root.resolve("outlines/" + layer.digest().hex() + ".400");
        assertThat(kept).exists();
        Files.write(kept, new byte[] {1}, StandardOpenOption.TRUNCATE_EXISTING);
        assertThat(store.outline(layer.digest(), 100, 4)).isEqualTo(layer.pieceHashes());
        assertThat(store.outline(layer.digest(), 200, 2)).isEqualTo(layer.pieceHashes());
        assertThat(store.outline(layer.digest(), 2000, 1)).hasSize(32);
        assertThat(store.outline(Digest.EMPTY, 100, 4)).isEmpty();
    }

    @Test
    void open_withLeftovers_removesThem() throws IOException {
        layer.store(store);
        Upload upload = store.upload();
        upload.append(ByteBuffer.wrap(manifest.bytes()));
        store.close();
        String hex = manifest.digest().hex();
        for (String leftover : List.of("partials/" + hex + ".data", "partials/nonsense", "outlines/" + hex + ".7",
                "partials/" + layer.digest().hex() + ".state")) {
            Files.write(root.resolve(leftover), new byte[30]);
        }
        open();
        assertThat(root.resolve("tmp")).isEmptyDirectory();
        assertThat(root.resolve("partials")).isEmptyDirectory();
        assertThat(root.resolve("outlines")).isDirectoryNotContaining(p -> p.toString().endsWith(".7"));
        assertThat(store.usedBytes()).isEqualTo(2000);
    }

    @Test
    void collect_afterAnHour_takesOnlyWhatNobodyNeeds() throws IOException {
        publish(V1);
        Content loose = Content.random(3, 500);
        Content pinned = Content.random(4, 600);
        loose.store(store);
        pinned.store(store);
        Pin pin = store.pin(List.of(pinned.digest()));
        assertThat(store.collect()).isZero();
        nowMillis += TWO_HOURS_MILLIS;
        assertThat(store.collect()).isEqualTo(500);
        assertThat(store.contains(loose.digest())).isFalse();
        assertThat(store.contains(pinned.digest())).isTrue();
        pin.close();
        assertThat(store.collect()).isEqualTo(600);
        assertThat(store.contains(layer.digest())).isTrue();
        store.names().deleteManifest(APP, manifest.digest());
        assertThat(store.collect()).isEqualTo(3000);
        assertThat(store.contains(Digest.EMPTY)).isTrue();
    }

    @Test
    void room_needed_takesTheLeastRecentlyUsedAndNoMore() throws IOException {
        List<Content> contents = List.of(Content.random(3, 1500), Content.random(4, 1500), Content.random(5, 1500));
        for (Content content : contents) {
            content.store(store);
            nowMillis += 60_000;
        }
        store.touch(contents.get(0).digest());
        nowMillis += TWO_HOURS_MILLIS;
        Content.random(6, 1800).store(store);
        assertThat(contents.stream().map(c -> store.contains(c.digest()))).containsExactly(true, false, true);
    }

    @Test
    void lastUse_afterARestart_isStillKnown() throws IOException {
        Content used = Content.random(3, 2000);
        Content unused = Content.random(4, 2000);
        used.store(store);
        unused.store(store);
        nowMillis = System.currentTimeMillis() + TWO_HOURS_MILLIS;
        store.touch(used.digest());
        store.close();
        nowMillis += 1000;
        open();
        Content.random(5, 2000).store(store);
        assertThat(store.contains(used.digest())).isTrue();
        assertThat(store.contains(unused.digest())).isFalse();
    }

    @Test
    void diskShare_limitsWhatIsTaken() throws IOException {
        store.close();
        Disk small = new UnreliableDisk(new Random(1), Long.MAX_VALUE) {
            @Override
            public long usableBytes(Path path) {
                return (64L << 20) - store.usedBytes();
            }
        };
        store = BlobStore.open(root, new StoreLimits(0, 0.25), small, () -> Instant.ofEpochMilli(nowMillis));
        assertThat(store.freeBytes()).isEqualTo(16L << 20);
        Content.random(3, 4000).store(store);
        assertThat(store.freeBytes()).isEqualTo((16L << 20) - 4000);
        BlobDescriptor large = new BlobDescriptor("x/y", manifest.digest(), 17L << 20);
        byte[] hashes = new byte[32 * 17];
        assertThatThrownBy(() -> store.partial(large, hashes, 1 << 20, 1))
                .isInstanceOf(NoSpaceException.class)
                .hasMessageContaining("25.0 % of the disk");
    }

    @Test
    void room_needed_takesShelvedThenLooseThenUntagged() throws IOException {
        publish(V1);
        Content abandoned = Content.random(5, 1500);
        abandoned.open(store).close();
        assertThat(store.freeBytes()).isEqualTo(500);
        Content wanted = Content.random(6, 1900);
        wanted.store(store);
        assertThat(root.resolve("partials")).isEmptyDirectory();
        nowMillis += TWO_HOURS_MILLIS;
        Content more = Content.random(7, 1950);
        more.store(store);
        assertThat(store.contains(wanted.digest())).isFalse();
        assertThatThrownBy(() -> Content.random(8, 100).store(store)).isInstanceOf(NoSpaceException.class);
        store.names().deleteTag(APP, V1);
        Content.random(8, 100).store(store);
        assertThat(store.contains(manifest.digest())).isNotEqualTo(store.contains(layer.digest()));
        assertThat(store.names().repositories()).isEmpty();
    }

    @Test
    void room_neverEnough_takesNothing() throws IOException {
        Content abandoned = Content.random(5, 1500);
        try (PartialBlob partial = abandoned.open(store)) {
            abandoned.fill(partial, 0);
        }
        Content tooLarge = Content.random(6, (int) QUOTA_BYTES + 1);
        assertThatThrownBy(() -> tooLarge.store(store)).isInstanceOf(NoSpaceException.class);
        try (PartialBlob partial = abandoned.open(store)) {
            assertThat(partial.isVerified(0)).isTrue();
        }
    }

    @Test
    void deleteBlob_ofAnImage_isRefused() throws IOException {
        publish();
        assertThat(store.deleteBlob(layer.digest())).isEqualTo(BlobStore.Deletion.IN_USE);
        assertThat(store.deleteBlob(Digest.EMPTY)).isEqualTo(BlobStore.Deletion.IN_USE);
        store.names().deleteManifest(APP, manifest.digest());
        assertThat(store.deleteBlob(layer.digest())).isEqualTo(BlobStore.Deletion.DELETED);
        assertThat(store.deleteBlob(layer.digest())).isEqualTo(BlobStore.Deletion.NOT_HERE);
    }

    @Test
    void publish_referenceMissing_isRefused() throws IOException {
        manifest.store(store);
        assertThatThrownBy(() -> store.publish(APP, List.of(link()), List.of(V1)))
                .isInstanceOf(MissingBlobException.class)
                .hasMessageContaining(layer.digest().toString());
        assertThat(store.names().hasRepository(APP)).isFalse();
    }

    @Test
    void names_logTornOrSpoiled_keepsEveryGoodEntry() throws IOException {
        publish(V1);
        for (int i = 0; i < 3; i++) {
            store.publish(APP, List.of(link()), List.of(new Tag("t" + i)));
        }
        store.close();
        Path log = root.resolve("names.log");
        List<String> lines = Files.readAllLines(log);
        lines.set(2, lines.get(2).replace("t0", "t9"));
        Files.writeString(log, String.join("\n", lines) + "\n" + lines.get(1).substring(0, 30));
        open();
        assertThat(store.names().tags(APP)).extracting(Tag::text).containsExactly("t1", "t2", "v1");
        store.names().deleteTag(APP, V1);
        store.close();
        open();
        assertThat(store.names().tags(APP)).extracting(Tag::text).containsExactly("t1", "t2");
    }

    @Test
    void names_changedOften_areCompacted() throws IOException {
        store.close();
        store = BlobStore.open(root, 0, new UnreliableDisk(new Random(1), Long.MAX_VALUE), InstantSource.system());
        publish(V1);
        for (int i = 0; i < 1100; i++) {
            store.publish(APP, List.of(link()), List.of(V1));
        }
        assertThat(Files.readAllLines(root.resolve("names.log")).size()).isLessThan(200);
        store.close();
        open();
        assertThat(store.names().tagged(APP, V1)).isPresent();
    }

    @Test
    void upload_sameContentTwice_isStoredOnce() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (Upload upload = store.upload()) {
                upload.append(ByteBuffer.wrap(layer.bytes()));
                upload.commit(layer.digest());
            }
        }
        assertThat(store.usedBytes()).isEqualTo(2000);
        assertThat(root.resolve("tmp")).isEmptyDirectory();
    }
}
