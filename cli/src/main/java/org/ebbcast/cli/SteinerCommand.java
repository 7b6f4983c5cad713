package org.ebbcast.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ebbcast.planner.tool.SteinerTool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "steiner",
        mixinStandardHelpOptions = true,
        description = "Finds a cheap Steiner tree in a SteinLib (.stp) or PACE 2018 (.gr) file.")
final class SteinerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The instance.")
    private Path file = Path.of("");

    @Option(names = "--seconds", paramLabel = "S", description = "CPU time for the search (default: ${DEFAULT-VALUE}).")
    private double seconds = 10;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all random choices (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--bound", description = "Tell the lower bound and the gap on standard error.")
    private boolean bound;

    @Override
    public Integer call() {
        if (!(seconds >= 0 && seconds < 1e6)) {
            throw new CommandFailure(ExitCode.USAGE, "--seconds is " + seconds + ", must be from 0 to a million");
        }
        return SteinerTool.run(
                file, seconds, seed, bound, spec.commandLine().getOut(), spec.commandLine().getErr());
    }
}
