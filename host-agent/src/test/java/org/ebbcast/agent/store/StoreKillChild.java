package org.ebbcast.agent.store;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.ebbcast.agent.http.HttpThreads;
import org.ebbcast.agent.metrics.Metrics;
import org.ebbcast.agent.registry.RegistryServer;

/**
 * The process that {@link StoreKillLoop} kills: serves a store, and once told to go on fills it, telling of each thing
 * that from then on must be there.
 */
final class StoreKillChild {
    static final int CONTENTS = 24;
    static final RepositoryName APP = new RepositoryName("demo/app");

    private StoreKillChild() {}

    /** One of the contents that all rounds deal with; its size is random, up to 300 kB. */
    static Content content(int number) {
        return Content.random(number, 1 + new Random(number).nextInt(300_000));
    }

    /** @param args the store's directory and a seed */
    public static void main(String[] args) throws Exception {
        Random random = new Random(Long.parseLong(args[1]));
        BlobStore store = BlobStore.open(Path.of(args[0]), 0);
        RegistryServer server = RegistryServer.start(
                HttpThreads.start(), new InetSocketAddress("127.0.0.1", 0), store, new Metrics(), Optional::empty);
        say("port " + server.localAddress().getPort());
        while (System.in.read() == '\n') {
            for (int i = 0; i < 4; i++) {
                step(store, random);
            }
            say("turn");
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static void step(BlobStore store, Random random) throws IOException {
        int number = random.nextInt(CONTENTS);
        Content content = content(number);
        if (store.contains(content.digest())) {
            publishOrDelete(store, number, content, random);
            return;
        }
        say("filling " + number);
        if (random.nextBoolean()) {
            push(store, number, content);
        } else {
            receive(store, number, content, random);
        }
    }

    private static void push(BlobStore store, int number, Content content) throws IOException {
        try (Upload upload = store.upload()) {
            for (int piece = 0; piece < content.pieceCount(); piece++) {
                upload.append(ByteBuffer.wrap(content.piece(piece)));
            }
            upload.commit(content.digest());
        }
        say("blob " + number);
    }

    private static void receive(BlobStore store, int number, Content content, Random random) throws IOException {
        try (PartialBlob partial = content.open(store)) {
            say("resumed " + number + " " + partial.verifiedBytes());
            int stop = random.nextInt(content.pieceCount() * 2);
            for (int piece = 0; piece < content.pieceCount() && piece != stop; piece++) {
                content.fill(partial, piece);
                if (piece % 50 == 0) {
                    say("verified " + number + " " + partial.verifiedBytes());
                }
            }
            if (partial.verifiedBytes() == content.bytes().length) {
                partial.commit();
                say("blob " + number);
            } else {
                say("verified " + number + " " + partial.verifiedBytes());
            }
        }
    }

    private static void publishOrDelete(BlobStore store, int number, Content content, Random random)
            throws IOException {
        Tag tag = new Tag("t" + number);
        if (random.nextInt(3) > 0) {
            ManifestLink link = new ManifestLink(
                    content.digest(), Manifest.OCI_MANIFEST, Optional.empty(), List.of(), System.currentTimeMillis());
            store.publish(APP, List.of(link), List.of(tag));
            say("tag " + number);
        } else {
            say("deleting " + number);
            store.names().deleteManifest(APP, content.digest());
            store.deleteBlob(content.digest());
            say("deleted " + number);
        }
    }
}
