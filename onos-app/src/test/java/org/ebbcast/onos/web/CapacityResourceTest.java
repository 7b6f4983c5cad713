package org.ebbcast.onos.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.ws.rs.core.Response;
import org.ebbcast.onos.EbbcastService;
import org.ebbcast.orchestrator.Orchestrator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapacityResourceTest {
    private final List<OptionalLong> told = new ArrayList<>();
    private final CapacityResource resource = new CapacityResource(new EbbcastService() {
        @Override
        public Optional<Orchestrator> orchestrator() {
            return Optional.empty();
        }

        @Override
        public Optional<String> leader() {
            return Optional.empty();
        }

        @Override
        public void setLinkCapacity(OptionalLong bitsPerSecond) {
            told.add(bitsPerSecond);
        }
    });

    @Test
    void put_number_isTold() {
        Response response = resource.put("{\"capacityBitsPerSecond\": 5000000}");

        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(told).containsExactly(OptionalLong.of(5_000_000));
    }

    @Test
    void put_null_goesBackToTheSwitches() {
        resource.put("{\"capacityBitsPerSecond\": null}");

        assertThat(told).containsExactly(OptionalLong.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "{\"capacityBitsPerSecond\": 0}", "{\"capacityBitsPerSecond\": 1.5}"})
    void put_wrongBody_isRefused(String body) {
        Response response = resource.put(body);

        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(response.getMediaType().toString()).isEqualTo("application/problem+json");
        assertThat(told).isEmpty();
    }
}
