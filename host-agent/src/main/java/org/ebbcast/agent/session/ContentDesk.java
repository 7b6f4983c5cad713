package org.ebbcast.agent.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ebbcast.agent.image.DockerImport;
import org.ebbcast.agent.image.ImageResolution;
import org.ebbcast.agent.image.ImageService;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.BlobOutline;
import org.ebbcast.protocol.BlobsOutlined;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.ImagePublished;
import org.ebbcast.protocol.ImageResolved;
import org.ebbcast.protocol.ImportProgress;
import org.ebbcast.protocol.InventoryTaken;
import org.ebbcast.protocol.OutlineBlobs;
import org.ebbcast.protocol.PublishImage;
import org.ebbcast.protocol.ResolveImage;
import org.ebbcast.protocol.TakeInventory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the controller's questions about images and blobs. Every method blocks; any thread but an event loop's. */
final class ContentDesk {
    private static final Logger log = LoggerFactory.getLogger(ContentDesk.class);

    private final BlobStore store;
    private final ImageService images;
    private final Reports reports;

    /** @param reports is told of what takes long */
    ContentDesk(BlobStore store, ImageService images, Reports reports) {
        this.store = store;
        this.images = images;
        this.reports = reports;
    }

    ImageResolved resolve(ResolveImage request) {
        ImageResolution found;
        try {
            found = images.resolve(request.image());
        } catch (RuntimeException e) {
            log.error("Resolving {}", request.image(), e);
            found = new ImageResolution(
                    ImageResolved.Outcome.UNUSABLE, String.valueOf(e.getMessage()), request.image(), Digest.EMPTY,
                    List.of());
        }
        return new ImageResolved(
                request.requestId(), found.outcome(), found.detail(), found.image(), found.manifest(), found.blobs());
    }

    InventoryTaken takeInventory(TakeInventory request) {
        List<Digest> present =
                request.digests().stream().filter(store::contains).toList();
        return new InventoryTaken(request.requestId(), present, store.freeBytes());
    }

    BlobsOutlined outline(OutlineBlobs request) {
        try {
            List<BlobOutline> outlines =
                    request.blobs().parallelStream().map(blob -> outline(request, blob)).toList();
            return new BlobsOutlined(request.requestId(), outlines, "");
        } catch (RuntimeException e) {
            log.warn("Outlining {} blobs: {}", request.blobs().size(), e.toString());
            String detail = "Tried to hash the pieces of " + request.blobs().size() + " blobs but " + e.getMessage();
            return new BlobsOutlined(request.requestId(), List.of(), detail);
        }
    }

    private BlobOutline outline(OutlineBlobs request, BlobDescriptor blob) {
        try {
            return new BlobOutline(
                    blob, store.outline(blob.digest(), request.chunkBytes(), request.chunksPerPiece()));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    ImagePublished publish(PublishImage request) {
        try {
            images.publish(request.image(), request.manifest(), request.blobs());
            if (!request.importIntoDocker()) {
                return published(request, ImagePublished.Outcome.PUBLISHED, "", 0);
            }
            DockerImport result =
                    images.importIntoDocker(request.image(), request.manifest(), importProgress(request));
            return published(request, outcome(result), result.detail(), result.millis());
        } catch (IOException | RuntimeException e) {
            log.error("Publishing {}", request.image(), e);
            String detail = "Tried to publish " + request.image() + " but " + e.getMessage();
            return published(request, ImagePublished.Outcome.FAILED, detail, 0);
        }
    }

    private Consumer<String> importProgress(PublishImage request) {
        if (request.reportMillis() == 0) {
            return words -> log.debug("{}: {}", request.image(), words);
        }
        return new PacedWords(
                words -> reports.send(new ImportProgress(request.distributionId(), words)),
                TimeUnit.MILLISECONDS.toNanos(request.reportMillis()),
                System::nanoTime);
    }

    private static ImagePublished.Outcome outcome(DockerImport result) {
        return switch (result.outcome()) {
            case IMPORTED -> ImagePublished.Outcome.IMPORTED;
            case NO_ENGINE -> ImagePublished.Outcome.PUBLISHED;
            case FAILED -> ImagePublished.Outcome.IMPORT_FAILED;
        };
    }

    private static ImagePublished published(
            PublishImage request, ImagePublished.Outcome outcome, String detail, long millis) {
        log.info("{} of {}: {} {}", request.image(), request.distributionId(), outcome, detail);
        return new ImagePublished(request.distributionId(), outcome, detail, millis);
    }
}
