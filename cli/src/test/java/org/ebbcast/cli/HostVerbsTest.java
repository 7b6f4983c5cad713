package org.ebbcast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.protocol.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code fsck} and {@code hosts-toml} as somebody on the host types them. */
class HostVerbsTest {
    @TempDir
    private Path root;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = Ebbcast.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }

    @Test
    void fsck_soundThenSpoiled_exitsZeroThenOne() throws IOException {
        BlobStore.open(root, 0).close();
        assertThat(run("fsck", "--store", root.toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("2 blobs", "nothing wrong");
        Path spoiled = root.resolve("blobs/sha256").resolve(Digest.ofContent(new byte[1]).hex());
        Files.write(spoiled, new byte[2]);
        assertThat(run("fsck", "--store", root.toString())).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(out.toString()).contains(spoiled.toString(), "1 wrong");
        assertThat(run("fsck", "--store", root.toString(), "--repair")).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(spoiled).doesNotExist();
        assertThat(run("fsck", "--store", root.toString())).isEqualTo(ExitCode.OK);
    }

    @Test
    void fsck_noStore_exitsFive() {
        assertThat(run("fsck", "--store", root.resolve("none").toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains(root.resolve("none").toString());
    }

    @Test
    void hostsToml_writeAndRestore_leaveNothing() {
        Path directory = root.resolve("certs.d");
        assertThat(run("hosts-toml", "write", "--directory", directory.toString(), "ghcr.io")).isEqualTo(ExitCode.OK);
        assertThat(directory.resolve("ghcr.io/hosts.toml")).content().contains("http://127.0.0.1:5000");
        assertThat(run("hosts-toml", "restore", "--directory", directory.toString())).isEqualTo(ExitCode.OK);
        assertThat(directory).isEmptyDirectory();
        assertThat(out.toString()).contains("removed " + directory.resolve("ghcr.io/hosts.toml"));
    }

    @Test
    void hostsToml_uselessRegistry_exitsTwoAndNamesIt() {
        assertThat(run("hosts-toml", "write", "--directory", root.toString(), "../x")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("'../x'");
        assertThat(run("hosts-toml", "write")).isEqualTo(ExitCode.USAGE);
    }
}
