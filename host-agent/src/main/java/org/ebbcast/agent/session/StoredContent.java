package org.ebbcast.agent.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.ebbcast.agent.net.ChunkSource;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.BlobOutline;
import org.ebbcast.protocol.Shipment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The complete blobs of a shipment, open for sending. Opened on any thread, then owned by the send loop's. */
final class StoredContent implements ChunkSource {
    private static final Logger log = LoggerFactory.getLogger(StoredContent.class);

    private final List<BlobDescriptor> blobs = new ArrayList<>();
    private final List<FileChannel> files = new ArrayList<>();

    private StoredContent() {}

    /** @throws IOException naming the first blob that is not here, or has another size */
    static StoredContent open(BlobStore store, Shipment shipment) throws IOException {
        StoredContent content = new StoredContent();
        try {
            for (BlobOutline outline : shipment.blobs()) {
                content.add(store, outline.blob());
            }
            return content;
        } catch (IOException | RuntimeException e) {
            content.close();
            throw e;
        }
    }

    private void add(BlobStore store, BlobDescriptor blob) throws IOException {
        FileChannel file = store.openForRead(blob.digest());
        blobs.add(blob);
        files.add(file);
        if (file.size() != blob.sizeBytes()) {
            throw new IOException(blob.digest() + " has " + file.size() + " bytes here, not " + blob.sizeBytes());
        }
    }

    @Override
    public void read(int blob, long offset, ByteBuffer[] to, int count) throws IOException {
        FileChannel file = files.get(blob);
        file.position(offset);
        while (to[count - 1].hasRemaining()) {
            if (file.read(to, 0, count) < 0) {
                throw new IOException(blobs.get(blob).digest() + " ends at " + file.position() + " instead of "
                        + blobs.get(blob).sizeBytes() + " bytes");
            }
        }
    }

    @Override
    public void close() {
        for (FileChannel file : files) {
            try {
                file.close();
            } catch (IOException e) {
                log.debug("Closing a blob that was sent", e);
            }
        }
    }
}
