package org.ebbcast.agent.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerdHostsTest {
    private static final URI AGENT = URI.create("http://127.0.0.1:5000");
    private static final String TABLE = "[host.\"http://127.0.0.1:5000\"]\n  capabilities = [\"pull\", \"resolve\"]\n";

    @TempDir
    private Path root;

    private Path directory;
    private ContainerdHosts hosts;

    @BeforeEach
    void start() {
        directory = root.resolve("certs.d");
        hosts = new ContainerdHosts(directory);
    }

    private Path given(String registry, String text) throws IOException {
        Path file = Files.createDirectories(directory.resolve(registry)).resolve("hosts.toml");
        return Files.writeString(file, text);
    }

    @Test
    void write_nothingThere_makesAFileThatRestoreRemoves() throws IOException {
        Path hub = hosts.write("docker.io", AGENT);
        Path any = hosts.write("_default", AGENT);
        assertThat(hub).content().contains("server = \"https://registry-1.docker.io\"\n").contains(TABLE);
        assertThat(any).content().doesNotContain("server").contains(TABLE);
        assertThat(hosts.restore()).containsExactlyInAnyOrder(hub, any);
        assertThat(directory).isEmptyDirectory();
        assertThat(hosts.restore()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "",
        "server = \"https://x\"\n",
        "server = \"https://x\"\n\n# mine\n[host.\"https://mirror\"]\n  client = [\n    [\"a.cert\", \"a.key\"]\n  ]\n",
        "server = 'x'\n\n  [ host . 'https://a' ]\n[host.'https://b']",
        "[host]\n[host.\"https://a\"]\r\n  skip_verify = true\r\n"
    })
    void write_usersFile_isPutFirstAndTakenOutAgain(String text) throws IOException {
        Path file = given("reg.local:5000", text);
        hosts.write("reg.local:5000", AGENT);
        hosts.write("reg.local:5000", AGENT);
        String written = Files.readString(file);
        assertThat(written.split("127.0.0.1:5000", -1)).hasSize(2);
        assertThat(written.replaceAll("(?s)# begin ebbcast.*# end ebbcast\n", "")).isEqualTo(text);
        int other = written.indexOf("https://a") + written.indexOf("https://mirror") + 1;
        assertThat(other < 0 || other > written.indexOf(TABLE)).isTrue();
        assertThat(hosts.restore()).containsExactly(file);
        assertThat(file).hasContent(text).content().isEqualTo(text);
    }

    @Test
    void restore_fileEditedMeanwhile_keepsTheEdit() throws IOException {
        Path file = hosts.write("ghcr.io", AGENT);
        Files.writeString(file, Files.readString(file) + "[host.\"https://mirror\"]\n");
        hosts.restore();
        assertThat(file).content().contains("https://mirror", "server = \"https://ghcr.io\"").doesNotContain("127.0.0.1");
    }

    @Test
    void write_permissionsAndLinks_stay() throws IOException {
        Path file = given("a.b", "server = \"https://x\"\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.createDirectories(directory.resolve("c.d"));
        Path link = Files.createSymbolicLink(directory.resolve("c.d/hosts.toml"), file);
        hosts.write("c.d", AGENT);
        assertThat(link).isSymbolicLink();
        assertThat(file).content().contains(TABLE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
        assertThat(directory.resolve("a.b")).isDirectoryNotContaining("glob:**.hosts.toml?*");
    }

    @Test
    void write_whatCannotBeAddedTo_isRefusedAndStays() throws IOException {
        String mine = "[host.\"http://127.0.0.1:5000\"]\n";
        Path file = given("a.b", mine);
        assertThatThrownBy(() -> hosts.write("a.b", AGENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString());
        assertThat(file).content().isEqualTo(mine);
        Files.write(file, "server = \"\u00e9\"\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> hosts.write("a.b", AGENT)).hasMessageContaining("not UTF-8");
        for (String bad : new String[] {"../x", "", "A", "https://x", "x/y"}) {
            assertThatThrownBy(() -> hosts.write(bad, AGENT)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
