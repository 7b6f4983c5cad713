package org.ebbcast.controller.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {
    @TempDir
    Path directory;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> texts(Map<String, byte[]> state) {
        return state.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> new String(entry.getValue(), StandardCharsets.UTF_8)));
    }

    private Map<String, String> reopened() throws IOException {
        try (FileJournal journal = FileJournal.open(directory)) {
            return texts(journal.load());
        }
    }

    @Test
    void journal_reopened_hasWhatWasPutAndNotWhatWasRemoved() throws Exception {
        try (FileJournal journal = FileJournal.open(directory)) {
            assertThat(journal.load()).isEmpty();
            journal.put("d-1", bytes("a")).toCompletableFuture().get();
            journal.put("d-2", bytes("b")).toCompletableFuture().get();
            journal.put("d-1", bytes("c")).toCompletableFuture().get();
            journal.remove("d-2").toCompletableFuture().get();
            journal.remove("never").toCompletableFuture().get();
        }
        assertThat(reopened()).containsExactly(Map.entry("d-1", "c"));
    }

    @Test
    void journal_manyChangesToOneKey_staysShort() throws Exception {
        try (FileJournal journal = FileJournal.open(directory, 4_096)) {
            for (int i = 0; i < 1_000; i++) {
                journal.put("d-1", bytes("value " + i)).toCompletableFuture().get();
            }
        }
        assertThat(Files.size(directory.resolve("journal.log"))).isLessThan(5_000);
        assertThat(reopened()).containsExactly(Map.entry("d-1", "value 999"));
    }

    @Test
    void journal_openTwice_secondIsToldWho() throws Exception {
        try (FileJournal first = FileJournal.open(directory)) {
            assertThat(first.load()).isEmpty();
            assertThatThrownBy(() -> FileJournal.open(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("another controller");
        }
    }

    @Test
    void journal_foreignFile_isLeftAlone() throws Exception {
        Files.writeString(directory.resolve("journal.log"), "something else entirely");
        assertThatThrownBy(() -> FileJournal.open(directory)).hasMessageContaining("not a journal");
        assertThat(directory.resolve("journal.log")).hasContent("something else entirely");
    }

    @Test
    void journal_closed_failsWrites() throws Exception {
        FileJournal journal = FileJournal.open(directory);
        journal.close();
        assertThat(journal.put("d-1", bytes("a")).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void journal_unfinishedCompaction_isForgotten() throws Exception {
        try (FileJournal journal = FileJournal.open(directory)) {
            journal.put("d-1", bytes("a")).toCompletableFuture().get();
        }
        Files.writeString(directory.resolve("journal.tmp"), "half");
        assertThat(reopened()).containsExactly(Map.entry("d-1", "a"));
        assertThat(directory.resolve("journal.tmp")).doesNotExist();
    }

    /** Cuts or damages the file anywhere: what loads is what was there after some change, none before the damage lost. */
    @Property(tries = 300)
    void journal_cutOrDamagedAnywhere_loadsAPrefix(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 30) int changes, @ForAll boolean damage)
            throws IOException {
        Random random = new Random(seed);
        Path here = Files.createTempDirectory("journal");
        List<Map<String, String>> states = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        try (JournalFile file = JournalFile.open(here, Long.MAX_VALUE)) {
            states.add(Map.of());
            ends.add(Files.size(here.resolve("journal.log")));
            Map<String, String> state = new HashMap<>();
            for (int i = 0; i < changes; i++) {
                file.append(List.of(randomChange(random, state)));
                states.add(Map.copyOf(state));
                ends.add(Files.size(here.resolve("journal.log")));
            }
        }
        byte[] whole = Files.readAllBytes(here.resolve("journal.log"));
        int header = (int) (long) ends.get(0);
        int at = damage ? header + random.nextInt(whole.length - header + 1) : random.nextInt(whole.length + 1);
        Files.write(here.resolve("journal.log"), damage ? damaged(whole, at, random) : java.util.Arrays.copyOf(whole, at));
        int kept = (int) ends.stream().filter(end -> end <= at).count() - 1;
        try (JournalFile file = JournalFile.open(here, Long.MAX_VALUE)) {
            assertThat(texts(file.live())).isEqualTo(states.get(Math.max(0, kept)));
            file.append(List.of(new JournalRecord("after", Optional.of(bytes("x")))));
        }
        try (JournalFile file = JournalFile.open(here, Long.MAX_VALUE)) {
            assertThat(texts(file.live())).containsEntry("after", "x");
        }
        for (String name : List.of("journal.log", "journal.lock")) {
            Files.deleteIfExists(here.resolve(name));
        }
        Files.delete(here);
    }

    private static byte[] damaged(byte[] whole, int at, Random random) {
        byte[] bytes = whole.clone();
        if (at < bytes.length) {
            bytes[at] ^= (byte) (1 + random.nextInt(255));
        }
        return bytes;
    }

    private static JournalRecord randomChange(Random random, Map<String, String> state) {
        String key = "d-" + random.nextInt(5);
        if (random.nextInt(4) == 0) {
            state.remove(key);
            return new JournalRecord(key, Optional.empty());
        }
        String value = "v".repeat(random.nextInt(40));
        state.put(key, value);
        return new JournalRecord(key, Optional.of(bytes(value)));
    }
}
