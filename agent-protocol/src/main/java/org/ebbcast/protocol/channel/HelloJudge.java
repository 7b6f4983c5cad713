package org.ebbcast.protocol.channel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Limits;
import org.ebbcast.protocol.Refused;

/** Decides whether an agent is let in. Stateless beyond its configuration. */
final class HelloJudge {
    private final Optional<byte[]> tokenHash;

    HelloJudge(Optional<String> token) {
        tokenHash = token.map(HelloJudge::hash);
    }

    /** Why {@code hello} is refused; empty if it is accepted. */
    Optional<Refused> objection(Hello hello) {
        Optional<Refused> version = versionObjection(hello.minVersion(), hello.maxVersion());
        if (version.isPresent()) {
            return version;
        }
        if (tokenHash.isPresent() && !MessageDigest.isEqual(tokenHash.get(), hash(hello.token()))) {
            return Optional.of(new Refused(
                    Refused.Reason.TOKEN,
                    hello.token().isEmpty()
                            ? "this controller wants a token; give the agent the token file of the controller"
                            : "the agent's token is not the controller's; give both the same token file"));
        }
        return hostObjection(hello.host());
    }

    /** Why an agent that speaks this range of versions is refused; empty if there is a common one. */
    static Optional<Refused> versionObjection(int minVersion, int maxVersion) {
        if (minVersion <= maxVersion && minVersion <= Limits.MAX_VERSION && maxVersion >= Limits.MIN_VERSION) {
            return Optional.empty();
        }
        return Optional.of(new Refused(
                Refused.Reason.VERSION,
                "the agent speaks protocol versions " + minVersion + " to " + maxVersion + ", the controller "
                        + Limits.MIN_VERSION + " to " + Limits.MAX_VERSION + "; upgrade the older of the two"));
    }

    /** The highest version that both speak; only for a hello without objection. */
    static int commonVersion(Hello hello) {
        return Math.min(hello.maxVersion(), Limits.MAX_VERSION);
    }

    private static Optional<Refused> hostObjection(String host) {
        try {
            HostId.of(host);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(new Refused(Refused.Reason.MALFORMED, String.valueOf(e.getMessage())));
        }
    }

    // Hashes have one length, so that comparing them in constant time tells nothing of the token's length either.
    private static byte[] hash(String token) {
        return Digest.sha256().digest(token.getBytes(StandardCharsets.UTF_8));
    }
}
