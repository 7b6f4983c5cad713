package org.ebbcast.planner;

/** Answers a {@link PlanRequest}. Implementations are pure: equal requests give equal plans. */
public interface Planner {
    /** Plans all shipments of {@code request} so that the rates fit the idle bandwidth of every arc. */
    Plan plan(PlanRequest request);
}
