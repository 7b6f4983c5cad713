package org.ebbcast.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.ebbcast.agent.AgentConfig;
import org.ebbcast.agent.HostAgent;
import org.ebbcast.controller.ControllerConfig;
import org.ebbcast.controller.EmbeddedController;
import org.ebbcast.protocol.config.ConfigKey;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * A verb that runs one of the programs until it is told to stop. Its options are the program's settings: {@code
 * --store DIR} and the line {@code store=DIR} in the file given by {@code --config} mean the same; the option wins.
 */
final class DaemonCommand implements Callable<Integer> {
    /** Starts a program from its settings and returns when it has ended. */
    private interface Program {
        void run(Map<String, String> settings) throws Exception;
    }

    private final CommandSpec spec;
    private final List<ConfigKey> keys;
    private final Program program;

    private DaemonCommand(String name, String description, List<ConfigKey> keys, Program program) {
        this.keys = keys;
        this.program = program;
        spec = CommandSpec.wrapWithoutInspection(this).name(name).mixinStandardHelpOptions(true);
        spec.usageMessage().description(description).abbreviateSynopsis(true);
        spec.addOption(OptionSpec.builder("--config")
                .paramLabel("FILE")
                .type(Path.class)
                .description("Properties file with these settings.")
                .build());
        keys.forEach(key -> spec.addOption(option(key)));
    }

    static CommandLine controller() {
        return new CommandLine(new DaemonCommand(
                "controller", "Runs the embedded OpenFlow 1.3 controller.", ControllerConfig.keys(), settings -> {
            EmbeddedController controller = EmbeddedController.start(ControllerConfig.of(settings));
            closeOnSignal(controller);
            controller.awaitTermination();
        }).spec);
    }

    static CommandLine agent() {
        return new CommandLine(
                new DaemonCommand("agent", "Runs the host agent.", AgentConfig.keys(), settings -> {
            HostAgent agent = HostAgent.start(AgentConfig.of(settings));
            closeOnSignal(agent);
            agent.awaitTermination();
        }).spec);
    }

    private static void closeOnSignal(AutoCloseable program) {
        Runtime.getRuntime().addShutdownHook(new Thread(
                () -> {
                    try {
                        program.close();
                    } catch (Exception e) {
                        System.err.println("ebbcast: tried to stop cleanly but " + e);
                    }
                },
                "stop"));
    }

    private static OptionSpec option(ConfigKey key) {
        String initial = key.defaultValue().isEmpty() ? "" : " (default: " + key.defaultValue() + ")";
        return OptionSpec.builder("--" + key.name())
                .paramLabel("VALUE")
                .type(String.class)
                .description((key.description() + initial).replace("%", "%%"))
                .build();
    }

    @Override
    public Integer call() {
        try {
            program.run(settings(spec.commandLine().getParseResult()));
            return ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, e.getMessage());
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, e.getMessage());
        } catch (Exception e) {
            throw new CommandFailure(ExitCode.FAILED, "tried to run the " + spec.name() + " but " + e);
        }
    }

    private Map<String, String> settings(ParseResult parsed) throws IOException {
        Map<String, String> settings = new HashMap<>();
        if (parsed.hasMatchedOption("--config")) {
            Properties file = new Properties();
            try (Reader reader = Files.newBufferedReader(parsed.<Path>matchedOption("--config").getValue())) {
                file.load(reader);
            }
            file.stringPropertyNames().forEach(name -> settings.put(name, file.getProperty(name)));
        }
        for (ConfigKey key : keys) {
            if (parsed.hasMatchedOption("--" + key.name())) {
                settings.put(key.name(), parsed.matchedOption("--" + key.name()).getValue());
            }
        }
        return settings;
    }
}
