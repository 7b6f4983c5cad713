package org.ebbcast.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ebbcast.agent.store.StoreCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fsck}: checks the store of an agent that is not running. */
@Command(
        name = "fsck",
        mixinStandardHelpOptions = true,
        description = {
            "Checks the store of an agent that is not running: hashes every blob, reads all names, finds leftovers.",
            "Changes nothing unless told to. Exit status 1 if anything is wrong that the agent would not put right."
        })
final class FsckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--store", required = true, paramLabel = "DIR", description = "The agent's setting 'store'.")
    private Path store;

    @Option(
            names = "--repair",
            description = "Deletes spoiled blobs, and the names of manifests that lack something; a later distribution"
                    + " or pull brings them again.")
    private boolean repair;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            StoreCheck.Summary summary = StoreCheck.run(store, repair, problem -> out.printf(
                    "%s %s%s%n",
                    problem.file(),
                    problem.description(),
                    problem.repaired() ? " (deleted)" : problem.harmless() ? " (the next start puts it right)" : ""));
            out.printf(
                    "%d blobs, %s; %d manifests; %d partial blobs; %s%n",
                    summary.blobs(),
                    Units.bytes(summary.blobBytes()),
                    summary.manifests(),
                    summary.partials(),
                    summary.problems() == 0 ? "nothing wrong" : summary.problems() + " wrong");
            return summary.problems() == 0 ? ExitCode.OK : ExitCode.INCOMPLETE;
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, e.getMessage());
        }
    }
}
