package org.ebbcast.onos.rules;

import org.onosproject.core.ApplicationId;
import org.onosproject.net.device.DeviceService;
import org.onosproject.net.flow.FlowRuleService;
import org.onosproject.net.group.GroupService;

/** The ONOS services that rules go through, and the application they belong to. Immutable. */
public final class RuleServices {
    private final ApplicationId application;
    private final DeviceService devices;
    private final FlowRuleService flows;
    private final GroupService groups;

    private RuleServices(
            ApplicationId application, DeviceService devices, FlowRuleService flows, GroupService groups) {
        this.application = application;
        this.devices = devices;
        this.flows = flows;
        this.groups = groups;
    }

    public static RuleServices of(
            ApplicationId application, DeviceService devices, FlowRuleService flows, GroupService groups) {
        return new RuleServices(application, devices, flows, groups);
    }

    ApplicationId application() {
        return application;
    }

    DeviceService devices() {
        return devices;
    }

    FlowRuleService flows() {
        return flows;
    }

    GroupService groups() {
        return groups;
    }
}
