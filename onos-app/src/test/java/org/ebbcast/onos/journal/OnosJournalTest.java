package org.ebbcast.onos.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.ebbcast.onos.rig.MapStorage;
import org.junit.jupiter.api.Test;

class OnosJournalTest {
    private final MapStorage storage = new MapStorage();
    private final OnosJournal journal = OnosJournal.open(storage);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void done(CompletionStage<Void> stage) throws Exception {
        stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Map<String, byte[]> reopened() {
        return OnosJournal.open(storage).load();
    }

    @Test
    void put_thenLoadElsewhere_isThere() throws Exception {
        done(journal.put("d-1", bytes("one")));
        done(journal.put("d-2", bytes("two")));

        assertThat(reopened()).hasSize(2).hasEntrySatisfying("d-1", value -> assertThat(value).isEqualTo(bytes("one")));
    }

    @Test
    void put_again_replacesAndLeavesNothingOfTheFormer() throws Exception {
        done(journal.put("d-1", bytes("one")));
        int entries = storage.values().size();
        done(journal.put("d-1", bytes("another")));

        assertThat(reopened().get("d-1")).isEqualTo(bytes("another"));
        assertThat(storage.values()).hasSize(entries);
    }

    @Test
    void put_largeValue_isCutIntoPartsThatAPartitionTakes() throws Exception {
        byte[] large = new byte[3_000_000];
        new Random(1).nextBytes(large);

        done(journal.put("d-1", large));

        assertThat(storage.values().values())
                .allSatisfy(part -> assertThat(((byte[]) part).length).isLessThanOrEqualTo(256 << 10));
        assertThat(reopened().get("d-1")).isEqualTo(large);
    }

    @Test
    void put_writesPartsBeforeTheHeadAndRemovesAfter() throws Exception {
        done(journal.put("d-1", bytes("one")));
        done(journal.put("d-1", bytes("two")));

        assertThat(storage.writes())
                .containsExactly("put d-1#1#0", "put d-1", "put d-1#2#0", "put d-1", "remove d-1#1#0");
    }

    @Test
    void load_partsWithoutHead_areSwept() throws Exception {
        done(journal.put("d-1", bytes("one")));
        storage.values().remove("d-1");

        assertThat(reopened()).isEmpty();
        assertThat(storage.values()).isEmpty();
    }

    @Test
    void load_partMissing_isNamed() throws Exception {
        done(journal.put("d-1", bytes("one")));
        storage.values().remove("d-1#1#0");

        assertThatThrownBy(this::reopened).hasMessageContaining("d-1#1#0");
    }

    @Test
    void put_afterLoadOfAnEarlierLife_continuesItsWritings() throws Exception {
        done(journal.put("d-1", bytes("one")));
        OnosJournal next = OnosJournal.open(storage);
        next.load();

        done(next.put("d-1", bytes("two")));

        assertThat(reopened().get("d-1")).isEqualTo(bytes("two"));
        assertThat(storage.values()).hasSize(2);
    }

    @Test
    void remove_leavesNothing() throws Exception {
        done(journal.put("d-1", bytes("one")));

        done(journal.remove("d-1"));
        done(journal.remove("d-9"));

        assertThat(storage.values()).isEmpty();
    }

    @Test
    void closed_refusesToWrite() {
        journal.close();

        assertThatThrownBy(() -> done(journal.put("d-1", bytes("one")))).hasMessageContaining("leads no more");
        assertThat(storage.values()).isEmpty();
    }
}
