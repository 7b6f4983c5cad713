package org.ebbcast.protocol.channel;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Servers and clients that end with the test, and what they hear. */
@Timeout(30)
abstract class ChannelFixture {
    final Recorder controller = new Recorder();
    final Recorder agent = new Recorder();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @AfterEach
    void closeAll() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    <T extends AutoCloseable> T closeLater(T resource) {
        open.push(resource);
        return resource;
    }

    AgentServer serve(AgentServerConfig config) {
        return closeLater(AgentServer.start(config, controller.serverListener()));
    }

    AgentClient join(String host, InetSocketAddress... controllers) {
        return closeLater(AgentClient.start(
                Channels.clientConfig(controllers), () -> Channels.hello(host), () -> 1L, agent.clientListener()));
    }
}
