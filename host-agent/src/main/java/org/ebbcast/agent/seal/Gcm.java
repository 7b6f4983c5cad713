package org.ebbcast.agent.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-128-GCM under one key. Owned by one thread. */
final class Gcm {
    /*
     * The platform's cipher is fastest from byte array to byte array and allocates least of its own with each message, which is
     * still about 1 KB (docs/decisions/0090-sealed-datagrams.md).
     */
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;
    private static final int KEY_BYTES = 16;
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;
    private final Cipher cipher;

    /** @param purpose of the key derived from {@code secret}: what is sealed for one purpose opens for no other */
    Gcm(byte[] secret, String purpose) {
        try {
            key = new SecretKeySpec(derive(secret, purpose), "AES");
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** HKDF-Expand of RFC 5869 with one block; the secret is uniformly random, so nothing has to be extracted. */
    private static byte[] derive(byte[] secret, String purpose) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(secret, HMAC));
        mac.update(purpose.getBytes(StandardCharsets.US_ASCII));
        return Arrays.copyOf(mac.doFinal(new byte[] {1}), KEY_BYTES);
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("this Java platform lacks AES-GCM or " + HMAC + ", which every one must have", e);
    }

    /**
     * Replaces {@code length} bytes at {@code at} by their ciphertext and puts the tag behind them.
     *
     * @param nonce never used before under this key
     * @param header authenticated, not encrypted
     */
    void seal(byte[] nonce, byte[] header, byte[] text, int at, int length) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
            cipher.updateAAD(header);
            cipher.doFinal(text, at, length, text, at);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** Replaces ciphertext and tag, {@code length} bytes together, by the text. Returns false if they were not sealed so. */
    boolean open(byte[] nonce, byte[] header, byte[] text, int at, int length) {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
            cipher.updateAAD(header);
            cipher.doFinal(text, at, length, text, at);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }
}
