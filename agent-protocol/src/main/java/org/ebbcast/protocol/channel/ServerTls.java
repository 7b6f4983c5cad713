package org.ebbcast.protocol.channel;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** The controller's certificate, and whose agents it trusts. Immutable; files are read once, when it is made. */
public final class ServerTls {
    private final SslContext context;

    private ServerTls(SslContext context) {
        this.context = context;
    }

    /**
     * @param certificateChain PEM, the controller's certificate first
     * @param privateKey PEM, PKCS #8, without password
     * @param agentAuthorities PEM certificates that sign agents' certificates; present makes TLS mutual: an agent
     *     without such a certificate does not get in
     * @throws IllegalArgumentException naming the files if they cannot be used
     */
    public static ServerTls of(Path certificateChain, Path privateKey, Optional<Path> agentAuthorities) {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(certificateChain.toFile(), privateKey.toFile())
                    .sslProvider(SslProvider.JDK);
            agentAuthorities.ifPresent(
                    pem -> builder.trustManager(pem.toFile()).clientAuth(ClientAuth.REQUIRE));
            return new ServerTls(builder.build());
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Tried to use the certificate " + certificateChain + " with the key " + privateKey
                            + agentAuthorities.map(p -> " and the authorities " + p).orElse("") + " but "
                            + e.getMessage() + "; both must be PEM, the key unencrypted PKCS #8",
                    e);
        }
    }

    SslHandler newHandler(ByteBufAllocator allocator) {
        return context.newHandler(allocator);
    }
}
