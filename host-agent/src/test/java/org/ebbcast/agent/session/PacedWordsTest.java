package org.ebbcast.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacedWordsTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final List<String> heard = new ArrayList<>();
    private final PacedWords words = new PacedWords(heard::add, 100, nanos::get);

    private void say(long atNanos, String text) {
        nanos.set(atNanos);
        words.accept(text);
    }

    @Test
    void accept_oftenerThanTheInterval_passesOnOneAnInterval() {
        say(10, "a");
        say(94, "b");
        say(95, "c");
        say(100, "d");
        say(194, "e");
        say(500, "f");
        assertThat(heard).containsExactly("c", "f");
    }
}
