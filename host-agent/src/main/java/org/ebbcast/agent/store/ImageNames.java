package org.ebbcast.agent.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.ebbcast.protocol.Digest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which manifests each repository serves, and under which tags. Held in memory, changed through a log on disk; a
 * change is durable when its method returns. Thread-safe: readers never wait for the disk, writers for each other.
 */
public final class ImageNames implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(ImageNames.class);
    private static final int SPARE_LINES = 1000;

    private final Map<RepositoryName, Repository> repositories = new ConcurrentHashMap<>();
    private final NamesLog log;

    private record Repository(Map<Tag, TagLink> tags, Map<Digest, ManifestLink> manifests) {
        Repository() {
            this(new ConcurrentSkipListMap<>(), new ConcurrentHashMap<>());
        }
    }

    private ImageNames(NamesLog log) {
        this.log = log;
    }

    static ImageNames open(Disk disk, StoreLayout layout) throws IOException {
        List<NameChange> changes = new ArrayList<>();
        ImageNames names = new ImageNames(NamesLog.open(disk, layout, changes));
        changes.forEach(names::apply);
        names.compactIfWorthwhile();
        return names;
    }

    /** What {@code tag} names; empty if nothing. */
    public Optional<TagLink> tagged(RepositoryName repository, Tag tag) {
        return find(repository).map(r -> r.tags.get(tag));
    }

    public Optional<ManifestLink> manifest(RepositoryName repository, Digest digest) {
        return find(repository).map(r -> r.manifests.get(digest));
    }

    public boolean hasRepository(RepositoryName repository) {
        return repositories.containsKey(repository);
    }

    public NavigableSet<RepositoryName> repositories() {
        return new TreeSet<>(repositories.keySet());
    }

    /** In the order of their names. */
    public NavigableSet<Tag> tags(RepositoryName repository) {
        return find(repository).map(r -> new TreeSet<>(r.tags.keySet())).orElseGet(TreeSet::new);
    }

    /** Manifests of {@code repository} whose subject is {@code subject}, in the order of their digests. */
    public List<ManifestLink> referrers(RepositoryName repository, Digest subject) {
        return manifests(repository).stream()
                .filter(m -> m.subject().equals(Optional.of(subject)))
                .sorted((a, b) -> a.digest().compareTo(b.digest()))
                .toList();
    }

    public List<ManifestLink> manifests(RepositoryName repository) {
        return find(repository).map(r -> List.copyOf(r.manifests.values())).orElse(List.of());
    }

    /** Digests that some tag of {@code repository} names. */
    List<Digest> taggedDigests(RepositoryName repository) {
        return find(repository)
                .map(r -> r.tags.values().stream().map(TagLink::digest).toList())
                .orElse(List.of());
    }

    private Optional<Repository> find(RepositoryName repository) {
        return Optional.ofNullable(repositories.get(repository));
    }

    /** Adds manifests and sets tags to the last of them; all or nothing. */
    synchronized void put(RepositoryName repository, List<ManifestLink> manifests, Collection<Tag> tags)
            throws IOException {
        List<NameChange> changes = new ArrayList<>();
        for (ManifestLink manifest : manifests) {
            if (manifest(repository, manifest.digest()).isEmpty()) {
                changes.add(NameChange.putManifest(repository, manifest));
            }
        }
        ManifestLink last = manifests.get(manifests.size() - 1);
        for (Tag tag : tags) {
            changes.add(NameChange.putTag(repository, tag, new TagLink(last.digest(), last.sinceMillis())));
        }
        commit(changes);
    }

    /** @return whether it was there */
    public synchronized boolean deleteTag(RepositoryName repository, Tag tag) throws IOException {
        boolean present = tagged(repository, tag).isPresent();
        if (present) {
            commit(List.of(NameChange.deleteTag(repository, tag)));
        }
        return present;
    }

    /**
     * Removes a manifest and the tags that name it; the blobs stay until they are collected.
     *
     * @return whether it was there
     */
    public synchronized boolean deleteManifest(RepositoryName repository, Digest digest) throws IOException {
        boolean present = manifest(repository, digest).isPresent();
        if (present) {
            commit(List.of(NameChange.deleteManifest(repository, digest)));
        }
        return present;
    }

    private void commit(List<NameChange> changes) throws IOException {
        if (!changes.isEmpty()) {
            log.append(changes);
            changes.forEach(this::apply);
            compactIfWorthwhile();
        }
    }

    private void apply(NameChange change) {
        Repository repository = repositories.computeIfAbsent(change.repository(), r -> new Repository());
        switch (change.kind()) {
            case PUT_MANIFEST -> change.manifest().ifPresent(m -> repository.manifests.put(m.digest(), m));
            case PUT_TAG -> change.tag()
                    .ifPresent(t -> repository.tags.put(t, new TagLink(change.digest(), change.atMillis())));
            case DELETE_TAG -> change.tag().ifPresent(repository.tags::remove);
            case DELETE_MANIFEST -> {
                repository.manifests.remove(change.digest());
                repository.tags.values().removeIf(t -> t.digest().equals(change.digest()));
            }
        }
        if (repository.manifests.isEmpty() && repository.tags.isEmpty()) {
            repositories.remove(change.repository());
        }
    }

    private void compactIfWorthwhile() {
        if (log.lines() > 2 * liveLines() + SPARE_LINES) {
            try {
                log.rewrite(snapshot());
            } catch (IOException e) {
                logger.warn("Tried to compact the names log but {}; it stays as it is", e.toString());
            }
        }
    }

    private int liveLines() {
        return repositories.values().stream()
                .mapToInt(r -> r.tags.size() + r.manifests.size())
                .sum();
    }

    private List<NameChange> snapshot() {
        List<NameChange> live = new ArrayList<>();
        repositories.forEach((name, repository) -> {
            repository.manifests.values().forEach(m -> live.add(NameChange.putManifest(name, m)));
            repository.tags.forEach((tag, link) -> live.add(NameChange.putTag(name, tag, link)));
        });
        return live;
    }

    @Override
    public synchronized void close() throws IOException {
        log.close();
    }
}
