package org.ebbcast.onos.fabric;

import java.util.List;
import org.ebbcast.orchestrator.port.RuleSample;
import org.ebbcast.rules.DatapathId;

/** Where the byte counters of Ebbcast's own rules are read; may block on ONOS's stores. */
public interface OwnRuleCounters {
    /** One sample for each rule of Ebbcast's that this switch has confirmed. */
    List<RuleSample> read(DatapathId datapathId);
}
