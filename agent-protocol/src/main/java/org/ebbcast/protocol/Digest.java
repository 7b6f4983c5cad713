package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * A content digest: an algorithm, a colon and the hash in lower-case hexadecimal digits, 64 after {@code sha256}, 128
 * after {@code sha512} (OCI Image Specification, descriptors, digests).
 */
public final class Digest implements Comparable<Digest> {
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}");

    /** The SHA-256 digest of no bytes at all; stands where a message has no digest to give. */
    public static final Digest EMPTY = ofContent(new byte[0]);

    private final DigestAlgorithm algorithm;
    private final String text;

    private Digest(DigestAlgorithm algorithm, String text) {
        this.algorithm = algorithm;
        this.text = text;
    }

    /** @throws IllegalArgumentException naming the text */
    @JsonCreator
    public static Digest parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a digest: sha256: and 64 hexadecimal digits, or sha512: and 128 of them");
        }
        return new Digest(DigestAlgorithm.parse(text.substring(0, text.indexOf(':'))), text);
    }

    /** @throws IllegalArgumentException unless {@code hash} has as many bytes as the algorithm's hashes */
    public static Digest ofHash(DigestAlgorithm algorithm, byte[] hash) {
        if (hash.length != algorithm.hashBytes()) {
            throw new IllegalArgumentException(
                    "a hash by " + algorithm.label() + " has " + algorithm.hashBytes() + " bytes, not " + hash.length);
        }
        StringBuilder hex = new StringBuilder(algorithm.label()).append(':');
        for (byte b : hash) {
            hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return new Digest(algorithm, hex.toString());
    }

    /** The digest of {@code content}. */
    public static Digest ofContent(DigestAlgorithm algorithm, byte[] content) {
        return ofHash(algorithm, algorithm.start().digest(content));
    }

    /** The SHA-256 digest of {@code content}. */
    public static Digest ofContent(byte[] content) {
        return ofContent(DigestAlgorithm.SHA256, content);
    }

    /** A fresh SHA-256. */
    public static MessageDigest sha256() {
        return DigestAlgorithm.SHA256.start();
    }

    public DigestAlgorithm algorithm() {
        return algorithm;
    }

    /** The hash's hexadecimal digits. */
    public String hex() {
        return text.substring(text.indexOf(':') + 1);
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
