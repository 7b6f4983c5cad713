package org.ebbcast.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedControllerTest {
    @TempDir
    Path state;

    private ControllerConfig config(int restPort) {
        return ControllerConfig.of(Map.of(
                "state", state.toString(),
                "openflow-listen", "127.0.0.1:0",
                "agents-listen", "127.0.0.1:0",
                "rest-listen", "127.0.0.1:" + restPort));
    }

    @Test
    void controller_closed_canBeStartedAgainOnItsState() throws Exception {
        for (int life = 0; life < 2; life++) {
            try (EmbeddedController controller = EmbeddedController.start(config(0))) {
                assertThat(controller.openflowAddress().getPort()).isPositive();
                assertThat(controller.agentsAddress().getPort()).isPositive();
                assertThat(controller.restAddress().getPort()).isPositive();
            }
        }
    }

    @Test
    void controller_secondOnOneState_isRefusedAndTheFirstGoesOn() throws Exception {
        try (EmbeddedController first = EmbeddedController.start(config(0))) {
            assertThatThrownBy(() -> EmbeddedController.start(config(0)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another controller");
            assertThat(first.restAddress().getPort()).isPositive();
        }
    }

    @Test
    void controller_portTaken_saysWhichAndLeavesNothingRunning() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedController.start(config(taken.getLocalPort())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
        EmbeddedController again = EmbeddedController.start(config(0));
        again.close();
        again.awaitTermination();
    }
}
