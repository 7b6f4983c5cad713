package org.ebbcast.agent.containerd;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.MalformedInputException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * containerd's directory of registry hosts, {@code /etc/containerd/certs.d} by default. Files change atomically; who
 * may read them stays as it was.
 */
public final class ContainerdHosts {
    private static final Pattern REGISTRY = Pattern.compile("_default|[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?");
    private static final String FILE = "hosts.toml";

    private final Path directory;

    public ContainerdHosts(Path directory) {
        this.directory = directory;
    }

    /**
     * Has containerd ask {@code agent} first for images of {@code registry}, and the others as before.
     *
     * @return the file written
     * @throws IllegalArgumentException if it is no registry's name, or the file there cannot be added to
     */
    public Path write(String registry, URI agent) throws IOException {
        if (!REGISTRY.matcher(registry).matches()) {
            throw new IllegalArgumentException(
                    "'" + registry + "' is no registry; give a name such as docker.io or reg.local:5000, or _default");
        }
        Path file = directory.resolve(registry).resolve(FILE);
        Optional<String> before = read(file);
        try {
            replace(file, before.isPresent() ? HostsToml.with(before.get(), agent) : HostsToml.fresh(registry, agent));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Tried to add the agent to " + file + " but " + e.getMessage(), e);
        }
        return file;
    }

    /** Takes out of every file what {@link #write} put there; the files that changed. */
    public List<Path> restore() throws IOException {
        List<Path> changed = new ArrayList<>();
        for (Path registry : registries()) {
            Path file = registry.resolve(FILE);
            Optional<String> text = read(file);
            if (text.isEmpty()) {
                continue;
            }
            Optional<String> rest = HostsToml.without(text.get());
            if (rest.isEmpty()) {
                Files.delete(file);
                deleteIfEmpty(registry);
            } else if (!rest.equals(text)) {
                replace(file, rest.get());
            } else {
                continue;
            }
            changed.add(file);
        }
        return changed;
    }

    private List<Path> registries() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
            entries.forEach(found::add);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        found.sort(null);
        return found;
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (MalformedInputException e) {
            throw new IOException("Tried to read " + file + " but it is not UTF-8 as TOML must be; it stays as it is", e);
        }
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        try {
            Files.delete(folder);
        } catch (DirectoryNotEmptyException e) {
            // the user's certificates are there
        }
    }

    private static void replace(Path file, String text) throws IOException {
        boolean exists = Files.exists(file);
        Path target = exists ? file.toRealPath() : file;
        Files.createDirectories(target.getParent());
        Set<PosixFilePermission> permissions =
                exists ? Files.getPosixFilePermissions(target) : PosixFilePermissions.fromString("rw-r--r--");
        Path fresh = Files.createTempFile(target.getParent(), "." + FILE, "");
        try {
            Files.writeString(fresh, text);
            Files.setPosixFilePermissions(fresh, permissions);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
