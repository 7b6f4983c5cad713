package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;

/** Where everything lies below the store's directory; {@code docs/store.md} has the picture. */
record StoreLayout(Path root) {
    private static final String DATA = ".data";
    private static final String STATE = ".state";

    Path lockFile() {
        return root.resolve("lock");
    }

    Path namesLog() {
        return root.resolve("names.log");
    }

    Path blobs(DigestAlgorithm algorithm) {
        return root.resolve("blobs").resolve(algorithm.label());
    }

    /** All files where complete blobs are. */
    List<Path> listBlobs() throws IOException {
        List<Path> files = new ArrayList<>();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            if (Files.isDirectory(blobs(algorithm))) {
                files.addAll(list(blobs(algorithm)));
            }
        }
        return files;
    }

    Path blob(Digest digest) {
        return blobs(digest.algorithm()).resolve(digest.hex());
    }

    Path partials() {
        return root.resolve("partials");
    }

    Path partialData(Digest digest) {
        return partials().resolve(digest.hex() + DATA);
    }

    Path partialState(Digest digest) {
        return partials().resolve(digest.hex() + STATE);
    }

    Path outlines() {
        return root.resolve("outlines");
    }

    Path outline(Digest digest, long pieceBytes) {
        return outlines().resolve(digest.hex() + "." + pieceBytes);
    }

    Path fetched() {
        return root.resolve("fetched");
    }

    Path fetched(Digest digest) {
        return fetched().resolve(digest.hex());
    }

    /** Everything here is leftover when a store opens. */
    Path temporary() {
        return root.resolve("tmp");
    }

    void create(Disk disk) throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            disk.createDirectories(blobs(algorithm));
        }
        for (Path directory : List.of(partials(), outlines(), fetched(), temporary())) {
            disk.createDirectories(directory);
        }
        disk.forceDirectory(root);
        disk.forceDirectory(root.resolve("blobs"));
    }

    /**
     * The digest that a file of this store is named after, whatever follows its first dot. The number of digits tells
     * the algorithm.
     */
    static Optional<Digest> digestOf(Path file) {
        String name = file.getFileName().toString();
        int dot = name.indexOf('.');
        String hex = dot < 0 ? name : name.substring(0, dot);
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            if (hex.length() == 2 * algorithm.hashBytes()) {
                return parse(algorithm.label() + ":" + hex);
            }
        }
        return Optional.empty();
    }

    private static Optional<Digest> parse(String digest) {
        try {
            return Optional.of(Digest.parse(digest));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static List<Path> list(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(files::add);
        }
        return files;
    }
}
