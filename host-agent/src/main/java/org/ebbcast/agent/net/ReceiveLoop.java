package org.ebbcast.agent.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that receives image datagrams and runs the receivers. Other threads reach it with {@link #post}; all
 * other methods belong to its thread.
 */
public final class ReceiveLoop implements AutoCloseable {
    /*
     * A wake-up costs more than a datagram, so the socket is not waited for: while data flows the thread sleeps for
     * up to some milliseconds and then takes all that has come. The sleep begins short, grows while little comes, and shrinks
     * when more has come than a small part of the socket's buffer, so that a sudden rise of the rate still fits in. Only when
     * nothing came for a while it waits in the selector.
     */
    private static final Logger log = LoggerFactory.getLogger(ReceiveLoop.class);
    private static final int MAX_COMMANDS = 4096;
    private static final long MAX_NAP_NANOS = 20_000_000L;
    private static final long MIN_NAP_NANOS = 250_000L;
    private static final long URGENT_NAP_NANOS = 2_000_000L;
    private static final int MUCH_BYTES = 192 << 10;
    private static final int SHARE_OF_BUFFER = 8;
    private static final long QUIET_NANOS = 500_000_000L;
    private static final long QUIET_TICK_MILLIS = 20;

    private final NetworkInterface dataInterface;
    private final TransportCounters counters;
    private final BlockingQueue<Runnable> commands = new LinkedBlockingQueue<>(MAX_COMMANDS);
    private final Selector selector;
    private final Thread thread;
    private final DatagramDrain drain;
    private final Map<Integer, Registration> shipments = new HashMap<>();
    private final Map<Integer, Inbound> inbound = new HashMap<>();
    private final Map<Integer, GroupSocket> sockets = new HashMap<>();
    private volatile boolean closed;
    private long napNanos = MIN_NAP_NANOS;
    private int muchBytes = MUCH_BYTES;
    private long lastDatagramNanos;

    private record Registration(int port, Set<InetAddress> groups) {}

    /** Starts the thread; it sleeps until there is a shipment to receive. */
    public ReceiveLoop(NetworkInterface dataInterface, TransportCounters counters) throws IOException {
        this.dataInterface = dataInterface;
        this.counters = counters;
        selector = Selector.open();
        drain = new DatagramDrain(counters);
        thread = new Thread(this::run, "ebbcast-receive");
        thread.setDaemon(true);
        thread.start();
    }

    /** Has {@code command} run on the loop's thread, soon. Returns false, and drops it, if too many wait. Any thread. */
    public boolean post(Runnable command) {
        boolean taken = !closed && commands.offer(command);
        LockSupport.unpark(thread);
        selector.wakeup();
        return taken;
    }

    /** Delivers datagrams of {@code shipmentNumber} on these groups to {@code receiver}; replaces what was before. */
    public void register(int shipmentNumber, int port, Set<InetAddress> groups, Inbound receiver) throws IOException {
        GroupSocket socket = sockets.get(port);
        if (socket == null) {
            socket = GroupSocket.open(dataInterface, port, selector);
            sockets.put(port, socket);
            muchBytes = Math.min(muchBytes, socket.bufferBytes() / SHARE_OF_BUFFER);
        }
        shipments.put(shipmentNumber, new Registration(port, Set.copyOf(groups)));
        inbound.put(shipmentNumber, receiver);
        lastDatagramNanos = System.nanoTime();
        rejoin();
    }

    /** Ends what {@link #register} began; what has come so far is flushed. */
    public void unregister(int shipmentNumber) {
        Inbound gone = inbound.remove(shipmentNumber);
        if (gone != null) {
            gone.flush();
            shipments.remove(shipmentNumber);
            try {
                rejoin();
            } catch (IOException e) {
                log.warn("Leaving groups of shipment {}: {}", shipmentNumber, e.toString());
            }
        }
    }

    private void rejoin() throws IOException {
        for (Map.Entry<Integer, GroupSocket> entry : List.copyOf(sockets.entrySet())) {
            Set<InetAddress> groups = new HashSet<>();
            boolean used = false;
            for (Registration shipment : shipments.values()) {
                if (shipment.port() == entry.getKey()) {
                    used = true;
                    groups.addAll(shipment.groups());
                }
            }
            if (used) {
                entry.getValue().setGroups(groups);
            } else {
                sockets.remove(entry.getKey());
                entry.getValue().close();
            }
        }
    }

    private void run() {
        try {
            while (!closed) {
                runCommands();
                int bytes = drainAll(System.nanoTime());
                tickAll(System.nanoTime());
                rest(bytes);
            }
        } catch (IOException | RuntimeException e) {
            log.error("The receive loop ended; restart the agent", e);
        } finally {
            closed = true;
            runCommands();
            inbound.values().forEach(Inbound::flush);
            closeSockets();
        }
    }

    private void runCommands() {
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            try {
                command.run();
            } catch (RuntimeException e) {
                log.error("A command of the receive loop failed", e);
            }
        }
    }

    private int drainAll(long nowNanos) throws IOException {
        int bytes = 0;
        for (GroupSocket socket : sockets.values()) {
            bytes += drain.drain(socket, inbound, nowNanos);
        }
        return bytes;
    }

    private void tickAll(long nowNanos) {
        for (Inbound receiver : new ArrayList<>(inbound.values())) {
            receiver.tick(nowNanos);
        }
    }

    private void rest(int bytes) throws IOException {
        long now = System.nanoTime();
        if (bytes > 0) {
            lastDatagramNanos = now;
        }
        if (!commands.isEmpty() || closed) {
            return;
        }
        if (inbound.isEmpty()) {
            LockSupport.park(this);
        } else if (now - lastDatagramNanos > QUIET_NANOS) {
            selector.select(QUIET_TICK_MILLIS);
            selector.selectedKeys().clear();
            napNanos = MIN_NAP_NANOS;
        } else {
            nap(bytes);
        }
    }

    private void nap(int bytes) {
        if (bytes > muchBytes) {
            napNanos = napNanos / 2;
        } else if (bytes < muchBytes / 3) {
            napNanos = Math.min(MAX_NAP_NANOS, Math.max(MIN_NAP_NANOS, napNanos * 2));
        }
        if (napNanos >= MIN_NAP_NANOS) {
            boolean urgent = inbound.values().stream().anyMatch(Inbound::isUrgent);
            LockSupport.parkNanos(this, urgent ? Math.min(napNanos, URGENT_NAP_NANOS) : napNanos);
        }
    }

    private void closeSockets() {
        try {
            for (GroupSocket socket : sockets.values()) {
                socket.close();
            }
            selector.close();
        } catch (IOException e) {
            log.debug("Closing the receive loop's sockets", e);
        }
    }

    /** Whether datagrams can be received. Any thread. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Ends the thread; shipments still registered are flushed. Any thread but the loop's. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        selector.wakeup();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
