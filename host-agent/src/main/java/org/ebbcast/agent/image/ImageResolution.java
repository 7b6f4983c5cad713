package org.ebbcast.agent.image;

import java.util.List;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.ImageResolved;

/**
 * What an agent knows about an image.
 *
 * @param detail for people; empty when found
 * @param image as it will be published on targets; the text asked for unless found
 * @param manifest digest of the top manifest or index; {@link Digest#EMPTY} unless found
 * @param blobs everything a target needs, each once: index, manifests, configs, layers; empty unless found
 */
public record ImageResolution(
        ImageResolved.Outcome outcome, String detail, String image, Digest manifest, List<BlobDescriptor> blobs) {
    public ImageResolution {
        blobs = List.copyOf(blobs);
    }

    static ImageResolution found(ImageReference image, Digest manifest, List<BlobDescriptor> blobs) {
        return new ImageResolution(ImageResolved.Outcome.FOUND, "", image.familiar(), manifest, blobs);
    }

    static ImageResolution notFound(String image, String detail) {
        return new ImageResolution(ImageResolved.Outcome.NOT_FOUND, detail, image, Digest.EMPTY, List.of());
    }

    static ImageResolution unusable(String image, String detail) {
        return new ImageResolution(ImageResolved.Outcome.UNUSABLE, detail, image, Digest.EMPTY, List.of());
    }
}
