package org.ebbcast.agent.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Prometheus' clients tell of every process, by the names that they use. Linux. */
public final class ProcessMetrics {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessMetrics() {}

    /** Adds them; each is read when somebody asks. */
    public static void describe(Metrics metrics) {
        double started = ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3;
        metrics.gauge("process_start_time_seconds", "Start of the process, in Unix time.", () -> started);
        metrics.gauge("process_resident_memory_bytes", "Resident memory.", ProcessMetrics::residentBytes);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            metrics.gauge("process_open_fds", "Open file descriptors.", system::getOpenFileDescriptorCount);
            metrics.gauge("process_max_fds", "Most file descriptors.", system::getMaxFileDescriptorCount);
            metrics.counter("process_cpu_seconds_total", "Processor time.", () -> system.getProcessCpuTime() / 1e9);
        }
    }

    private static double residentBytes() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToDouble(kilobytes -> Double.parseDouble(kilobytes) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
