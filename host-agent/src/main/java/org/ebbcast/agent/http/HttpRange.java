package org.ebbcast.agent.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one byte range that a request asks for (RFC 9110, section 14). Requests for several ranges, in other units, or
 * that are malformed are treated as if they asked for none, as the RFC allows. A range that ends before it begins is
 * unsatisfiable, as the conformance suite of OCI Distribution expects.
 */
public record HttpRange(Kind kind, long offset, long lengthBytes) {
    private static final Pattern FORM = Pattern.compile("bytes[ \\t]*=[ \\t]*(\\d{0,19})-(\\d{0,19})[ \\t]*",
            Pattern.CASE_INSENSITIVE);

    /** What is to be sent. */
    public enum Kind {
        WHOLE,
        PART,
        UNSATISFIABLE
    }

    /** @param header value of the Range header, if there is one */
    public static HttpRange of(Optional<String> header, long sizeBytes) {
        Matcher form = FORM.matcher(header.orElse(""));
        if (!form.matches() || form.group(1).isEmpty() && form.group(2).isEmpty()) {
            return new HttpRange(Kind.WHOLE, 0, sizeBytes);
        }
        if (form.group(1).isEmpty()) {
            return suffix(number(form.group(2)), sizeBytes);
        }
        long first = number(form.group(1));
        long last = form.group(2).isEmpty() ? Long.MAX_VALUE : number(form.group(2));
        return first >= sizeBytes || last < first
                ? new HttpRange(Kind.UNSATISFIABLE, 0, 0)
                : new HttpRange(Kind.PART, first, Math.min(last, sizeBytes - 1) - first + 1);
    }

    private static HttpRange suffix(long lengthBytes, long sizeBytes) {
        long sent = Math.min(lengthBytes, sizeBytes);
        return sent == 0
                ? new HttpRange(Kind.UNSATISFIABLE, 0, 0)
                : new HttpRange(Kind.PART, sizeBytes - sent, sent);
    }

    /** Up to 19 digits, capped at the largest long. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Content-Range of the answer. */
    public String contentRange(long sizeBytes) {
        return kind == Kind.UNSATISFIABLE
                ? "bytes */" + sizeBytes
                : "bytes " + offset + "-" + (offset + lengthBytes - 1) + "/" + sizeBytes;
    }
}
