package org.ebbcast.controller.internal.rest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import javax.ws.rs.container.ContainerRequestContext;
import javax.ws.rs.container.ContainerRequestFilter;
import javax.ws.rs.container.PreMatching;
import org.ebbcast.orchestrator.rest.Problem;

/** Refuses bodies that are larger than any intent, whether they say so or not. */
@PreMatching
final class BodyLimit implements ContainerRequestFilter {
    static final int MOST_BYTES = 1 << 20;

    /** The JDK's server closes a connection on which more than 64 KiB wait, and the answer can be lost with it. */
    private static final int MOST_SKIPPED_BYTES = 4 * MOST_BYTES;

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        if (request.getLength() > MOST_BYTES) {
            drain(request.getEntityStream());
            throw tooLarge(Integer.toString(request.getLength()));
        }
        request.setEntityStream(new Bounded(request.getEntityStream()));
    }

    private static void drain(InputStream body) throws IOException {
        byte[] part = new byte[16 << 10];
        int skipped = 0;
        for (int read = 0; read >= 0 && skipped < MOST_SKIPPED_BYTES; skipped += read) {
            read = body.read(part);
        }
    }

    private static Problem tooLarge(String length) {
        return new Problem(413, "body too large", length, "the body may have " + MOST_BYTES + " bytes at most");
    }

    private static final class Bounded extends FilterInputStream {
        private int left = MOST_BYTES;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return count(super.read(), 1);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            return count(count, count);
        }

        private int count(int result, int bytes) throws IOException {
            if (result >= 0) {
                left -= bytes;
                if (left < 0) {
                    drain(in);
                    throw tooLarge("");
                }
            }
            return result;
        }
    }
}
