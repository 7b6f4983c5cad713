package org.ebbcast.onos.rules;

import java.util.concurrent.CompletableFuture;
import org.ebbcast.onos.OnosIds;
import org.ebbcast.onos.Worker;
import org.ebbcast.orchestrator.port.RuleException;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.GroupEntry;
import org.jspecify.annotations.Nullable;
import org.onosproject.core.GroupId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.group.Group;
import org.onosproject.net.group.GroupDescription;

/**
 * Groups in and out of switches, done when ONOS's group poll has seen it. ONOS passes an add over in silence if the
 * key or the id is taken, so that a group on its way out is waited for first. Runs on the worker.
 */
final class GroupProgrammer {
    private final RuleServices services;
    private final RuleTranslator translator;
    private final Confirmations confirmations;
    private final Worker worker;

    GroupProgrammer(RuleServices services, RuleTranslator translator, Confirmations confirmations, Worker worker) {
        this.services = services;
        this.translator = translator;
        this.confirmations = confirmations;
        this.worker = worker;
    }

    /** Done when the switch has {@code entry}. */
    CompletableFuture<Void> ensure(DatapathId datapathId, GroupEntry entry) {
        GroupDescription wanted = translator.group(datapathId, entry);
        Group there = find(wanted.deviceId(), entry.groupId());
        if (there != null && there.state() == Group.GroupState.PENDING_DELETE) {
            return gone(datapathId, entry.groupId())
                    .thenComposeAsync(nothing -> ensure(datapathId, entry), worker);
        }
        if (there == null) {
            services.groups().addGroup(wanted);
        } else if (!there.buckets().equals(wanted.buckets())) {
            services.groups()
                    .setBucketsForGroup(
                            wanted.deviceId(),
                            wanted.appCookie(),
                            wanted.buckets(),
                            wanted.appCookie(),
                            services.application());
        }
        return confirmations.await(datapathId, new GroupId(entry.groupId()), () -> {
            requireThere(datapathId, wanted.deviceId());
            Group now = find(wanted.deviceId(), entry.groupId());
            return now != null
                    && now.state() == Group.GroupState.ADDED
                    && now.buckets().equals(wanted.buckets());
        });
    }

    /** Asks for the removal of a group of ours; {@link #gone} tells when it is done. */
    void remove(DatapathId datapathId, int groupId) {
        services.groups()
                .removeGroup(OnosIds.deviceId(datapathId), RuleTranslator.key(groupId), services.application());
    }

    /** Done when neither ONOS nor the switch has the group, or the switch is gone. */
    CompletableFuture<Void> gone(DatapathId datapathId, int groupId) {
        DeviceId device = OnosIds.deviceId(datapathId);
        return confirmations.await(
                datapathId,
                "removal of group 0x" + Integer.toHexString(groupId),
                () -> find(device, groupId) == null || !services.devices().isAvailable(device));
    }

    boolean present(DatapathId datapathId, int groupId) {
        return find(OnosIds.deviceId(datapathId), groupId) != null;
    }

    private void requireThere(DatapathId datapathId, DeviceId device) throws RuleException {
        if (!services.devices().isAvailable(device)) {
            throw new RuleException(datapathId, "Tried to program it but it is not connected to ONOS");
        }
    }

    private @Nullable Group find(DeviceId device, int groupId) {
        return services.groups().getGroup(device, RuleTranslator.key(groupId));
    }
}
