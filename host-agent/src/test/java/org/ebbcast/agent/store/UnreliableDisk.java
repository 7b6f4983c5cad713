package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A disk that stops in the middle of its n-th change. {@link #losePower} then takes back, at random, what was not
 * synced: written bytes (any part of them), and the latest creations, renames and removals of each directory.
 */
class UnreliableDisk implements Disk {
    private final LocalDisk disk = new LocalDisk();
    private final Random random;
    private final Map<Path, byte[]> synced = new HashMap<>();
    private final List<Undo> undos = new ArrayList<>();
    private long changesLeft;

    private record Undo(Path directory, Action action) {}

    private interface Action {
        void run() throws IOException;
    }

    /** The disk has stopped. */
    static final class Stopped extends IOException {
        private static final long serialVersionUID = 1;
    }

    UnreliableDisk(Random random, long changesBeforeItStops) {
        this.random = random;
        changesLeft = changesBeforeItStops;
    }

    private void change() throws IOException {
        if (changesLeft-- <= 0) {
            throw new Stopped();
        }
    }

    @Override
    public OpenFile create(Path file) throws IOException {
        change();
        if (Files.exists(file)) {
            synced.putIfAbsent(file, Files.readAllBytes(file));
        } else {
            synced.put(file, new byte[0]);
            undos.add(new Undo(file.getParent(), () -> Files.deleteIfExists(file)));
        }
        return new File(file, disk.create(file));
    }

    @Override
    public OpenFile open(Path file) throws IOException {
        return new File(file, disk.open(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        change();
        byte[] replaced = Files.exists(to) ? Files.readAllBytes(to) : null;
        disk.rename(from, to);
        byte[] content = synced.remove(from);
        synced.remove(to);
        if (content != null) {
            synced.put(to, content);
        }
        undos.add(new Undo(to.getParent(), () -> {
            if (Files.exists(to)) {
                Files.move(to, from);
            }
            if (replaced != null) {
                Files.write(to, replaced);
            }
        }));
    }

    @Override
    public void delete(Path file) throws IOException {
        change();
        if (Files.exists(file)) {
            byte[] content = Files.readAllBytes(file);
            disk.delete(file);
            synced.remove(file);
            undos.add(new Undo(file.getParent(), () -> Files.write(file, content)));
        }
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        disk.createDirectories(directory);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        change();
        undos.removeIf(u -> u.directory.equals(directory));
    }

    @Override
    public void touch(Path file, long atMillis) throws IOException {
        disk.touch(file, atMillis);
    }

    @Override
    public long usableBytes(Path path) {
        return 1L << 40;
    }

    /** What a power failure leaves. A mere kill of the process leaves everything as it is: do not call this then. */
    void losePower() throws IOException {
        for (Map.Entry<Path, byte[]> entry : synced.entrySet()) {
            if (Files.exists(entry.getKey())) {
                Files.write(entry.getKey(), mixture(entry.getValue(), Files.readAllBytes(entry.getKey())));
            }
        }
        int kept = random.nextInt(undos.size() + 1);
        for (int i = undos.size() - 1; i >= kept; i--) {
            undos.get(i).action.run();
        }
    }

    /** Old and new content, torn at random places, with a random length between theirs. */
    private byte[] mixture(byte[] before, byte[] now) {
        int least = Math.min(before.length, now.length);
        byte[] mixed = new byte[least + random.nextInt(Math.max(before.length, now.length) - least + 1)];
        boolean takeNew = random.nextBoolean();
        for (int i = 0; i < mixed.length; i++) {
            if (random.nextInt(100) == 0) {
                takeNew = !takeNew;
            }
            byte[] from = takeNew ? now : before;
            mixed[i] = i < from.length ? from[i] : 0;
        }
        return mixed;
    }

    private final class File implements OpenFile {
        private final Path opened;
        private final OpenFile file;

        File(Path opened, OpenFile file) {
            this.opened = opened;
            this.file = file;
        }

        private void dirty() throws IOException {
            if (Files.exists(opened) && !synced.containsKey(opened)) {
                synced.put(opened, Files.readAllBytes(opened));
            }
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return file.read(into, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            dirty();
            if (changesLeft == 0) {
                from.limit(from.position() + random.nextInt(from.remaining() + 1));
                file.write(from, position);
            }
            change();
            file.write(from, position);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            dirty();
            change();
            file.truncate(sizeBytes);
        }

        @Override
        public void force() throws IOException {
            change();
            synced.remove(opened);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
