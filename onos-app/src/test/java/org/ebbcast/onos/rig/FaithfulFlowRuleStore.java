package org.ebbcast.onos.rig;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.onosproject.net.flow.CompletedBatchOperation;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEntry;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEvent;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchOperation;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchRequest;
import org.onosproject.store.trivial.SimpleFlowRuleStore;

/**
 * The in-memory flow rule store with the batches of the distributed one: a batch keeps its id, an added rule replaces
 * what is there, and a batch that changes nothing completes at once.
 */
@SuppressWarnings("deprecation") // the store interface still speaks it
final class FaithfulFlowRuleStore extends SimpleFlowRuleStore {
    @Override
    public void storeBatch(FlowRuleBatchOperation operation) {
        Set<FlowRuleBatchEntry> changes = new HashSet<>();
        for (FlowRuleBatchEntry entry : operation.getOperations()) {
            FlowEntry stored = getFlowEntry(entry.target());
            if (entry.operator() == FlowRuleBatchEntry.FlowRuleOperation.ADD) {
                if (stored != null) {
                    removeFlowRule(stored);
                }
                storeFlowRule(entry.target());
                changes.add(entry);
            } else if (stored != null) {
                deleteFlowRule(stored);
                changes.add(entry);
            }
        }
        if (changes.isEmpty()) {
            notifyDelegate(FlowRuleBatchEvent.completed(
                    new FlowRuleBatchRequest(operation.id(), Collections.emptySet()),
                    new CompletedBatchOperation(true, Collections.emptySet(), operation.deviceId())));
        } else {
            notifyDelegate(FlowRuleBatchEvent.requested(
                    new FlowRuleBatchRequest(operation.id(), changes), operation.deviceId()));
        }
    }
}
