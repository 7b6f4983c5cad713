package org.ebbcast.controller.internal.fabric;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.PortNumber;

/**
 * Link discovery frames: LLDP (IEEE 802.1AB) with the three mandatory TLVs and one organizationally specific TLV that
 * holds datapath id, port number and a truncated HMAC-SHA256 over both. The key is the controller's own, so a host
 * cannot invent a link and another controller's frames are nobody's evidence. Owned by the fabric's event loop.
 */
public final class LldpCodec {
    /** Source of everything the controller itself sends; locally administered. */
    public static final MacAddress CONTROLLER_MAC = new MacAddress(0x02ebbc000001L);

    private static final MacAddress NEAREST_BRIDGE = new MacAddress(0x0180c200000eL);
    private static final byte[] ORGANIZATION = {0x02, (byte) 0xeb, (byte) 0xbc, 1};
    private static final int PROOF_BYTES = 16;
    private static final int OWN_TLV_BYTES = 4 + 8 + 4 + PROOF_BYTES;
    private static final int LOCALLY_ASSIGNED = 7;
    private static final int TIME_TO_LIVE_SECONDS = 120;

    private final Mac hmac;

    /** @param key secret of this controller's life, at least 16 bytes */
    public LldpCodec(byte[] key) {
        try {
            hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks HmacSHA256", e);
        }
    }

    /** The frame that tells whoever receives it where it was sent from. */
    public EthernetFrame frame(ConnectPoint from) {
        ByteBuffer out = ByteBuffer.allocate(128);
        putIdentifier(out, 1, from.datapathId().toString());
        putIdentifier(out, 2, from.port().toString());
        putHeader(out, 3, 2).putShort((short) TIME_TO_LIVE_SECONDS);
        putHeader(out, 127, OWN_TLV_BYTES)
                .put(ORGANIZATION)
                .putLong(from.datapathId().value())
                .putInt((int) from.port().value())
                .put(proof(from));
        putHeader(out, 0, 0);
        byte[] payload = Arrays.copyOf(out.array(), out.position());
        return new EthernetFrame(NEAREST_BRIDGE, CONTROLLER_MAC, EthernetFrame.LLDP, payload);
    }

    /** Where a frame was sent from; empty if it is not this controller's. */
    public Optional<ConnectPoint> read(byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload);
        while (in.remaining() >= 2) {
            int header = Short.toUnsignedInt(in.getShort());
            int type = header >>> 9;
            int length = header & 0x1ff;
            if (type == 0 || length > in.remaining()) {
                break;
            }
            if (type == 127 && length == OWN_TLV_BYTES) {
                return readOwn(in.slice(in.position(), length));
            }
            in.position(in.position() + length);
        }
        return Optional.empty();
    }

    private Optional<ConnectPoint> readOwn(ByteBuffer in) {
        byte[] organization = new byte[ORGANIZATION.length];
        in.get(organization);
        DatapathId datapathId = DatapathId.of(in.getLong());
        long port = Integer.toUnsignedLong(in.getInt());
        byte[] proof = new byte[PROOF_BYTES];
        in.get(proof);
        if (!Arrays.equals(organization, ORGANIZATION) || port < 1 || port > 0xffffff00L) {
            return Optional.empty();
        }
        ConnectPoint from = ConnectPoint.of(datapathId, PortNumber.of(port));
        return MessageDigest.isEqual(proof, proof(from)) ? Optional.of(from) : Optional.empty();
    }

    private byte[] proof(ConnectPoint from) {
        ByteBuffer named = ByteBuffer.allocate(16);
        named.putLong(from.datapathId().value()).putLong(from.port().value());
        return Arrays.copyOf(hmac.doFinal(named.array()), PROOF_BYTES);
    }

    private static void putIdentifier(ByteBuffer out, int type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        putHeader(out, type, 1 + bytes.length).put((byte) LOCALLY_ASSIGNED).put(bytes);
    }

    private static ByteBuffer putHeader(ByteBuffer out, int type, int length) {
        return out.putShort((short) (type << 9 | length));
    }
}
