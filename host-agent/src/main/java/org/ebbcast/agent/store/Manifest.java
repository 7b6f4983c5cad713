package org.ebbcast.agent.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;

/**
 * An image manifest or an index, of OCI or Docker (schema 2).
 *
 * @param config none in an index
 * @param layers without those that must be fetched elsewhere (Docker's foreign layers)
 * @param manifests of an index
 * @param artifactType of the manifest or, without one, its config's media type, as referrers are listed
 */
public record Manifest(
        String mediaType,
        Optional<BlobDescriptor> config,
        List<BlobDescriptor> layers,
        List<BlobDescriptor> manifests,
        Optional<Digest> subject,
        Optional<String> artifactType,
        Map<String, String> annotations) {
    /** Largest manifest taken, bytes; the bound that OCI Distribution suggests. */
    public static final int MAX_BYTES = 4 << 20;

    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_DESCRIPTORS = 10_000;

    public Manifest {
        layers = List.copyOf(layers);
        manifests = List.copyOf(manifests);
        annotations = Map.copyOf(annotations);
    }

    /** Whether a descriptor of this media type describes a manifest or an index. */
    public static boolean isManifestType(String mediaType) {
        return isImageType(mediaType) || isIndexType(mediaType);
    }

    private static boolean isImageType(String mediaType) {
        return mediaType.equals(OCI_MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
    }

    private static boolean isIndexType(String mediaType) {
        return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_LIST);
    }

    /**
     * @param announced the media type it came with, if any; must not contradict the content
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Manifest parse(byte[] content, Optional<String> announced) {
        JsonNode json = read(content);
        if (json.path("schemaVersion").asInt() != 2) {
            throw new IllegalArgumentException("schemaVersion is " + json.path("schemaVersion") + ", must be 2");
        }
        String mediaType = mediaType(json, announced);
        boolean index = isIndexType(mediaType);
        if (!index && !json.path("config").isObject()) {
            throw new IllegalArgumentException("an image manifest must have a config");
        }
        return new Manifest(
                mediaType,
                index ? Optional.empty() : Optional.of(descriptor(json.path("config"), "config")),
                index ? List.of() : descriptors(json, "layers"),
                index ? descriptors(json, "manifests") : List.of(),
                json.path("subject").isObject()
                        ? Optional.of(descriptor(json.path("subject"), "subject").digest())
                        : Optional.empty(),
                artifactType(json),
                annotations(json.path("annotations")));
    }

    private static JsonNode read(byte[] content) {
        if (content.length > MAX_BYTES) {
            throw new IllegalArgumentException(content.length + " bytes; at most " + MAX_BYTES);
        }
        try {
            JsonNode json = JSON.readTree(content);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage().lines().findFirst().orElse(""), e);
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    private static String mediaType(JsonNode json, Optional<String> announced) {
        Optional<String> stated = Optional.ofNullable(json.path("mediaType").textValue());
        if (stated.isPresent() && announced.isPresent() && !stated.equals(announced)) {
            throw new IllegalArgumentException(
                    "its mediaType is " + stated.get() + " but it came as " + announced.get());
        }
        String byShape = json.has("manifests") ? OCI_INDEX : OCI_MANIFEST;
        String mediaType = stated.or(() -> announced).orElse(byShape);
        if (!isManifestType(mediaType)) {
            throw new IllegalArgumentException("media type " + mediaType + " is not supported; use " + OCI_MANIFEST
                    + ", " + OCI_INDEX + ", " + DOCKER_MANIFEST + " or " + DOCKER_LIST);
        }
        if (isIndexType(mediaType) && (json.has("layers") || json.has("config"))
                || isImageType(mediaType) && json.has("manifests")) {
            throw new IllegalArgumentException("it is " + mediaType + " but has the fields of another type");
        }
        return mediaType;
    }

    private static List<BlobDescriptor> descriptors(JsonNode json, String field) {
        JsonNode list = json.path(field);
        if (!list.isArray() || list.size() > MAX_DESCRIPTORS) {
            throw new IllegalArgumentException(field + " must be a list of at most " + MAX_DESCRIPTORS);
        }
        List<BlobDescriptor> descriptors = new ArrayList<>();
        for (JsonNode item : list) {
            BlobDescriptor descriptor = descriptor(item, field);
            if (!isForeign(descriptor.mediaType())) {
                descriptors.add(descriptor);
            }
        }
        return descriptors;
    }

    private static boolean isForeign(String mediaType) {
        return mediaType.contains(".foreign.") || mediaType.contains(".nondistributable.");
    }

    private static BlobDescriptor descriptor(JsonNode json, String field) {
        JsonNode size = json.path("size");
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
            throw new IllegalArgumentException(field + " has the size " + size);
        }
        try {
            Digest digest = Digest.parse(json.path("digest").asText());
            return new BlobDescriptor(json.path("mediaType").asText(), digest, size.longValue());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field + ": " + e.getMessage(), e);
        }
    }

    private static Optional<String> artifactType(JsonNode json) {
        return Optional.ofNullable(json.path("artifactType").textValue())
                .or(() -> Optional.ofNullable(json.path("config").path("mediaType").textValue()));
    }

    private static Map<String, String> annotations(JsonNode json) {
        Map<String, String> annotations = new LinkedHashMap<>();
        json.properties().forEach(e -> annotations.put(e.getKey(), e.getValue().asText()));
        return annotations;
    }

    /** Everything it refers to and needs: config, layers, manifests; not its subject. */
    public List<BlobDescriptor> references() {
        List<BlobDescriptor> references = new ArrayList<>();
        config.ifPresent(references::add);
        references.addAll(layers);
        references.addAll(manifests);
        return references;
    }

    /** The link by which a repository serves this manifest. */
    public ManifestLink link(Digest digest, long sinceMillis) {
        List<Digest> needed =
                references().stream().map(BlobDescriptor::digest).distinct().toList();
        return new ManifestLink(digest, mediaType, subject, needed, sinceMillis);
    }
}
