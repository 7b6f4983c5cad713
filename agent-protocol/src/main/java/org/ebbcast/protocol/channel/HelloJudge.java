package org.ebbcast.protocol.channel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalInt;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.MessageCodec;
import org.ebbcast.protocol.ProtocolException;
import org.ebbcast.protocol.Refused;
import org.ebbcast.protocol.VersionRange;

/** Decides whether an agent is let in. Stateless beyond its configuration. */
final class HelloJudge {
    private final Optional<byte[]> tokenHash;

    HelloJudge(Optional<String> token) {
        tokenHash = token.map(HelloJudge::hash);
    }

    /** Why {@code hello} is refused; empty if it is accepted. */
    Optional<Refused> objection(Hello hello) {
        if (commonVersion(hello).isEmpty()) {
            return Optional.of(versionMismatch(hello.minVersion() + " to " + hello.maxVersion()));
        }
        if (tokenHash.isEmpty() || MessageDigest.isEqual(tokenHash.get(), hash(hello.token()))) {
            return Optional.empty();
        }
        return Optional.of(new Refused(
                Refused.Reason.TOKEN,
                hello.token().isEmpty()
                        ? "this controller wants a token; give the agent the token file of the controller"
                        : "the agent's token is not the controller's; give both the same token file"));
    }

    /** What to say to a first frame that could not be read; a hello of another version may look like that. */
    static Refused objectionToUnreadable(byte[] frame, ProtocolException problem) {
        Optional<VersionRange> offered = MessageCodec.offeredVersions(frame);
        if (offered.isPresent() && offered.get().highestCommon(VersionRange.own()).isEmpty()) {
            return versionMismatch(offered.get().toString());
        }
        return new Refused(Refused.Reason.MALFORMED, String.valueOf(problem.getMessage()));
    }

    /** The highest version that both speak; empty if there is none. */
    static OptionalInt commonVersion(Hello hello) {
        return hello.minVersion() > hello.maxVersion()
                ? OptionalInt.empty()
                : VersionRange.of(hello.minVersion(), hello.maxVersion()).highestCommon(VersionRange.own());
    }

    private static Refused versionMismatch(String offered) {
        return new Refused(
                Refused.Reason.VERSION,
                "the agent speaks protocol version " + offered + ", the controller " + VersionRange.own()
                        + "; upgrade the older of the two");
    }

    // Hashes have one length, so that comparing them in constant time tells nothing of the token's length either.
    private static byte[] hash(String token) {
        return Digest.sha256().digest(token.getBytes(StandardCharsets.UTF_8));
    }
}
