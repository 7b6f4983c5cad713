package org.ebbcast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Lets a paused distribution go on where it was.")
final class ResumeCommand extends ActOnDistributionCommand {
    ResumeCommand() {
        super("goes on");
    }

    @Override
    JsonNode act(ApiClient api, String path) {
        return api.post(path + "/resume", ApiClient.JSON.createObjectNode());
    }
}
