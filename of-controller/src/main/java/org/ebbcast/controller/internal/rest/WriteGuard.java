package org.ebbcast.controller.internal.rest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import javax.ws.rs.container.ContainerRequestContext;
import javax.ws.rs.container.ContainerRequestFilter;
import javax.ws.rs.container.PreMatching;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.Response;
import org.ebbcast.orchestrator.rest.Problem;
import org.ebbcast.orchestrator.rest.ProblemMapper;

/** Lets only those write who show the bearer token (RFC 6750). Reading is free. */
@PreMatching
final class WriteGuard implements ContainerRequestFilter {
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    private static final String SCHEME = "Bearer ";

    private final byte[] token;

    WriteGuard(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (READS.contains(request.getMethod())) {
            return;
        }
        String given = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        boolean shown = given != null
                && given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        given.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8), token);
        if (!shown) {
            Problem refusal = new Problem(
                    401, "not allowed", "", "this needs 'Authorization: Bearer' with the controller's token");
            request.abortWith(Response.fromResponse(ProblemMapper.response(refusal))
                    .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                    .build());
        }
    }
}
