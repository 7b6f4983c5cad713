package org.ebbcast.protocol.channel;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * Which controllers an agent trusts, and its own certificate. The controller's certificate must name the host that
 * the agent connects to (RFC 2818, 3.1). Immutable; files are read once, when it is made.
 */
public final class ClientTls {
    private final SslContext context;

    private ClientTls(SslContext context) {
        this.context = context;
    }

    /**
     * TLS without a certificate of the agent's own.
     *
     * @param controllerAuthorities PEM certificates that sign the controllers' certificates; empty for those that
     *     the Java platform trusts
     * @throws IllegalArgumentException naming the file if it cannot be used
     */
    public static ClientTls of(Optional<Path> controllerAuthorities) {
        return build(SslContextBuilder.forClient(), controllerAuthorities, "");
    }

    /**
     * Mutual TLS.
     *
     * @param certificateChain PEM, the agent's certificate first
     * @param privateKey PEM, PKCS #8, without password
     * @throws IllegalArgumentException naming the files if they cannot be used
     */
    public static ClientTls mutual(Optional<Path> controllerAuthorities, Path certificateChain, Path privateKey) {
        String files = " and the certificate " + certificateChain + " with the key " + privateKey;
        SslContextBuilder builder = SslContextBuilder.forClient();
        try {
            builder.keyManager(certificateChain.toFile(), privateKey.toFile());
        } catch (IllegalArgumentException e) {
            throw unusable("Tried to use" + files.substring(" and".length()), e);
        }
        return build(builder, controllerAuthorities, files);
    }

    private static ClientTls build(SslContextBuilder builder, Optional<Path> authorities, String otherFiles) {
        try {
            authorities.ifPresent(pem -> builder.trustManager(pem.toFile()));
            return new ClientTls(builder.sslProvider(SslProvider.JDK).build());
        } catch (SSLException | IllegalArgumentException e) {
            String trust = authorities.map(Path::toString).orElse("of the Java platform");
            throw unusable("Tried to use the authorities " + trust + otherFiles, e);
        }
    }

    private static IllegalArgumentException unusable(String tried, Exception e) {
        return new IllegalArgumentException(
                tried + " but " + e.getMessage() + "; files must be PEM, a key unencrypted PKCS #8", e);
    }

    SslHandler newHandler(ByteBufAllocator allocator, InetSocketAddress controller) {
        SslHandler handler = context.newHandler(allocator, controller.getHostString(), controller.getPort());
        SSLEngine engine = handler.engine();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return handler;
    }
}
