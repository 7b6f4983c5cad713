package org.ebbcast.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.Heartbeat;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Refused;
import org.ebbcast.protocol.Welcome;

/** Writes down what listeners hear, as text, and hands it out in order. */
final class Recorder {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    /** The next event, within ten seconds. */
    String next() throws InterruptedException {
        String event = events.poll(10, TimeUnit.SECONDS);
        assertThat(event).as("an event within 10 s").isNotNull();
        return event;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** What the controller's side hears; heartbeats are left out. */
    AgentServer.Listener serverListener() {
        return new AgentServer.Listener() {
            @Override
            public void connected(HostId host, Hello hello) {
                events.add("connected " + host);
            }

            @Override
            public void disconnected(HostId host, String reason) {
                events.add("disconnected " + host + ": " + reason);
            }

            @Override
            public void received(HostId host, AgentMessage message) {
                if (!(message instanceof Heartbeat)) {
                    events.add("received " + host + " " + message.getClass().getSimpleName());
                }
            }
        };
    }

    /** What the agent's side hears. */
    AgentClient.Listener clientListener() {
        return new AgentClient.Listener() {
            @Override
            public void welcomed(Welcome welcome, InetSocketAddress controller) {
                events.add("welcomed " + welcome.controller());
            }

            @Override
            public void received(ControllerMessage message) {
                events.add("received " + message.getClass().getSimpleName());
            }

            @Override
            public void refused(Refused refused) {
                events.add("refused " + refused.reason() + " " + refused.detail());
            }

            @Override
            public void disconnected(String reason) {
                events.add("disconnected: " + reason);
            }
        };
    }
}
