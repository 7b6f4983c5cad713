package org.ebbcast.simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ebbcast.agent.transport.PieceStore;
import org.ebbcast.protocol.BlobOutline;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.Shipment;
import org.ebbcast.protocol.ShipmentLayout;

/** The blobs of one shipment on a {@link Disk}. */
final class ShipmentDisk implements PieceStore {
    private final Disk disk;
    private final Shipment shipment;
    private final ShipmentLayout layout;
    private final List<Disk.Partial> partials = new ArrayList<>();

    ShipmentDisk(Disk disk, Shipment shipment) throws IOException {
        this.disk = disk;
        this.shipment = shipment;
        layout = ShipmentLayout.of(shipment);
        try {
            for (BlobOutline outline : shipment.blobs()) {
                partials.add(disk.open(outline, shipment));
            }
        } catch (IOException | IllegalArgumentException e) {
            close();
            throw e;
        }
    }

    private Digest digest(int blob) {
        return shipment.blobs().get(blob).blob().digest();
    }

    private int inBlob(int piece) {
        return piece - layout.firstPieceOfBlob(layout.blobOfPiece(piece));
    }

    @Override
    public boolean isVerified(int piece) {
        Disk.Partial partial = partials.get(layout.blobOfPiece(piece));
        return partial.complete || partial.verified.get(inBlob(piece));
    }

    @Override
    public void write(int blob, long offset, ByteBuffer src) throws IOException {
        disk.check();
        Disk.Partial partial = partials.get(blob);
        if (partial.complete) {
            src.position(src.limit());
            return;
        }
        while (src.hasRemaining()) {
            int piece = (int) (offset / partial.pieceBytes);
            int length = (int) Math.min(src.remaining(), (piece + 1L) * partial.pieceBytes - offset);
            if (partial.verified.get(piece)) {
                src.position(src.position() + length);
            } else {
                src.get(partial.data, (int) offset, length);
            }
            offset += length;
        }
    }

    @Override
    public void read(int blob, long offset, ByteBuffer dst) throws IOException {
        disk.check();
        dst.put(partials.get(blob).data, (int) offset, dst.remaining());
    }

    @Override
    public boolean verify(int piece) throws IOException {
        disk.check();
        Disk.Partial partial = partials.get(layout.blobOfPiece(piece));
        boolean right = isVerified(piece) || partial.isRight(inBlob(piece));
        partial.verified.set(inBlob(piece), right);
        return right;
    }

    void commit(int blob) throws IOException {
        if (!partials.get(blob).complete) {
            disk.commit(digest(blob), partials.get(blob));
        }
    }

    void close() {
        for (int blob = 0; blob < partials.size(); blob++) {
            disk.release(digest(blob), partials.get(blob));
        }
        partials.clear();
    }
}
