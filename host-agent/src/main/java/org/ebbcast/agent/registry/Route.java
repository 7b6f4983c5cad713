package org.ebbcast.agent.registry;

import java.util.Optional;

/**
 * A path below {@code /v2/}, taken apart from its end, because a repository may have any of the words in its name.
 *
 * @param repository as written; empty where there is none
 * @param last tag, digest or upload id; empty where there is none
 */
record Route(Kind kind, String repository, String last) {
    enum Kind {
        BASE,
        CATALOG,
        TAGS,
        MANIFEST,
        BLOB,
        UPLOADS,
        UPLOAD,
        REFERRERS
    }

    static Optional<Route> of(String path) {
        if (path.equals("/v2/") || path.equals("/v2")) {
            return Optional.of(new Route(Kind.BASE, "", ""));
        }
        if (path.equals("/v2/_catalog")) {
            return Optional.of(new Route(Kind.CATALOG, "", ""));
        }
        if (!path.startsWith("/v2/")) {
            return Optional.empty();
        }
        String rest = path.substring("/v2/".length());
        for (String end : new String[] {"/blobs/uploads/", "/blobs/uploads"}) {
            if (rest.endsWith(end)) {
                return named(Kind.UPLOADS, rest.substring(0, rest.length() - end.length()), "");
            }
        }
        if (rest.endsWith("/tags/list")) {
            return named(Kind.TAGS, rest.substring(0, rest.length() - "/tags/list".length()), "");
        }
        int slash = rest.lastIndexOf('/');
        return slash < 0 ? Optional.empty() : withLast(rest.substring(0, slash), rest.substring(slash + 1));
    }

    private static Optional<Route> withLast(String front, String last) {
        record Ending(String text, Kind kind) {}
        Ending[] endings = {
            new Ending("/blobs/uploads", Kind.UPLOAD),
            new Ending("/blobs", Kind.BLOB),
            new Ending("/manifests", Kind.MANIFEST),
            new Ending("/referrers", Kind.REFERRERS)
        };
        for (Ending ending : endings) {
            if (front.endsWith(ending.text) && !last.isEmpty()) {
                return named(ending.kind, front.substring(0, front.length() - ending.text.length()), last);
            }
        }
        return Optional.empty();
    }

    private static Optional<Route> named(Kind kind, String repository, String last) {
        return repository.isEmpty() ? Optional.empty() : Optional.of(new Route(kind, repository, last));
    }
}
