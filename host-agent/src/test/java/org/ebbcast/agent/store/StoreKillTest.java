package org.ebbcast.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few rounds of {@link StoreKillLoop}, which is run by hand for 200. */
class StoreKillTest {
    @TempDir
    private Path root;

    @Test
    void store_killed_servesWhatWasPromisedAndNothingWrong() throws Exception {
        assertThat(StoreKillLoop.run(root, 4, System.nanoTime())).contains("4 kills");
    }
}
