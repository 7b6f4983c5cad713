package org.ebbcast.agent.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ebbcast.protocol.Digest;

/**
 * One entry of the names log: exactly what changed in a repository.
 *
 * @param manifest set with {@link Kind#PUT_MANIFEST} only
 * @param tag set with {@link Kind#PUT_TAG} and {@link Kind#DELETE_TAG}
 * @param digest what the tag names, or the manifest that goes
 */
record NameChange(
        Kind kind,
        RepositoryName repository,
        Optional<ManifestLink> manifest,
        Optional<Tag> tag,
        Digest digest,
        long atMillis) {
    private static final ObjectMapper JSON = new ObjectMapper();

    enum Kind {
        PUT_MANIFEST,
        PUT_TAG,
        DELETE_TAG,
        DELETE_MANIFEST
    }

    static NameChange putManifest(RepositoryName repository, ManifestLink link) {
        return new NameChange(
                Kind.PUT_MANIFEST, repository, Optional.of(link), Optional.empty(), link.digest(), link.sinceMillis());
    }

    static NameChange putTag(RepositoryName repository, Tag tag, TagLink link) {
        return new NameChange(
                Kind.PUT_TAG, repository, Optional.empty(), Optional.of(tag), link.digest(), link.sinceMillis());
    }

    static NameChange deleteTag(RepositoryName repository, Tag tag) {
        return new NameChange(Kind.DELETE_TAG, repository, Optional.empty(), Optional.of(tag), Digest.EMPTY, 0);
    }

    static NameChange deleteManifest(RepositoryName repository, Digest digest) {
        return new NameChange(Kind.DELETE_MANIFEST, repository, Optional.empty(), Optional.empty(), digest, 0);
    }

    String toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("change", kind.name()).put("repository", repository.text());
        json.put("digest", digest.toString()).put("at", atMillis);
        tag.ifPresent(t -> json.put("tag", t.text()));
        manifest.ifPresent(m -> {
            json.put("mediaType", m.mediaType());
            m.subject().ifPresent(s -> json.put("subject", s.toString()));
            ArrayNode references = json.putArray("references");
            m.references().forEach(r -> references.add(r.toString()));
        });
        return json.toString();
    }

    /** @throws IllegalArgumentException if it is no entry */
    static NameChange parse(String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
        Kind kind = Kind.valueOf(json.path("change").asText());
        RepositoryName repository = new RepositoryName(json.path("repository").asText());
        Digest digest = Digest.parse(json.path("digest").asText());
        long at = json.path("at").asLong();
        Optional<Tag> tag = json.has("tag") ? Optional.of(new Tag(json.get("tag").asText())) : Optional.empty();
        Optional<ManifestLink> link =
                kind == Kind.PUT_MANIFEST ? Optional.of(link(json, digest, at)) : Optional.empty();
        return new NameChange(kind, repository, link, tag, digest, at);
    }

    private static ManifestLink link(JsonNode json, Digest digest, long at) {
        List<Digest> references = new ArrayList<>();
        json.path("references").forEach(r -> references.add(Digest.parse(r.asText())));
        Optional<Digest> subject =
                json.has("subject") ? Optional.of(Digest.parse(json.get("subject").asText())) : Optional.empty();
        return new ManifestLink(digest, json.path("mediaType").asText(), subject, references, at);
    }
}
