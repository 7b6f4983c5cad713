package org.ebbcast.onos.rig;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/**
 * Felix with declarative services, exporting what the bundles of ONOS 2.7 export: packages and versions are read from
 * the manifests of those very bundles, and their classes are loaded from them.
 */
public final class OnosFramework implements AutoCloseable {
    /** Symbolic names and, from the pom, versions of what ONOS 2.7 exports and this application may use. */
    private static final Map<String, String> EXPORTERS = Map.ofEntries(
            Map.entry("org.onosproject.onos-api", "2.7.0"),
            Map.entry("org.onosproject.onlab-misc", "2.7.0"),
            Map.entry("org.onosproject.onlab-osgi", "2.7.0"),
            Map.entry("org.onosproject.onlab-rest", "2.7.0"),
            Map.entry("org.onosproject.onos-cli", "2.7.0"),
            Map.entry("org.onosproject.onos-core-serializers", "2.7.0"),
            Map.entry("com.google.guava", "22.0.0"),
            Map.entry("com.fasterxml.jackson.core.jackson-core", "2.11.0"),
            Map.entry("com.fasterxml.jackson.core.jackson-databind", "2.11.0"),
            Map.entry("com.fasterxml.jackson.core.jackson-annotations", "2.11.0"),
            Map.entry("io.netty.common", "4.1.35.Final"),
            Map.entry("io.netty.buffer", "4.1.35.Final"),
            Map.entry("io.netty.transport", "4.1.35.Final"),
            Map.entry("io.netty.handler", "4.1.35.Final"),
            Map.entry("io.netty.codec", "4.1.35.Final"),
            Map.entry("javax.ws.rs-api", "2.1"),
            Map.entry("javax.servlet-api", "3.1.0"),
            Map.entry("org.glassfish.jersey.core.jersey-server", "2.27.0"),
            Map.entry("org.glassfish.jersey.containers.jersey-container-servlet-core", "2.27.0"),
            Map.entry("org.apache.karaf.shell.core", "4.2.9"),
            Map.entry("slf4j.api", "1.7.29"));

    private static final Pattern USES = Pattern.compile(";\\s*uses:=\"[^\"]*\"");
    private static final String CONFIGURATION_ADMIN = "org.osgi.service.cm.ConfigurationAdmin";

    private final Framework framework;

    private OnosFramework(Framework framework) {
        this.framework = framework;
    }

    /** @param services bundles of declarative services and configuration */
    public static OnosFramework start(Path storage, Path services) throws BundleException, IOException {
        return start(storage, services, exports());
    }

    /** As {@link #start} in a framework that exports nothing of ONOS. */
    public static OnosFramework startEmpty(Path storage, Path services) throws BundleException, IOException {
        return start(storage, services, "");
    }

    private static OnosFramework start(Path storage, Path services, String exports)
            throws BundleException, IOException {
        Map<String, String> configuration = new HashMap<>();
        configuration.put(Constants.FRAMEWORK_STORAGE, storage.resolve("felix").toString());
        configuration.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        configuration.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, exports);
        OnosFramework started = new OnosFramework(new FrameworkFactory().newFramework(configuration));
        started.framework.start();
        List<Bundle> bundles = new ArrayList<>();
        try (Stream<Path> files = Files.list(services)) {
            for (Path file : files.sorted().collect(Collectors.toList())) {
                bundles.add(started.install(file.getFileName().toString(), Files.readAllBytes(file)));
            }
        }
        for (Bundle bundle : bundles) {
            bundle.start();
        }
        return started;
    }

    /** Export-Package of every exporter, found on the class path at exactly its version. */
    private static String exports() throws IOException {
        Map<String, String> found = new HashMap<>();
        for (URL url : Collections.list(
                OnosFramework.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            Attributes manifest = new Manifest(url.openStream()).getMainAttributes();
            String name = Optional.ofNullable(manifest.getValue(Constants.BUNDLE_SYMBOLICNAME))
                    .map(text -> text.replaceAll(";.*", "").trim())
                    .orElse("");
            String wanted = EXPORTERS.get(name);
            if (wanted != null && wanted.equals(manifest.getValue(Constants.BUNDLE_VERSION))) {
                found.put(name, USES.matcher(manifest.getValue(Constants.EXPORT_PACKAGE)).replaceAll(""));
            }
        }
        List<String> missing = EXPORTERS.keySet().stream()
                .filter(name -> !found.containsKey(name))
                .sorted()
                .collect(Collectors.toList());
        if (!missing.isEmpty()) {
            throw new IllegalStateException("not on the class path at the version that ONOS exports: " + missing);
        }
        return String.join(",", found.values());
    }

    private BundleContext context() {
        return framework.getBundleContext();
    }

    /** Makes {@code service} available under its type. */
    public void register(Class<?> type, Object service) {
        context().registerService(type.getName(), service, null);
    }

    public Bundle install(String name, byte[] jar) throws BundleException {
        return context().installBundle(name, new ByteArrayInputStream(jar));
    }

    /** The service of that name, if there is one now. */
    public Optional<Object> service(String type) {
        try {
            // all, as this side of the framework may see another class of that name
            ServiceReference<?>[] references = context().getAllServiceReferences(type, null);
            return Optional.ofNullable(references).map(found -> context().getService(found[0]));
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Sets the component configuration of {@code component}; declarative services take it over before this returns. */
    public void configure(String component, Map<String, String> properties) {
        Object admin = service(CONFIGURATION_ADMIN).orElseThrow();
        try {
            Object configuration = admin.getClass()
                    .getMethod("getConfiguration", String.class, String.class)
                    .invoke(admin, component, null);
            configuration
                    .getClass()
                    .getMethod("update", java.util.Dictionary.class)
                    .invoke(configuration, new Hashtable<>(properties));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            framework.stop();
            framework.waitForStop(10_000);
        } catch (BundleException e) {
            throw new UncheckedIOException(new IOException(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
