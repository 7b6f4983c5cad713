package org.ebbcast.orchestrator.life;

/** The phases of the life cycle, so that each can hand a distribution to the next. Owned by the {@link Engine}. */
final class Phases {
    final Requests requests;
    final Resolution resolution;
    final Inventory inventory;
    final Planning planning;
    final Programming programming;
    final Streaming streaming;
    final Replanning replanning;
    final Repair repair;
    final Relays relays;
    final Finish finish;
    final RateControl rates;
    final Holds holds;

    Phases(World world, Trees trees, ShipmentNumbers numbers, Requests requests) {
        this.requests = requests;
        resolution = new Resolution(world, this);
        inventory = new Inventory(world, this, new ShipmentBuilder(world, numbers));
        planning = new Planning(world, this, trees);
        programming = new Programming(world, this, trees);
        streaming = new Streaming(world, this, trees);
        replanning = new Replanning(world, this);
        repair = new Repair(world, this);
        relays = new Relays(world, this);
        finish = new Finish(world, this, trees);
        rates = new RateControl(world);
        holds = new Holds(world, this);
    }
}
