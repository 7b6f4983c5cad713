package org.ebbcast.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ebbcast.agent.containerd.ContainerdHosts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code hosts-toml}: has containerd pull from this machine's agent, and takes that back. */
@Command(
        name = "hosts-toml",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "write|restore",
        description = {
            "Has containerd ask this machine's agent first for the images of registries, or no longer.",
            "What else is in its hosts.toml files stays as it is. containerd reads them at each pull."
        })
final class HostsTomlCommand {
    private static final Path CONFIGURATION = Path.of("/etc/containerd/config.toml");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            defaultValue = "/etc/containerd/certs.d",
            description = "containerd's config_path. Default: ${DEFAULT-VALUE}")
    private Path directory;

    @Command(name = "write", mixinStandardHelpOptions = true, description = "Adds the agent to the hosts of registries.")
    int write(
            @Option(
                    names = "--agent",
                    paramLabel = "URL",
                    defaultValue = "http://127.0.0.1:5000",
                    description = "The agent's registry. Default: ${DEFAULT-VALUE}")
            URI agent,
            @Parameters(
                    paramLabel = "REGISTRY",
                    arity = "1..*",
                    description = "For example docker.io or ghcr.io; _default for every one without a file of its own.")
            List<String> registries) {
        return attempt(() -> {
            for (String registry : registries) {
                say("wrote " + new ContainerdHosts(directory).write(registry, agent));
            }
            if (Files.isReadable(CONFIGURATION) && !Files.readString(CONFIGURATION).contains("config_path")) {
                say("note: " + CONFIGURATION + " has no config_path = \"" + directory
                        + "\" under [plugins.\"io.containerd.grpc.v1.cri\".registry]; Kubernetes reads none without");
            }
        });
    }

    @Command(name = "restore", mixinStandardHelpOptions = true, description = "Takes the agent out of all files again.")
    int restore() {
        return attempt(() -> {
            List<Path> changed = new ContainerdHosts(directory).restore();
            changed.forEach(file -> say((Files.exists(file) ? "restored " : "removed ") + file));
            if (changed.isEmpty()) {
                say("nothing to restore in " + directory);
            }
        });
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private static int attempt(Attempt attempt) {
        try {
            attempt.run();
            return ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, e.getMessage());
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, "tried to change containerd's hosts but " + e);
        }
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
