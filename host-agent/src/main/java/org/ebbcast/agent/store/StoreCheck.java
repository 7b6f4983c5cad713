package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;

/**
 * Looks at everything in the directory of a store that no agent has open: hashes each blob, reads the names, and finds
 * what a crash left behind. Reads all content once.
 */
public final class StoreCheck {
    private final StoreLayout layout;
    private final Disk disk = new LocalDisk();
    private final boolean repair;
    private final Consumer<Problem> listener;
    private final Map<Digest, Long> blobs = new HashMap<>();
    private long blobBytes;
    private int manifests;
    private int partials;
    private int problems;

    /**
     * Something that is not as it should be.
     *
     * @param harmless whether the next start of the agent puts it right by itself
     * @param repaired whether this check has put it right
     */
    public record Problem(Path file, String description, boolean harmless, boolean repaired) {}

    /**
     * What was looked at.
     *
     * @param problems that were found, those repaired among them, harmless ones not
     */
    public record Summary(int blobs, long blobBytes, int manifests, int partials, int problems) {}

    private StoreCheck(Path root, boolean repair, Consumer<Problem> listener) {
        layout = new StoreLayout(root.toAbsolutePath());
        this.repair = repair;
        this.listener = listener;
    }

    /**
     * Checks the store in {@code root}; only with {@code repair} it changes anything.
     *
     * @param repair whether to delete spoiled blobs and the names of manifests that lack something
     * @param listener is told of each problem as it is found
     * @throws IOException if there is no store, an agent has it open, or the disk fails
     */
    public static Summary run(Path root, boolean repair, Consumer<Problem> listener) throws IOException {
        StoreCheck check = new StoreCheck(root, repair, listener);
        if (!Files.isDirectory(check.layout.blobs(DigestAlgorithm.SHA256))) {
            throw new IOException("Tried to check the store in " + root + " but there is none: it has no blobs/sha256");
        }
        StoreLock lock = StoreLock.take(check.layout.lockFile());
        try (lock) {
            check.blobs();
            check.names();
            check.partials();
            check.leftovers();
        }
        return new Summary(check.blobs.size(), check.blobBytes, check.manifests, check.partials, check.problems);
    }

    private void report(Path file, String description, boolean harmless, boolean repaired) {
        if (!harmless) {
            problems++;
        }
        listener.accept(new Problem(file, description, harmless, repaired));
    }

    private void blobs() throws IOException {
        for (Path file : layout.listBlobs()) {
            Optional<Digest> named = StoreLayout.digestOf(file).filter(d -> file.equals(layout.blob(d)));
            if (named.isEmpty()) {
                report(file, "is no blob by its name; agents leave it alone", true, false);
                continue;
            }
            Digest actual = hash(file, named.get().algorithm());
            if (actual.equals(named.get())) {
                blobs.put(actual, Files.size(file));
                blobBytes += Files.size(file);
            } else {
                if (repair) {
                    disk.delete(file);
                    disk.forceDirectory(file.getParent());
                }
                report(file, "holds " + actual, false, repair);
            }
        }
    }

    private static Digest hash(Path file, DigestAlgorithm algorithm) throws IOException {
        RunningDigest digest = new RunningDigest(algorithm);
        byte[] part = new byte[256 << 10];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.wrap(part);
            while (channel.read(buffer.clear()) >= 0) {
                digest.update(part, buffer.position());
            }
        }
        return digest.finish();
    }

    private void names() throws IOException {
        if (!Files.exists(layout.namesLog())) {
            return;
        }
        List<NameChange> changes = new ArrayList<>();
        byte[] bytes = Files.readAllBytes(layout.namesLog());
        NamesLog.Replay replay = NamesLog.read(bytes, changes);
        replay.complaints().forEach(c -> report(layout.namesLog(), c, false, false));
        if (replay.lengthBytes() < bytes.length) {
            report(layout.namesLog(), "ends in " + (bytes.length - replay.lengthBytes()) + " bytes that are no entry",
                    true, false);
        }
        Map<RepositoryName, Map<Digest, ManifestLink>> repositories = new HashMap<>();
        for (NameChange change : changes) {
            Map<Digest, ManifestLink> links =
                    repositories.computeIfAbsent(change.repository(), r -> new HashMap<>());
            switch (change.kind()) {
                case PUT_MANIFEST -> change.manifest().ifPresent(m -> links.put(m.digest(), m));
                case DELETE_MANIFEST -> links.remove(change.digest());
                case PUT_TAG, DELETE_TAG -> { }
            }
        }
        List<NameChange> repairs = new ArrayList<>();
        repositories.forEach((name, links) -> links.values().forEach(link -> manifest(name, link, repairs)));
        if (repair && !repairs.isEmpty()) {
            try (ImageNames names = ImageNames.open(disk, layout)) {
                for (NameChange change : repairs) {
                    names.deleteManifest(change.repository(), change.digest());
                }
            }
        }
    }

    private void manifest(RepositoryName repository, ManifestLink link, List<NameChange> repairs) {
        manifests++;
        List<Digest> needed = new ArrayList<>(link.references());
        needed.add(link.digest());
        needed.removeIf(blobs::containsKey);
        if (!needed.isEmpty()) {
            repairs.add(NameChange.deleteManifest(repository, link.digest()));
            report(layout.namesLog(), repository + "@" + link.digest() + " lacks " + needed.get(0)
                    + (needed.size() > 1 ? " and " + (needed.size() - 1) + " more" : ""), false, repair);
        }
    }

    private void partials() throws IOException {
        for (Path file : StoreLayout.list(layout.partials())) {
            Optional<Digest> digest = StoreLayout.digestOf(file);
            boolean paired = digest.isPresent()
                    && Files.exists(layout.partialData(digest.get()))
                    && Files.exists(layout.partialState(digest.get()))
                    && PartialState.read(disk, layout.partialState(digest.get())).isPresent();
            if (!paired || blobs.containsKey(digest.get())) {
                report(file, "belongs to no partial blob", true, false);
            } else if (file.equals(layout.partialData(digest.get()))) {
                partials++;
            }
        }
    }

    private void leftovers() throws IOException {
        for (Path file : StoreLayout.list(layout.temporary())) {
            report(file, "is left over", true, false);
        }
        List<Path> marks = new ArrayList<>(StoreLayout.list(layout.outlines()));
        if (Files.isDirectory(layout.fetched())) {
            marks.addAll(StoreLayout.list(layout.fetched()));
        }
        for (Path file : marks) {
            if (StoreLayout.digestOf(file).filter(blobs::containsKey).isEmpty()) {
                report(file, "belongs to no blob", true, false);
            }
        }
    }
}
