package org.ebbcast.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessMetricsTest {
    @Test
    void scrape_ofThisProcess_hasWhatEveryProcessHas() {
        Metrics metrics = new Metrics();
        ProcessMetrics.describe(metrics);
        assertThat(metrics.scrape())
                .contains("# TYPE process_cpu_seconds_total counter", "# TYPE process_resident_memory_bytes gauge")
                .containsPattern("process_resident_memory_bytes [1-9][0-9]{7,}")
                .containsPattern("process_start_time_seconds 1[0-9.E]+")
                .containsPattern("process_open_fds [1-9]");
    }
}
