package org.ebbcast.orchestrator.life;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.protocol.DataInterface;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;

/** An agent that said hello at least once. Owned by the {@link AgentDirectory}. */
final class Agent {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
    private static final Pattern DOTTED_DECIMAL = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    private static final double AVERAGED_DATAGRAMS = 1000;

    final HostId host;
    Hello hello;
    double lossFraction;
    long lossNanos;
    boolean connected = true;
    long freeBytes;
    long lostAtNanos;
    Optional<Topology.Attachment> attachment = Optional.empty();
    Optional<DataInterface> dataInterface = Optional.empty();

    Agent(HostId host, Hello hello) {
        this.host = host;
        this.hello = hello;
        freeBytes = hello.freeBytes();
    }

    /** Of {@code datagrams} this share was lost. Averaged over about a thousand of them: a block loses its few by chance. */
    void noteLoss(double fraction, long datagrams, long nowNanos) {
        double weight = lossNanos == 0 ? 1 : Math.min(1, datagrams / AVERAGED_DATAGRAMS);
        lossFraction += weight * (fraction - lossFraction);
        lossNanos = nowNanos;
    }

    /** Finds the first interface that the fabric sees. */
    void attach(Topology topology) {
        attachment = Optional.empty();
        dataInterface = usableInterfaces().stream().findFirst();
        for (DataInterface candidate : usableInterfaces()) {
            Optional<Topology.Attachment> seen = topology.attachments().stream()
                    .filter(a -> a.mac().equalsIgnoreCase(candidate.mac())
                            || a.ipv4().toString().equals(candidate.ipv4()))
                    .findFirst();
            if (seen.isPresent()) {
                attachment = seen;
                dataInterface = Optional.of(candidate);
                return;
            }
        }
    }

    /** Interfaces whose addresses are addresses; an agent may say anything. */
    List<DataInterface> usableInterfaces() {
        return hello.interfaces().stream()
                .filter(i -> DOTTED_DECIMAL.matcher(i.ipv4()).matches())
                .collect(Collectors.toList());
    }

    /** Whether it understands what came with {@code version} of the protocol. */
    boolean speaks(int version) {
        return hello.maxVersion() >= version;
    }

    /** IP MTU of the data interface, bytes. */
    int mtuBytes() {
        return dataInterface.map(DataInterface::mtuBytes).filter(mtu -> mtu > 0).orElse(1500);
    }
}
