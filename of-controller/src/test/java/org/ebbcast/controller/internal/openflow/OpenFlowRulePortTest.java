package org.ebbcast.controller.internal.openflow;

import java.io.IOException;
import org.ebbcast.contract.RulePortContract;
import org.ebbcast.contract.SwitchBench;
import org.ebbcast.orchestrator.port.RulePort;

class OpenFlowRulePortTest extends RulePortContract {
    private OpenFlowBench bench;

    @Override
    protected SwitchBench openBench() throws IOException {
        bench = new OpenFlowBench();
        return bench;
    }

    @Override
    protected RulePort port() {
        return bench.endpoint().rules();
    }
}
