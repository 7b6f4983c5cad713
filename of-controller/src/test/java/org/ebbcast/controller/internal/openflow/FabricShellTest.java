package org.ebbcast.controller.internal.openflow;

import java.io.IOException;
import org.ebbcast.contract.FabricPortContract;
import org.ebbcast.contract.SwitchBench;
import org.ebbcast.orchestrator.port.FabricPort;
import org.ebbcast.rules.Ipv4Address;

class FabricShellTest extends FabricPortContract {
    private OpenFlowBench bench;

    @Override
    protected SwitchBench openBench() throws IOException {
        bench = new OpenFlowBench();
        return bench;
    }

    @Override
    protected FabricPort fabric() {
        return bench.endpoint().fabric();
    }

    @Override
    protected void probe(Ipv4Address address) {
        bench.endpoint().fabric().probe(address);
    }
}
