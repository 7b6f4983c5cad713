package org.ebbcast.protocol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The registered algorithms of a content digest (OCI Image Specification, descriptors, registered algorithms). */
public enum DigestAlgorithm {
    SHA256("sha256", "SHA-256", 32),
    /** Allowed by the specification, used by few images. */
    SHA512("sha512", "SHA-512", 64);

    private final String label;
    private final String javaName;
    private final int hashBytes;

    DigestAlgorithm(String label, String javaName, int hashBytes) {
        this.label = label;
        this.javaName = javaName;
        this.hashBytes = hashBytes;
    }

    /** @throws IllegalArgumentException naming the label */
    public static DigestAlgorithm parse(String label) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.label.equals(label)) {
                return algorithm;
            }
        }
        throw new IllegalArgumentException("'" + label + "' is not a digest algorithm; sha256 and sha512 are");
    }

    /** What stands before the colon of a digest. */
    public String label() {
        return label;
    }

    /** Length of a hash, bytes. */
    public int hashBytes() {
        return hashBytes;
    }

    /** A fresh computation. */
    public MessageDigest start() {
        try {
            return MessageDigest.getInstance(javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks " + javaName, e);
        }
    }
}
