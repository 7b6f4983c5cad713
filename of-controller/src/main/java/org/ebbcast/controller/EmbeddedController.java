package org.ebbcast.controller;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.CountDownLatch;
import org.ebbcast.controller.internal.fabric.FabricSettings;
import org.ebbcast.controller.internal.openflow.OpenFlowEndpoint;
import org.ebbcast.rules.PipelineProfile;

/** A running controller. Thread-safe. */
public final class EmbeddedController implements AutoCloseable {
    private static final int LLDP_KEY_BYTES = 32;

    private final OpenFlowEndpoint openflow;
    private final CountDownLatch ended = new CountDownLatch(1);

    private EmbeddedController(OpenFlowEndpoint openflow) {
        this.openflow = openflow;
    }

    /** @throws IOException saying what could not be started and what to do */
    public static EmbeddedController start(ControllerConfig config) throws IOException {
        return new EmbeddedController(OpenFlowEndpoint.start(openflow(config), System::nanoTime));
    }

    private static OpenFlowEndpoint.Settings openflow(ControllerConfig config) {
        byte[] lldpKey = new byte[LLDP_KEY_BYTES];
        new SecureRandom().nextBytes(lldpKey);
        FabricSettings fabric = new FabricSettings(
                config.discoveryInterval(),
                config.discoveryMisses(),
                config.departureGrace(),
                config.restartHold(),
                config.hostsPerPort(),
                config.framesPerSecond(),
                config.linkCapacityBitsPerSecond());
        return new OpenFlowEndpoint.Settings(
                config.openflowListen(),
                config.statisticsInterval(),
                config.echoInterval(),
                config.switchTimeout(),
                fabric,
                PipelineProfile.defaults(),
                lldpKey);
    }

    /** Returns once the controller is closed. */
    public void awaitTermination() throws InterruptedException {
        ended.await();
    }

    /** Ends everything in order. */
    @Override
    public void close() {
        openflow.close();
        ended.countDown();
    }
}
