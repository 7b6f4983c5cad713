package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(name = "cancel", mixinStandardHelpOptions = true, description = "Cancels a distribution.")
final class CancelCommand extends ActOnDistributionCommand {
    CancelCommand() {
        super("is being cancelled");
    }

    @Override
    JsonNode act(ApiClient api, String path) {
        return api.delete(path);
    }
}
