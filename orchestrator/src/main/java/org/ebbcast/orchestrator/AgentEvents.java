package org.ebbcast.orchestrator;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ebbcast.orchestrator.port.AgentPort;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.Heartbeat;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.ImportProgress;
import org.ebbcast.protocol.ReceiverProgress;
import org.ebbcast.protocol.SenderProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes events of what agents say, from any thread. An agent of whom one was lost is told again what it should be doing. */
final class AgentEvents implements AgentPort.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(AgentEvents.class);

    private final EngineLoop loop;
    private final Map<HostId, Hello> hellos = new ConcurrentHashMap<>();
    private final Set<HostId> overrun = ConcurrentHashMap.newKeySet();

    AgentEvents(EngineLoop loop) {
        this.loop = loop;
    }

    @Override
    public void connected(HostId host, Hello hello) {
        hellos.put(host, hello);
        loop.execute((engine, now) -> engine.agentConnected(host, hello, now));
    }

    @Override
    public void disconnected(HostId host, String reason) {
        hellos.remove(host);
        loop.execute((engine, now) -> engine.agentDisconnected(host, reason, now));
    }

    @Override
    public void received(HostId host, AgentMessage message) {
        boolean taken = loop.offer((engine, now) -> engine.agentSaid(host, message, now));
        if (!taken && !isRepeated(message) && overrun.add(host)) {
            tellAgain(host);
        }
    }

    /** Whether a newer one follows anyway. */
    private static boolean isRepeated(AgentMessage message) {
        return message instanceof ReceiverProgress
                || message instanceof Heartbeat
                || message instanceof ImportProgress
                || message instanceof SenderProgress && !((SenderProgress) message).finished();
    }

    /** Behind what waits already, so that nothing older comes after it. */
    private void tellAgain(HostId host) {
        loop.execute((engine, now) -> {
            overrun.remove(host);
            Hello hello = hellos.get(host);
            if (hello != null) {
                LOG.warn("events of {} were dropped; telling it again what to do", host);
                engine.agentConnected(host, hello, now);
            }
        });
    }
}
