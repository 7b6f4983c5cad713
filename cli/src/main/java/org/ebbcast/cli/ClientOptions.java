package org.ebbcast.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every verb that talks to a controller. */
final class ClientOptions {
    @Option(
            names = "--controller",
            paramLabel = "URL",
            defaultValue = "${env:EBBCAST_CONTROLLER:-http://127.0.0.1:8080}",
            description = "REST address of the controller (default: $EBBCAST_CONTROLLER or ${DEFAULT-VALUE}).")
    private URI controller = URI.create("http://127.0.0.1:8080");

    @Option(names = "--token-file", paramLabel = "FILE", description = "File with the controller's shared token.")
    private @Nullable Path tokenFile;

    ApiClient connect() {
        return new ApiClient(controller, token());
    }

    private Optional<String> token() {
        if (tokenFile == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(tokenFile).trim());
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "tried to read the token from " + tokenFile + " but got " + e);
        }
    }
}
