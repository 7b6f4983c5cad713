package org.ebbcast.orchestrator.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Limits;
import org.ebbcast.protocol.Shipment;
import org.junit.jupiter.api.Test;

/** Encrypted distributions: who gets the key, and who is left out. */
final class EncryptionTest {
    private final SimWorld world = new SimWorld(5, 1, 2, 2, 20_000_000, Map.of());

    EncryptionTest() {
        world.loop().run(3);
        world.agent("h1").hold("demo/app:v1", SimWorld.image("app", 2_000, 3_000_000));
    }

    private DistributionView submit(boolean encrypt) {
        return world.submit(Intent.of("demo/app:v1", List.of(), List.of("all"), false).withEncryption(encrypt));
    }

    private List<Shipment> shipments() {
        return world.announced().values().stream().flatMap(List::stream).collect(Collectors.toList());
    }

    private Set<String> keys() {
        return shipments().stream()
                .map(s -> s.sealKey().map(Base64.getEncoder()::encodeToString).orElse(""))
                .collect(Collectors.toSet());
    }

    @Test
    void encrypted_completes_underOneKey_thatIsNotInTheJournal_andLeavesRoomForTheSeal() {
        DistributionView view = world.finish(submit(true), 60);

        assertThat(view.state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(keys()).hasSize(1).allSatisfy(key -> assertThat(key).hasSize(44));
        assertThat(shipments()).extracting(Shipment::chunkBytes).containsOnly(1420);
        String key = keys().iterator().next();
        assertThat(world.journal().load()).allSatisfy((name, value) -> assertThat(text(value)).doesNotContain(key));
        assertThat(text(world.journal().load().get(view.id().toString()))).contains("\"encrypt\":true");
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Test
    void plain_hasNoKey() {
        assertThat(world.finish(submit(false), 60).state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(keys()).containsExactly("");
        assertThat(shipments()).extracting(Shipment::chunkBytes).containsOnly(1448);
    }

    @Test
    void controller_thatRestarts_goesOnEncrypted_underAnotherKey() {
        DistributionView view = submit(true);
        world.loop().run(0.8);
        assertThat(keys()).hasSize(1);
        world.restartController();
        world.loop().run(1);

        assertThat(world.finish(view, 60).state()).isEqualTo(DistributionState.COMPLETED);
        assertThat(keys()).hasSize(2).doesNotContain("");
    }

    @Test
    void target_thatIsTooOld_failsAlone() {
        world.setVersion("h3", Limits.SEAL_VERSION - 1);
        DistributionView view = world.finish(submit(true), 60);
        assertThat(view.state()).isEqualTo(DistributionState.PARTIAL);
        assertThat(view.targets()).filteredOn(t -> t.reason().isPresent()).singleElement().satisfies(t -> {
            assertThat(t.host()).hasToString("h3");
            assertThat(t.reason()).contains(FailureReason.AGENT_TOO_OLD);
            assertThat(t.detail()).contains("version 2", "needs 3", "upgrade");
        });
    }

    @Test
    void source_thatIsTooOld_sendsNothing() {
        world.setVersion("h1", Limits.SEAL_VERSION - 1);
        DistributionView alone = world.finish(submit(true), 60);
        assertThat(alone.state()).isEqualTo(DistributionState.FAILED);
        assertThat(alone.reason()).contains(FailureReason.AGENT_TOO_OLD);
        assertThat(alone.detail()).contains("upgrade");
        assertThat(world.announced()).isEmpty();

        world.agent("h2").hold("demo/app:v1", SimWorld.image("app", 2_000, 3_000_000));
        DistributionView other = world.finish(submit(true), 60);
        assertThat(other.sources()).extracting(Object::toString).doesNotContain("h1");
        assertThat(other.targets()).filteredOn(t -> t.reason().isEmpty()).isNotEmpty();
    }

    @Test
    void agent_thatComesBackOlder_isToldNothingMore() {
        DistributionView view = submit(true);
        world.loop().run(0.8);
        assertThat(world.announced()).containsKeys(HostId.of("h1"), HostId.of("h3"));
        world.setVersion("h1", Limits.SEAL_VERSION - 1);
        world.setVersion("h3", Limits.SEAL_VERSION - 1);
        world.announced().clear();

        DistributionView ended = world.finish(view, 200);

        assertThat(ended.state().isOver()).isTrue();
        assertThat(world.announced()).doesNotContainKeys(HostId.of("h1"), HostId.of("h3"));
    }
}
