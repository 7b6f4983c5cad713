package org.ebbcast.onos.rules;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.ebbcast.onos.OnosIds;
import org.ebbcast.onos.Worker;
import org.onosproject.net.DeviceId;
import org.onosproject.net.device.DeviceEvent;
import org.onosproject.net.device.DeviceListener;
import org.onosproject.net.flow.FlowRuleEvent;
import org.onosproject.net.flow.FlowRuleListener;
import org.onosproject.net.group.Group;
import org.onosproject.net.group.GroupEvent;
import org.onosproject.net.group.GroupListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONOS's events about our rules, carried to the worker: at most one look per switch waits, however many events come.
 * Called on ONOS's event threads, which it never holds up.
 */
final class RuleEvents {
    private static final Logger LOG = LoggerFactory.getLogger(RuleEvents.class);
    private static final Set<FlowRuleEvent.Type> FLOW_CHANGES = EnumSet.of(
            FlowRuleEvent.Type.RULE_ADDED, FlowRuleEvent.Type.RULE_UPDATED, FlowRuleEvent.Type.RULE_REMOVED);
    private static final Set<GroupEvent.Type> GROUP_CHANGES = EnumSet.of(
            GroupEvent.Type.GROUP_ADDED, GroupEvent.Type.GROUP_UPDATED, GroupEvent.Type.GROUP_REMOVED);
    private static final Set<GroupEvent.Type> GROUP_REFUSALS = EnumSet.of(
            GroupEvent.Type.GROUP_ADD_FAILED,
            GroupEvent.Type.GROUP_UPDATE_FAILED,
            GroupEvent.Type.GROUP_REMOVE_FAILED);

    private final RuleServices services;
    private final Worker worker;
    private final Confirmations confirmations;
    private final Removals removals;
    private final Set<DeviceId> stale = ConcurrentHashMap.newKeySet();
    private final FlowRuleListener onFlow = this::flowEvent;
    private final GroupListener onGroup = this::groupEvent;
    private final DeviceListener onDevice = this::deviceEvent;

    RuleEvents(RuleServices services, Worker worker, Confirmations confirmations, Removals removals) {
        this.services = services;
        this.worker = worker;
        this.confirmations = confirmations;
        this.removals = removals;
    }

    void listen() {
        services.flows().addListener(onFlow);
        services.groups().addListener(onGroup);
        services.devices().addListener(onDevice);
    }

    void close() {
        services.flows().removeListener(onFlow);
        services.groups().removeListener(onGroup);
        services.devices().removeListener(onDevice);
    }

    private void flowEvent(FlowRuleEvent event) {
        if (FLOW_CHANGES.contains(event.type())
                && event.subject().appId() == services.application().id()) {
            look(event.subject().deviceId());
        }
    }

    private void groupEvent(GroupEvent event) {
        Group group = event.subject();
        if (!services.application().equals(group.appId())) {
            return;
        }
        if (GROUP_CHANGES.contains(event.type())) {
            look(group.deviceId());
        } else if (GROUP_REFUSALS.contains(event.type())) {
            submit(() -> confirmations.fail(
                    group.deviceId(),
                    group.id(),
                    "Tried to program group 0x" + Integer.toHexString(group.id().id()) + " but the switch refused it ("
                            + event.type() + "); see karaf.log for the OpenFlow error"));
        }
    }

    private void deviceEvent(DeviceEvent event) {
        DeviceId device = event.subject().id();
        if (event.type() == DeviceEvent.Type.PORT_STATS_UPDATED) {
            return;
        }
        look(device);
        if (services.devices().isAvailable(device)) {
            submit(() -> OnosIds.datapathId(device).ifPresent(removals::settle));
        }
    }

    private void look(DeviceId device) {
        if (stale.add(device)) {
            submit(() -> {
                stale.remove(device);
                confirmations.look(device);
            });
        }
    }

    private void submit(Runnable task) {
        try {
            worker.execute(task);
        } catch (RejectedExecutionException e) {
            stale.clear();
            LOG.debug("not looked at now: {}", e.getMessage()); // the regular look will see it
        }
    }
}
