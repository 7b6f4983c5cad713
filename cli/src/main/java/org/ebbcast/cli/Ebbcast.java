package org.ebbcast.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code ebbcast} command and its verbs. */
@Command(
        name = "ebbcast",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Distributes container images over the idle links of a datacenter network.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            DistributeCommand.class,
            StatusCommand.class,
            WatchCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            CancelCommand.class,
            TopologyCommand.class,
            AgentsCommand.class,
            PlanCommand.class,
            SteinerCommand.class,
            FsckCommand.class,
            HostsTomlCommand.class
        },
        footer = {
            "",
            "The launcher adds: demo, lab, test (see './ebbcast lab --help').",
            "Exit codes: 0 done, 1 distribution incomplete, 2 wrong usage, 3 controller unreachable,",
            "4 refused by the controller, 5 could not start or go on."
        })
public final class Ebbcast {
    private Ebbcast() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Ebbcast());
        line.addSubcommand(DaemonCommand.controller());
        line.addSubcommand(DaemonCommand.agent());
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof CommandFailure failure) {
                command.getErr().println("ebbcast: " + failure.getMessage());
                return failure.exitCode();
            }
            throw e;
        });
        line.setParameterExceptionHandler((e, args) -> {
            CommandLine command = e.getCommandLine();
            command.getErr().println("ebbcast: " + e.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
            command.getErr()
                    .println("Try '" + command.getCommandSpec().qualifiedName() + " --help' for what there is.");
            return ExitCode.USAGE;
        });
        return line;
    }
}
