package org.ebbcast.onos.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ebbcast.onos.OnosIds;
import org.ebbcast.orchestrator.port.RulePort.OwnRule;
import org.ebbcast.rules.DatapathId;
import org.onosproject.net.Device;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.group.Group;

/**
 * What ONOS's stores hold under the application's own id, in every switch, connected or not: what ONOS would put back
 * into a switch that returns is as much ours as what is in a table. Stateless; blocks on the stores.
 */
final class OwnRules {
    private final RuleServices services;

    OwnRules(RuleServices services) {
        this.services = services;
    }

    Map<DatapathId, Removals.Batch> orphans(Set<Long> liveCookies, Set<Integer> liveGroupIds) {
        Map<DatapathId, Removals.Batch> found = new HashMap<>();
        for (Device device : services.devices().getDevices()) {
            OnosIds.datapathId(device.id()).ifPresent(at -> {
                Removals.Batch batch = orphans(device.id(), liveCookies, liveGroupIds);
                if (!batch.flows().isEmpty() || !batch.groups().isEmpty()) {
                    found.put(at, batch);
                }
            });
        }
        return found;
    }

    private Removals.Batch orphans(DeviceId device, Set<Long> liveCookies, Set<Integer> liveGroupIds) {
        Removals.Batch batch = new Removals.Batch();
        for (FlowEntry entry : services.flows().getFlowEntries(device)) {
            if (entry.appId() == services.application().id()
                    && entry.state() != FlowEntry.FlowEntryState.REMOVED
                    && !liveCookies.contains(RuleTranslator.cookie(entry.id()))) {
                batch.flows().add(entry);
            }
        }
        for (Group group : services.groups().getGroups(device, services.application())) {
            if (!liveGroupIds.contains(group.id().id())) {
                batch.groups().add(group.id().id());
            }
        }
        return batch;
    }

    static List<OwnRule> listed(Map<DatapathId, Removals.Batch> rules) {
        List<OwnRule> list = new ArrayList<>();
        rules.forEach((at, batch) -> {
            batch.flows().forEach(flow -> list.add(OwnRule.flow(at, RuleTranslator.cookie(flow.id()))));
            batch.groups().forEach(id -> list.add(OwnRule.group(at, id)));
        });
        return list;
    }
}
