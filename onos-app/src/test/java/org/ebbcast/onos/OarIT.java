package org.ebbcast.onos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.ebbcast.onos.rig.Eventually;
import org.ebbcast.onos.rig.OnosFramework;
import org.ebbcast.onos.rig.OnosRig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** The finished .oar: what is in it, and that its bundle lives in a framework that exports what ONOS 2.7 exports. */
class OarIT {
    private static final int JAVA_11 = 55;
    private static final Pattern BUNDLE = Pattern.compile("<bundle>mvn:([^/]+)/([^/]+)/([^<]+)</bundle>");

    @TempDir
    Path directory;

    private static Map<String, byte[]> unzip(InputStream zip) throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        try (ZipInputStream in = new ZipInputStream(zip)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
        return entries;
    }

    private static Map<String, byte[]> oar() throws IOException {
        return unzip(Files.newInputStream(Path.of(System.getProperty("oar"))));
    }

    private static byte[] bundle() throws IOException {
        return oar().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(".jar"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oar_holdsEveryBundleItsFeatureNames() throws IOException {
        Map<String, byte[]> oar = oar();
        String features = oar.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("-features.xml"))
                .map(entry -> new String(entry.getValue(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
        Matcher named = BUNDLE.matcher(features);
        List<String> paths = new ArrayList<>();
        while (named.find()) {
            paths.add("m2/" + named.group(1).replace('.', '/') + "/" + named.group(2) + "/" + named.group(3) + "/"
                    + named.group(2) + "-" + named.group(3) + ".jar");
        }

        assertThat(paths).isNotEmpty().allSatisfy(path -> assertThat(oar).containsKey(path));
        assertThat(new String(oar.get("app.xml"), StandardCharsets.UTF_8)).contains("name=\"org.ebbcast\"");
        assertThat(features).doesNotContain("feature name=\"onos-");
    }

    @Test
    void oar_everyClass_isJava11OrOlder() throws IOException {
        Map<String, byte[]> bundle = unzip(new ByteArrayInputStream(bundle()));

        assertThat(bundle).containsKey("WEB-INF/classes/org/ebbcast/orchestrator/Orchestrator.class");
        bundle.forEach((name, bytes) -> {
            assertThat(name).as("a jar in the bundle would need looking into as well").doesNotEndWith(".jar");
            if (name.endsWith(".class")) {
                assertThat((bytes[6] & 255) << 8 | bytes[7] & 255).as(name).isLessThanOrEqualTo(JAVA_11);
            }
        });
    }

    @Test
    void bundle_inOnos_resolvesStartsLeadsAndLeavesNothing() throws Exception {
        int port = freePort();
        try (OnosRig rig = new OnosRig();
                OnosFramework framework = OnosFramework.start(directory, Path.of(System.getProperty("framework")))) {
            rig.services().forEach(framework::register);
            framework.configure(EbbcastApplication.class.getName(), Map.of("agentPort", Integer.toString(port)));
            Bundle bundle = framework.install("ebbcast", bundle());

            bundle.start();

            assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
            Eventually.holds("the orchestrator runs", () -> framework
                    .service(EbbcastService.class.getName())
                    .map(service -> isPresent(service, "orchestrator"))
                    .orElse(false));
            assertThat(bundle.loadClass("org.ebbcast.onos.web.EbbcastServlet")).isNotNull();
            assertThat(framework.service("org.ebbcast.onos.ui.EbbcastOverlay")).isPresent();
            new Socket(InetAddress.getLoopbackAddress(), port).close();

            framework.configure(EbbcastApplication.class.getName(), Map.of("agentPort", "-1"));
            framework.configure(EbbcastApplication.class.getName(), Map.of("agentPort", Integer.toString(port)));
            bundle.stop();

            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(ConnectException.class);
            Eventually.holds("all threads are gone", () -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("ebbcast")));
        }
    }

    @Test
    void bundle_withoutWhatOnosExports_doesNotResolve() throws Exception {
        try (OnosFramework framework =
                OnosFramework.startEmpty(directory, Path.of(System.getProperty("framework")))) {
            Bundle bundle = framework.install("ebbcast", bundle());

            assertThatThrownBy(bundle::start).isInstanceOf(BundleException.class);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean isPresent(Object service, String method) {
        try {
            return ((Optional<?>) service.getClass().getMethod(method).invoke(service)).isPresent();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
