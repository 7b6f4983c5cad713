package org.ebbcast.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.PullResponseItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressCallbackTest {
    private final List<String> heard = new ArrayList<>();
    private final ProgressCallback<PullResponseItem> callback = new ProgressCallback<>(heard::add);

    /** A line of an engine's answer, as it comes over the wire. */
    private void line(String json) throws IOException {
        callback.onNext(new ObjectMapper().readValue(json, PullResponseItem.class));
    }

    @Test
    void onNext_layers_areCountedAsTheyComplete() throws IOException {
        line("{\"status\":\"Pulling from team/app\"}");
        line("{\"status\":\"Already exists\",\"id\":\"aa\"}");
        line("{\"status\":\"Pulling fs layer\",\"id\":\"bb\"}");
        line("{\"status\":\"Extracting\",\"id\":\"bb\",\"progress\":\"[=>  ] 1MB/3MB\"}");
        line("{\"status\":\"Pull complete\",\"id\":\"bb\"}");
        assertThat(heard).containsExactly(
                "Pulling from team/app",
                "1 of 1 layers; aa: Already exists",
                "1 of 2 layers; bb: Pulling fs layer",
                "1 of 2 layers; bb: Extracting [=>  ] 1MB/3MB",
                "2 of 2 layers; bb: Pull complete");
        assertThat(callback.error()).isEmpty();
    }

    @Test
    void onNext_error_isKeptInTheEnginesWords() throws IOException {
        line("{\"errorDetail\":{\"message\":\"no space left on device\"},\"error\":\"no space left on device\"}");
        assertThat(callback.error()).isEqualTo("no space left on device");
        assertThat(heard).isEmpty();
    }
}
