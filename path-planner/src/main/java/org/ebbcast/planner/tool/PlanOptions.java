package org.ebbcast.planner.tool;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the verb {@code plan} was asked; set by whoever reads the command line, then handed to {@link PlanTool}. */
public final class PlanOptions {
    String topology = "leaf-spine:spines=2,leaves=4,hosts=4";
    double load = 0.5;
    boolean loadAccessLinks;
    int sources = 1;
    int targets;
    int trees = 8;
    int rulesPerSwitch;
    Map<Integer, Integer> rulesAt = Map.of();
    int hostsPerSwitch;
    long lineRateBitsPerSecond = 10_000_000_000L;
    long seed = 1;
    long trickleBitsPerSecond;
    long sizeBytes = 1_000_000_000;
    int repeat = 1;
    boolean json;
    int change;
    Optional<Path> changes = Optional.empty();
    Optional<Path> svg = Optional.empty();

    /** A generator or file, as {@link org.ebbcast.planner.topology.Topologies#read} takes it. */
    public PlanOptions topology(String value) {
        topology = value;
        return this;
    }

    /** Probability that a direction of a link is busy, 0 to 1. */
    public PlanOptions load(double value) {
        load = value;
        return this;
    }

    /** Whether hosts' links are loaded too; then receivers get cohorts instead of one common rate. */
    public PlanOptions loadAccessLinks(boolean value) {
        loadAccessLinks = value;
        return this;
    }

    /** Number of hosts that have the content. */
    public PlanOptions sources(int value) {
        sources = value;
        return this;
    }

    /** Number of hosts that need it; 0 for all others. */
    public PlanOptions targets(int value) {
        targets = value;
        return this;
    }

    /** Most trees, 1 to 16. */
    public PlanOptions trees(int value) {
        trees = value;
        return this;
    }

    /** Most flow rules and groups together at one switch, of which a tree takes up to two; 0 for no limit. */
    public PlanOptions rulesPerSwitch(int value) {
        rulesPerSwitch = value;
        return this;
    }

    /** Flow rules and groups that may be added at some switches, by their number. */
    public PlanOptions rulesAt(Map<Integer, Integer> value) {
        rulesAt = Map.copyOf(value);
        return this;
    }

    /** Hosts at each edge switch of a topology file; 0 for the format's default. */
    public PlanOptions hostsPerSwitch(int value) {
        hostsPerSwitch = value;
        return this;
    }

    public PlanOptions lineRateBitsPerSecond(long value) {
        lineRateBitsPerSecond = value;
        return this;
    }

    /** Rate that is taken even of full links; 0 lets targets behind them wait. */
    public PlanOptions trickleBitsPerSecond(long value) {
        trickleBitsPerSecond = value;
        return this;
    }

    /** Bytes of the content whose spread over the trees is told. */
    public PlanOptions sizeBytes(long value) {
        sizeBytes = value;
        return this;
    }

    public PlanOptions seed(long value) {
        seed = value;
        return this;
    }

    /** How many times to plan; the figures are those of the last, warm, time. */
    public PlanOptions repeat(int value) {
        repeat = value;
        return this;
    }

    /** Number of links between switches that change their load, drawn from the seed, under the plan; 0 for none. */
    public PlanOptions change(int value) {
        change = value;
        return this;
    }

    /** File of links that change under the plan, as {@link org.ebbcast.planner.topology.ChangedLinks#read} takes it. */
    public PlanOptions changes(Path value) {
        changes = Optional.of(value);
        return this;
    }

    public PlanOptions json(boolean value) {
        json = value;
        return this;
    }

    /** Where to draw the plan. */
    public PlanOptions svg(Path value) {
        svg = Optional.of(value);
        return this;
    }
}
