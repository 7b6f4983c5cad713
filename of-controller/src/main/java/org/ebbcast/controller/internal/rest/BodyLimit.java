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

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getLength() > MOST_BYTES) {
            throw tooLarge(Integer.toString(request.getLength()));
        }
        request.setEntityStream(new Bounded(request.getEntityStream()));
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

        private int count(int result, int bytes) {
            if (result >= 0) {
                left -= bytes;
                if (left < 0) {
                    throw tooLarge("");
                }
            }
            return result;
        }
    }
}
