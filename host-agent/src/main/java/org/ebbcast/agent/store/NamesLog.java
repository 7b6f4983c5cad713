package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of names on disk, a line each: CRC-32C of the rest in 8 hexadecimal digits, a space, the change as JSON. A
 * line is synced before its change counts; a torn last line is cut off on opening. Owned by {@link ImageNames}.
 */
final class NamesLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NamesLog.class);

    private final Disk disk;
    private final StoreLayout layout;
    private Disk.OpenFile file;
    private long lengthBytes;
    private int lines;
    private boolean renamed;

    private NamesLog(Disk disk, StoreLayout layout, Disk.OpenFile file) {
        this.disk = disk;
        this.layout = layout;
        this.file = file;
    }

    /** @param changes is given every change that is on disk, oldest first */
    static NamesLog open(Disk disk, StoreLayout layout, List<NameChange> changes) throws IOException {
        Path path = layout.namesLog();
        boolean exists = Files.exists(path);
        NamesLog opened = new NamesLog(disk, layout, exists ? disk.open(path) : disk.create(path));
        if (exists) {
            opened.replay(Files.readAllBytes(path), changes);
        } else {
            disk.forceDirectory(layout.root());
        }
        return opened;
    }

    private void replay(byte[] bytes, List<NameChange> changes) throws IOException {
        Replay replay = read(bytes, changes);
        replay.complaints.forEach(complaint -> log.warn("{}: {}; ignored", layout.namesLog(), complaint));
        lengthBytes = replay.lengthBytes;
        lines = replay.lines;
        if (lengthBytes < bytes.length) {
            log.warn("{} ends in {} bytes that are no entry; cut off", layout.namesLog(), bytes.length - lengthBytes);
            file.truncate(lengthBytes);
        }
    }

    /**
     * What a log holds.
     *
     * @param lengthBytes up to the end of the last entry
     * @param lines whole ones, entries or not
     * @param complaints about lines that are no entries
     */
    record Replay(long lengthBytes, int lines, List<String> complaints) {}

    /** @param changes is given every change in {@code bytes}, oldest first */
    static Replay read(byte[] bytes, List<NameChange> changes) {
        List<String> complaints = new ArrayList<>();
        long lengthBytes = 0;
        int lines = 0;
        int start = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                lines++;
                String line = new String(bytes, start, at - start, StandardCharsets.UTF_8);
                if (readLine(line, lines, changes, complaints)) {
                    lengthBytes = at + 1;
                }
                start = at + 1;
            }
        }
        return new Replay(lengthBytes, lines, complaints);
    }

    private static boolean readLine(String line, int number, List<NameChange> changes, List<String> complaints) {
        try {
            if (line.length() > 9 && line.substring(0, 8).equals(crc(line.substring(9)))) {
                changes.add(NameChange.parse(line.substring(9)));
                return true;
            }
            complaints.add("line " + number + " has the wrong checksum");
        } catch (IllegalArgumentException e) {
            complaints.add("line " + number + " means nothing to this version (" + e.getMessage() + ")");
        }
        return false;
    }

    int lines() {
        return lines;
    }

    /** Adds changes, durably: all of them, or none if it throws. */
    void append(List<NameChange> changes) throws IOException {
        byte[] bytes = encode(changes);
        forceRename();
        try {
            file.write(ByteBuffer.wrap(bytes), lengthBytes);
            file.force();
        } catch (IOException e) {
            cutBack(e);
            throw e;
        }
        lengthBytes += bytes.length;
        lines += changes.size();
    }

    private void cutBack(IOException cause) {
        try {
            file.truncate(lengthBytes);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Replaces the whole log by these changes, atomically. */
    void rewrite(List<NameChange> changes) throws IOException {
        byte[] bytes = encode(changes);
        Path temporary = layout.temporary().resolve("names.log");
        Disk.OpenFile fresh = disk.create(temporary);
        try {
            fresh.write(ByteBuffer.wrap(bytes), 0);
            fresh.force();
            disk.rename(temporary, layout.namesLog());
        } catch (IOException e) {
            fresh.close();
            throw e;
        }
        file.close();
        file = fresh;
        lengthBytes = bytes.length;
        lines = changes.size();
        renamed = true;
        forceRename();
    }

    /** Until this has worked, the old log may come back after a power failure: nothing is appended before. */
    private void forceRename() throws IOException {
        if (renamed) {
            disk.forceDirectory(layout.root());
            renamed = false;
        }
    }

    private static byte[] encode(List<NameChange> changes) {
        List<String> text = new ArrayList<>();
        for (NameChange change : changes) {
            String json = change.toJson();
            text.add(crc(json) + " " + json + "\n");
        }
        return String.join("", text).getBytes(StandardCharsets.UTF_8);
    }

    private static String crc(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
