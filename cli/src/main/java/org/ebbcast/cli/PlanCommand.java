package org.ebbcast.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ebbcast.planner.tool.PlanOptions;
import org.ebbcast.planner.tool.PlanTool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Plans a distribution on a network under random load and tells what the plan is worth.")
final class PlanCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--topology",
            required = true,
            description = "fat-tree:k=48[,oversubscription=4], leaf-spine:spines=2,leaves=4,hosts=4,"
                    + " jellyfish:switches=100,degree=10,hosts=10[,seed=1], or a .gml (Topology Zoo), .topology (netbench)"
                    + " or .json file, which may state capacities, idle rates, sources and targets.")
    private String topology = "";

    @Option(names = "--load", description = "Part of the links that is busy (default: ${DEFAULT-VALUE}).")
    private double load = 0.5;

    @Option(names = "--load-access", description = "Load the hosts' links too; receivers then get cohorts.")
    private boolean loadAccess;

    @Option(names = "--sources", paramLabel = "N", description = "Hosts with the content (default: ${DEFAULT-VALUE}).")
    private int sources = 1;

    @Option(names = "--targets", paramLabel = "all|N", description = "Hosts that need it (default: ${DEFAULT-VALUE}).")
    private String targets = "all";

    @Option(names = "--trees", paramLabel = "N", description = "Most trees, 1 to 16 (default: ${DEFAULT-VALUE}).")
    private int trees = 8;

    @Option(
            names = "--rules-per-switch",
            paramLabel = "N",
            description = "Most flow rules and groups together at one switch; a tree takes up to two (default: no limit).")
    private int rulesPerSwitch;

    @Option(
            names = "--rules-at",
            paramLabel = "SWITCH=N",
            description = "Flow rules and groups that switch SWITCH, counted from 0, has left; may be repeated. Trees go"
                    + " around switches with fewer than two; who cannot be reached then is named.")
    private Map<Integer, Integer> rulesAt = Map.of();

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            description = "Bytes to spread over the trees (default: ${DEFAULT-VALUE}).")
    private long size = 1_000_000_000;

    @Option(
            names = "--trickle",
            paramLabel = "BITS",
            description = "Rate in bit/s that is taken of full links too; 0 lets targets behind them wait (default:"
                    + " ${DEFAULT-VALUE}).")
    private long trickle;

    @Option(names = "--hosts", paramLabel = "N", description = "Hosts at each edge switch of a topology file.")
    private int hosts;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of load, sources and plan (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--repeat", paramLabel = "N", description = "Plan N times and tell the last, warm.")
    private int repeat = 1;

    @Option(
            names = "--change",
            paramLabel = "N",
            description = "Then N links between switches change their load; tells the repaired plan beside one made anew."
                    + " With --repeat that many times, one upon the other.")
    private int change;

    @Option(
            names = "--changes",
            paramLabel = "FILE",
            description = "The same with the links of a file: lines of SWITCH SWITCH BITS_PER_SECOND"
                    + " [BITS_PER_SECOND_BACK] idle, 0 for a dead link.")
    private Optional<Path> changes = Optional.empty();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draw the plan, up to 300 switches.")
    private Optional<Path> svg = Optional.empty();

    @Override
    public Integer call() {
        PlanOptions options = new PlanOptions()
                .topology(topology)
                .load(load)
                .loadAccessLinks(loadAccess)
                .sources(sources)
                .targets(targetCount())
                .trees(trees)
                .rulesPerSwitch(rulesPerSwitch)
                .rulesAt(rulesAt)
                .hostsPerSwitch(hosts)
                .seed(seed)
                .repeat(repeat)
                .trickleBitsPerSecond(trickle)
                .sizeBytes(size)
                .change(change)
                .json(json);
        changes.ifPresent(options::changes);
        svg.ifPresent(options::svg);
        return PlanTool.run(options, spec.commandLine().getOut(), spec.commandLine().getErr());
    }

    private int targetCount() {
        if (targets.equals("all")) {
            return 0;
        }
        try {
            int count = Integer.parseInt(targets);
            if (count > 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw new CommandFailure(ExitCode.USAGE, "--targets is '" + targets + "', must be 'all' or a number");
        }
        throw new CommandFailure(ExitCode.USAGE, "--targets is " + targets + ", must be at least 1");
    }
}
