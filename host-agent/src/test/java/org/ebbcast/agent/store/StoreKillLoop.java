package org.ebbcast.agent.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.ebbcast.protocol.Digest;

/**
 * Kills a process that fills a store, with SIGKILL, at random instants, and checks after each: the store's own check
 * finds nothing wrong, the next process serves over HTTP everything that was promised and nothing with wrong bytes, no
 * temporary file is left, and receptions go on from what was verified. Real files, a real kill.
 *
 * <p>{@code mvn -q -pl host-agent -am test-compile}, then with the test class path: {@code java
 * org.ebbcast.agent.store.StoreKillLoop [ROUNDS [SEED]]}, 200 rounds by default. Prints the seed; the same seed kills
 * after the same delays, and the children make the same choices.
 */
public final class StoreKillLoop {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path root;
    private final Random random;
    private final Map<Integer, Boolean> promised = new TreeMap<>();
    private final Map<Integer, Long> verified = new TreeMap<>();
    private int kills;
    private int resumptions;
    private long served;

    private StoreKillLoop(Path root, Random random) {
        this.root = root;
        this.random = random;
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : new Random().nextLong();
        Path root = Files.createTempDirectory("store-kill");
        System.out.println(run(root, rounds, seed));
    }

    /** What was done; throws with the seed in its message where something was wrong. */
    static String run(Path root, int rounds, long seed) throws Exception {
        StoreKillLoop loop = new StoreKillLoop(root, new Random(seed));
        try {
            for (int round = 0; round < rounds; round++) {
                loop.round();
            }
        } catch (IOException | IllegalStateException e) {
            throw new IllegalStateException("seed " + seed + ", kill " + loop.kills + ", store " + root, e);
        }
        return "seed " + seed + ": " + loop.kills + " kills, " + loop.served + " blobs served and right, "
                + loop.resumptions + " receptions resumed";
    }

    private void round() throws Exception {
        List<String> said = new ArrayList<>();
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-cp",
                        System.getProperty("java.class.path"), StoreKillChild.class.getName(), root.toString(),
                        Long.toString(random.nextLong()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(child.getInputStream()))) {
            int port = port(lines);
            requireNothingLeft();
            requireServed(port);
            long delayMicros = (long) (Math.pow(random.nextDouble(), 3) * 400_000);
            child.getOutputStream().write("\n".repeat(10_000).getBytes());
            child.getOutputStream().flush();
            child.waitFor(delayMicros, TimeUnit.MICROSECONDS);
            child.toHandle().destroyForcibly();
            child.waitFor();
            kills++;
            lines.lines().forEach(said::add);
        } finally {
            child.toHandle().destroyForcibly();
        }
        said.forEach(this::note);
        StoreCheck.Summary summary = StoreCheck.run(root, false, p -> { });
        require(summary.problems() == 0, summary.problems() + " problems in the store");
    }

    private int port(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("port ")) {
                return Integer.parseInt(line.substring(5));
            }
        }
        throw new IllegalStateException("the store did not open");
    }

    private void note(String line) {
        String[] words = line.split(" ");
        if (words.length < 2 || !words[words.length - 1].matches("[0-9]+")) {
            return;
        }
        int number = Integer.parseInt(words[1]);
        switch (words[0]) {
            case "blob", "tag" -> {
                promised.put(number, true);
                verified.remove(number);
            }
            case "filling" -> promised.remove(number);
            case "deleting" -> {
                promised.remove(number);
                verified.remove(number);
            }
            case "deleted" -> promised.put(number, false);
            case "verified" -> verified.put(number, Long.parseLong(words[2]));
            case "resumed" -> {
                long before = verified.getOrDefault(number, 0L);
                require(Long.parseLong(words[2]) >= before, "only " + words[2] + " of " + before + " resumed");
                resumptions += before > 0 ? 1 : 0;
            }
            default -> throw new IllegalStateException("the child said " + line);
        }
    }

    private void requireServed(int port) throws Exception {
        for (int number = 0; number < StoreKillChild.CONTENTS; number++) {
            Digest digest = StoreKillChild.content(number).digest();
            URI uri = URI.create("http://127.0.0.1:" + port + "/v2/demo/app/blobs/" + digest);
            HttpResponse<byte[]> response =
                    http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
            boolean here = response.statusCode() == 200;
            require(!here || Digest.ofContent(response.body()).equals(digest), "wrong bytes of " + digest);
            Boolean expected = promised.get(number);
            require(expected == null || expected == here,
                    digest + (here ? " is here again" : " is gone with " + response.statusCode()));
            served += here ? 1 : 0;
        }
    }

    private void requireNothingLeft() throws IOException {
        StoreLayout layout = new StoreLayout(root);
        require(StoreLayout.list(layout.temporary()).isEmpty(), "temporary files are left");
        for (Path file : StoreLayout.list(layout.partials())) {
            Digest digest = StoreLayout.digestOf(file).orElseThrow();
            require(Files.exists(layout.partialData(digest)) && Files.exists(layout.partialState(digest)),
                    file + " belongs to nothing");
        }
    }

    private static void require(boolean right, String wrong) {
        if (!right) {
            throw new IllegalStateException(wrong);
        }
    }
}
