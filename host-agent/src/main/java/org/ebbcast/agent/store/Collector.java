package org.ebbcast.agent.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ebbcast.protocol.Digest;

/** Says what may be deleted: pure functions over the names. Time O(manifests × references). */
final class Collector {
    private Collector() {}

    /** Everything that {@code roots} need, themselves included. */
    static Set<Digest> reachable(Collection<ManifestLink> links, Collection<Digest> roots) {
        Map<Digest, ManifestLink> byDigest = new HashMap<>();
        links.forEach(l -> byDigest.put(l.digest(), l));
        Set<Digest> reached = new HashSet<>(roots);
        ArrayDeque<Digest> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            ManifestLink link = byDigest.get(open.remove());
            if (link != null) {
                link.references().stream().filter(reached::add).forEach(open::add);
            }
        }
        return reached;
    }

    /**
     * Manifests of one repository that no tag leads to, directly, through an index, or as the subject of which they
     * speak, and that are older than {@code beforeMillis}.
     */
    static List<ManifestLink> untagged(List<ManifestLink> links, List<Digest> tagged, long beforeMillis) {
        Set<Digest> kept = reachable(links, tagged);
        List<ManifestLink> rest = new ArrayList<>(links);
        rest.removeIf(l -> kept.contains(l.digest()));
        while (rest.stream().anyMatch(l -> isAbout(l, kept))) {
            List<Digest> about =
                    rest.stream().filter(l -> isAbout(l, kept)).map(ManifestLink::digest).toList();
            kept.addAll(reachable(links, about));
            rest.removeIf(l -> kept.contains(l.digest()));
        }
        rest.removeIf(l -> l.sinceMillis() >= beforeMillis);
        return rest;
    }

    private static boolean isAbout(ManifestLink link, Set<Digest> kept) {
        return link.subject().filter(kept::contains).isPresent();
    }
}
