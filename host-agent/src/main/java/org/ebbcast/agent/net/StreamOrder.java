package org.ebbcast.agent.net;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.ebbcast.agent.seal.DatagramSealer;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.ShipmentLayout;

/**
 * What is to be sent where.
 *
 * @param streamId unique within the shipment
 * @param source of the content; closed by the send loop
 * @param target group address and UDP port
 * @param rateBitsPerSecond on the wire, Ethernet headers counted; 0 pauses
 * @param ranges in sending order
 * @param parityShards after each block
 * @param parityFrom 0, or the first of the parity shards that are sent instead of chunks, see {@link
 *     org.ebbcast.agent.transport.StreamSender#replaceByParity}
 * @param sealer of a sealed shipment's datagrams; nobody else uses it
 */
public record StreamOrder(
        String distributionId,
        int shipmentNumber,
        int streamId,
        ShipmentLayout layout,
        ChunkSource source,
        InetSocketAddress target,
        long rateBitsPerSecond,
        List<ChunkRange> ranges,
        int parityShards,
        int parityFrom,
        Optional<DatagramSealer> sealer) {}
