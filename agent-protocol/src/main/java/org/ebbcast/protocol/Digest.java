package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/** A content digest, {@code sha256:} and 64 lower-case hexadecimal digits (OCI Image Specification, digests). */
public final class Digest implements Comparable<Digest> {
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

    /** The digest of no bytes at all; stands where a message has no digest to give. */
    public static final Digest EMPTY = ofContent(new byte[0]);

    private final String text;

    private Digest(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException naming the text */
    @JsonCreator
    public static Digest parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a digest: sha256: and 64 hexadecimal digits");
        }
        return new Digest(text);
    }

    /** @throws IllegalArgumentException unless {@code hash} has 32 bytes */
    public static Digest ofHash(byte[] hash) {
        if (hash.length != 32) {
            throw new IllegalArgumentException("a SHA-256 hash has 32 bytes, not " + hash.length);
        }
        StringBuilder hex = new StringBuilder("sha256:");
        for (byte b : hash) {
            hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return new Digest(hex.toString());
    }

    /** The digest of {@code content}. */
    public static Digest ofContent(byte[] content) {
        return ofHash(sha256().digest(content));
    }

    /** A fresh SHA-256; every Java platform has it. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform lacks SHA-256, which every one must have", e);
        }
    }

    /** The 64 hexadecimal digits. */
    public String hex() {
        return text.substring("sha256:".length());
    }

    @Override
    public int compareTo(Digest other) {
        return text.compareTo(other.text);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Digest && ((Digest) o).text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @JsonValue
    @Override
    public String toString() {
        return text;
    }
}
