package org.ebbcast.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.IntRange;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;

/** The store against a model of what it has promised, stopped at any change of the disk. */
class StoreCrashTest {
    private static final List<Content> CONTENTS = contents();
    private static final RepositoryName REPOSITORY = new RepositoryName("demo/app");

    private final Map<Tag, Digest> tags = new HashMap<>();
    private final Set<Digest> promised = new HashSet<>();
    private final Set<Digest> linked = new HashSet<>();
    private Optional<Tag> uncertainTag = Optional.empty();
    private long nowMillis = 1_000_000_000;

    private static List<Content> contents() {
        List<Content> contents = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            contents.add(Content.random(DigestAlgorithm.values()[i % 2], i, 1 + i * 390));
        }
        return contents;
    }

    @Property(tries = 120)
    void store_killedAtAnyChange_keepsItsPromises(
            @ForAll @LongRange(min = 0) long seed, @ForAll @IntRange(min = 0, max = 250) int changes)
            throws IOException {
        run(seed, changes, false);
    }

    @Property(tries = 120)
    void store_withoutPowerAtAnyChange_keepsItsPromises(
            @ForAll @LongRange(min = 0) long seed, @ForAll @IntRange(min = 0, max = 250) int changes)
            throws IOException {
        run(seed, changes, true);
    }

    private void run(long seed, int changes, boolean power) throws IOException {
        tags.clear();
        promised.clear();
        linked.clear();
        uncertainTag = Optional.empty();
        Path root = Files.createTempDirectory("store-crash");
        InstantSource time = () -> Instant.ofEpochMilli(nowMillis);
        Random random = new Random(seed);
        UnreliableDisk disk = new UnreliableDisk(random, changes);
        try {
            useUntilItStops(root, disk, time, random);
            if (power) {
                disk.losePower();
            }
            try (BlobStore store = BlobStore.open(root, 0, new UnreliableDisk(random, Long.MAX_VALUE), time)) {
                check(store, root);
            }
        } finally {
            delete(root);
        }
    }

    private void useUntilItStops(Path root, Disk disk, InstantSource time, Random random) throws IOException {
        BlobStore store = null;
        try {
            store = BlobStore.open(root, 0, disk, time);
            for (int i = 0; i < 60; i++) {
                act(store, random);
            }
        } catch (UnreliableDisk.Stopped e) {
            assertThat(e).isNotNull();
        } finally {
            if (store != null) {
                store.close();
            }
        }
    }

    private void act(BlobStore store, Random random) throws IOException {
        int index = random.nextInt(CONTENTS.size());
        Content content = CONTENTS.get(index);
        switch (random.nextInt(7)) {
            case 0, 1, 2 -> receive(store, content, random);
            case 3 -> push(store, content);
            case 4 -> publish(store, content, CONTENTS.get((index + 1) % CONTENTS.size()), random);
            case 5 -> remove(store, random);
            default -> collect(store);
        }
    }

    private void receive(BlobStore store, Content content, Random random) throws IOException {
        if (store.contains(content.digest())) {
            return;
        }
        try (PartialBlob partial = content.open(store)) {
            for (int i = 0; i < content.pieceCount(); i++) {
                int piece = random.nextInt(content.pieceCount());
                if (random.nextInt(4) == 0) {
                    partial.write((long) piece * Content.PIECE_BYTES, ByteBuffer.allocate(1));
                }
                assertThat(content.fill(partial, piece)).isTrue();
            }
            if (random.nextBoolean()) {
                for (int piece = 0; piece < content.pieceCount(); piece++) {
                    content.fill(partial, piece);
                }
                partial.commit();
                promised.add(content.digest());
            }
        }
    }

    private void push(BlobStore store, Content content) throws IOException {
        try (Upload upload = store.upload()) {
            upload.append(ByteBuffer.wrap(content.bytes()));
            upload.commit(content.digest());
            promised.add(content.digest());
        }
    }

    private void publish(BlobStore store, Content manifest, Content layer, Random random) throws IOException {
        if (!store.contains(manifest.digest()) || !store.contains(layer.digest())) {
            return;
        }
        Tag tag = new Tag("t" + random.nextInt(2));
        ManifestLink link = new ManifestLink(
                manifest.digest(), Manifest.OCI_MANIFEST, Optional.empty(), List.of(layer.digest()), nowMillis);
        uncertainTag = Optional.of(tag);
        store.publish(REPOSITORY, List.of(link), List.of(tag));
        uncertainTag = Optional.empty();
        tags.put(tag, manifest.digest());
        linked.add(manifest.digest());
    }

    private void remove(BlobStore store, Random random) throws IOException {
        Tag tag = new Tag("t" + random.nextInt(2));
        uncertainTag = Optional.of(tag);
        store.names().deleteTag(REPOSITORY, tag);
        uncertainTag = Optional.empty();
        tags.remove(tag);
    }

    private void collect(BlobStore store) throws IOException {
        Set<Digest> kept = new HashSet<>(linked);
        store.names().manifests(REPOSITORY).forEach(m -> kept.addAll(m.references()));
        promised.retainAll(kept);
        nowMillis += 2 * 3_600_000;
        store.collect();
    }

    private void check(BlobStore store, Path root) throws IOException {
        assertThat(root.resolve("tmp")).isEmptyDirectory();
        long expected = 0;
        for (Content content : CONTENTS) {
            if (store.contains(content.digest())) {
                assertThat(Content.read(store, content.digest())).isEqualTo(content.bytes());
                expected += content.bytes().length;
            } else if (Files.exists(root.resolve("partials/" + content.digest().hex() + ".data"))) {
                expected += content.bytes().length;
            }
        }
        assertThat(store.usedBytes()).isEqualTo(expected);
        assertThat(promised).allMatch(store::contains);
        for (Tag tag : List.of(new Tag("t0"), new Tag("t1"))) {
            if (!uncertainTag.equals(Optional.of(tag))) {
                assertThat(store.names().tagged(REPOSITORY, tag).map(TagLink::digest))
                        .isEqualTo(Optional.ofNullable(tags.get(tag)));
            }
        }
        for (ManifestLink link : store.names().manifests(REPOSITORY)) {
            assertThat(store.contains(link.digest())).isTrue();
            assertThat(link.references()).allMatch(store::contains);
        }
        for (Content content : CONTENTS) {
            if (!store.contains(content.digest())) {
                content.store(store);
            }
            assertThat(Content.read(store, content.digest())).isEqualTo(content.bytes());
        }
        assertThat(root.resolve("partials")).isEmptyDirectory();
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
