package org.ebbcast.onos.contract;

import org.ebbcast.contract.RulePortContract;
import org.ebbcast.contract.SwitchBench;
import org.ebbcast.orchestrator.port.RulePort;

class OnosRulePortTest extends RulePortContract {
    private OnosBench bench;

    @Override
    protected SwitchBench openBench() {
        bench = new OnosBench();
        return bench;
    }

    @Override
    protected RulePort port() {
        return bench.rules();
    }
}
