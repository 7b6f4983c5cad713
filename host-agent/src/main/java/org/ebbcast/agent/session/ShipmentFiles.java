package org.ebbcast.agent.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.ebbcast.agent.transport.PieceStore;
import org.ebbcast.protocol.BlobOutline;
import org.ebbcast.protocol.Shipment;
import org.ebbcast.protocol.ShipmentLayout;

/** The blobs of one shipment in the agent's store. Opened on any thread, then owned by the receive loop's. */
final class ShipmentFiles implements PieceStore {
    private final OpenPartials partials;
    private final Shipment shipment;
    private final ShipmentLayout layout;
    private final List<SharedPartial> blobs = new ArrayList<>();

    private ShipmentFiles(OpenPartials partials, Shipment shipment, ShipmentLayout layout) {
        this.partials = partials;
        this.shipment = shipment;
        this.layout = layout;
    }

    /**
     * Opens every blob; what an earlier attempt verified is read and counts.
     *
     * @throws org.ebbcast.agent.store.NoSpaceException if there is no room
     */
    static ShipmentFiles open(OpenPartials partials, Shipment shipment, ShipmentLayout layout) throws IOException {
        ShipmentFiles files = new ShipmentFiles(partials, shipment, layout);
        try {
            for (BlobOutline outline : shipment.blobs()) {
                files.blobs.add(partials.open(outline, shipment));
            }
            return files;
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    @Override
    public boolean isVerified(int piece) {
        int blob = layout.blobOfPiece(piece);
        return blobs.get(blob).isVerified(piece - layout.firstPieceOfBlob(blob));
    }

    @Override
    public void write(int blob, long offset, ByteBuffer src) throws IOException {
        blobs.get(blob).write(offset, src);
    }

    @Override
    public void read(int blob, long offset, ByteBuffer dst) throws IOException {
        blobs.get(blob).read(offset, dst);
    }

    @Override
    public boolean verify(int piece) throws IOException {
        int blob = layout.blobOfPiece(piece);
        return blobs.get(blob).verify(piece - layout.firstPieceOfBlob(blob));
    }

    CompletableFuture<Void> commit(int blob, Executor disk) {
        return blobs.get(blob).commit(disk);
    }

    void close() {
        for (int blob = 0; blob < blobs.size(); blob++) {
            partials.release(shipment.blobs().get(blob).blob().digest(), blobs.get(blob));
        }
        blobs.clear();
    }
}
