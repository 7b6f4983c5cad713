package org.ebbcast.onos.contract;

import org.ebbcast.contract.FabricPortContract;
import org.ebbcast.contract.SwitchBench;
import org.ebbcast.orchestrator.port.FabricPort;
import org.ebbcast.rules.Ipv4Address;

class OnosFabricPortTest extends FabricPortContract {
    private OnosBench bench;

    @Override
    protected SwitchBench openBench() {
        bench = new OnosBench();
        return bench;
    }

    @Override
    protected FabricPort fabric() {
        return bench.fabric();
    }

    @Override
    protected void probe(Ipv4Address address) {
        bench.fabric().probe(address);
    }
}
