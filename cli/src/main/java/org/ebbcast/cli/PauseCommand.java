package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description = "Holds a distribution until 'resume', also over a restart of the controller.")
final class PauseCommand extends ActOnDistributionCommand {
    PauseCommand() {
        super("is paused");
    }

    @Override
    JsonNode act(ApiClient api, String path) {
        return api.post(path + "/pause", ApiClient.JSON.createObjectNode());
    }
}
