package org.ebbcast.controller.internal.fabric;

/**
 * A flow rule of base connectivity.
 *
 * @param hardTimeoutSeconds after which the switch removes it by itself; 0 for never
 */
public record BaseFlow(Key key, Treatment treatment, int hardTimeoutSeconds) {
    /** Identity of a rule in a switch (OpenFlow 1.3.5, 6.4). */
    public record Key(int tableId, int priority, Criteria criteria) {}

    public static BaseFlow of(int tableId, int priority, Criteria criteria, Treatment treatment) {
        return new BaseFlow(new Key(tableId, priority, criteria), treatment, 0);
    }
}
