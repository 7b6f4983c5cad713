package org.ebbcast.protocol.channel;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A self-signed certificate and its key as PEM files, made by the JDK's keytool. */
final class Certificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path certificate;
    private final Path key;

    private Certificates(Path certificate, Path key) {
        this.certificate = certificate;
        this.key = key;
    }

    Path certificate() {
        return certificate;
    }

    Path key() {
        return key;
    }

    /** @param alternativeName such as {@code ip:127.0.0.1} or {@code dns:example.org} */
    static Certificates make(Path directory, String name, String alternativeName) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair", "-alias", "a", "-keyalg", "EC", "-validity", "2", "-dname", "CN=" + name,
                        "-ext", "san=" + alternativeName, "-storetype", "PKCS12", "-storepass", new String(PASSWORD),
                        "-keystore", store.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!keytool.waitFor(20, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IllegalStateException("keytool failed");
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return new Certificates(
                pem(directory.resolve(name + ".crt"), "CERTIFICATE", keys.getCertificate("a").getEncoded()),
                pem(directory.resolve(name + ".key"), "PRIVATE KEY", keys.getKey("a", PASSWORD).getEncoded()));
    }

    private static Path pem(Path file, String label, byte[] der) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        String text = "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
        return Files.write(file, text.getBytes(StandardCharsets.US_ASCII));
    }
}
