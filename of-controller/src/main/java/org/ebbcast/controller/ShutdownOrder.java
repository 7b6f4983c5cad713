package org.ebbcast.controller;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was started and has to be closed, last first. Thread-safe. */
final class ShutdownOrder implements AutoCloseable {
    private record Part(String name, AutoCloseable closeable) {}

    private static final Logger LOG = LoggerFactory.getLogger(ShutdownOrder.class);

    private final Deque<Part> parts = new ArrayDeque<>();

    synchronized <T extends AutoCloseable> T add(String name, T closeable) {
        parts.push(new Part(name, closeable));
        return closeable;
    }

    /** Closes everything, also when some of it fails; a second call does nothing. */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                part.closeable().close();
            } catch (Exception e) { // the rest must be closed whatever this one throws
                LOG.error("{} could not be closed", part.name(), e);
            }
        }
    }
}
