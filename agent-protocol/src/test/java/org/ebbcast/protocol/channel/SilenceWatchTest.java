package org.ebbcast.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SilenceWatchTest {
    @Test
    void thirdSilentInterval_inARow_isTheLast() {
        SilenceWatch watch = new SilenceWatch();
        assertThat(watch.tick()).isFalse();
        assertThat(watch.tick()).isFalse();
        assertThat(watch.tick()).isFalse();
        watch.heard();
        assertThat(watch.tick()).isFalse();
        assertThat(watch.tick()).isFalse();
        assertThat(watch.tick()).isFalse();
        assertThat(watch.tick()).isTrue();
    }
}
