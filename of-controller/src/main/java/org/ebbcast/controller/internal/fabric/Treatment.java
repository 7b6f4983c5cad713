package org.ebbcast.controller.internal.fabric;

import java.util.OptionalInt;
import org.ebbcast.rules.PortNumber;

/** What a base rule does with what it matches. */
public sealed interface Treatment {
    /** Nothing. */
    record Drop() implements Treatment {}

    /** Whole packets to the controller. */
    record ToController() implements Treatment {}

    /** Out of one port. */
    record Output(PortNumber port) implements Treatment {}

    /** Out of one of several ports. */
    record ToGroup(int groupId) implements Treatment {}

    /** On to another table, first into a queue where one is named. */
    record GotoTable(int tableId, OptionalInt queueId) implements Treatment {}
}
