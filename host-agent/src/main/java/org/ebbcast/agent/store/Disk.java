package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Every change that the store makes to a disk; tests put one here that loses power between any two of them. */
interface Disk {
    /** Creates {@code file} empty, or empties it. */
    OpenFile create(Path file) throws IOException;

    /** Opens an existing {@code file} for reading and writing. */
    OpenFile open(Path file) throws IOException;

    /** Atomically gives {@code from} the name {@code to}, replacing what was there. */
    void rename(Path from, Path to) throws IOException;

    /** Removes {@code file} if it is there. */
    void delete(Path file) throws IOException;

    /** Remembers that {@code file} was used at {@code atMillis}, if it can. */
    void touch(Path file, long atMillis) throws IOException;

    void createDirectories(Path directory) throws IOException;

    /** Makes creations, renames and removals in {@code directory} durable. */
    void forceDirectory(Path directory) throws IOException;

    /** Bytes that this process may still write where {@code path} lies. */
    long usableBytes(Path path) throws IOException;

    /** An open file; positions are absolute, so that it has no state of its own but its content. */
    interface OpenFile extends AutoCloseable {
        /** Reads up to {@code into.remaining()} bytes; -1 at the end. */
        int read(ByteBuffer into, long position) throws IOException;

        /** Writes all that remains in {@code from}. */
        void write(ByteBuffer from, long position) throws IOException;

        long size() throws IOException;

        /** Cuts the file to {@code sizeBytes}; a shorter file stays as it is. */
        void truncate(long sizeBytes) throws IOException;

        /** Makes the content and size durable. */
        void force() throws IOException;

        /** Advises that bytes {@code from} to {@code to - 1} go to the medium soon. Never waits, promises nothing. */
        default void writeOut(long from, long to) {}

        /** Advises that bytes {@code from} to {@code to - 1} need not stay in memory. Never waits, promises nothing. */
        default void letGo(long from, long to) {}

        @Override
        void close() throws IOException;
    }
}
