package org.ebbcast.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.ebbcast.orchestrator.load.PortDirection;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;

/** Does things to a {@link Site} that nobody would wish for; which and when follows from the seed. Owned by its run. */
final class Trouble {
    private static final double LONGEST_SECONDS = 14;

    private final Site site;
    private final Random random;
    private final List<Image> images;
    private final List<CompletableFuture<DistributionView>> submitted = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private boolean healed;

    Trouble(Site site, Random random, List<Image> images) {
        this.site = site;
        this.random = random;
        this.images = images;
    }

    List<String> log() {
        return log;
    }

    /** Intents that were accepted. */
    List<DistributionView> submitted() {
        return submitted.stream()
                .filter(f -> f.isDone() && !f.isCompletedExceptionally())
                .map(CompletableFuture::join)
                .toList();
    }

    void submit() {
        Image image = pick(images);
        List<String> targets = random.nextBoolean()
                ? List.of("all")
                : List.of(anyHost().id.toString(), anyHost().id.toString());
        boolean encrypt = random.nextInt(3) == 0;
        note("submit " + image.name() + " to " + targets + (encrypt ? ", encrypted" : ""));
        submitted.add(site.submit(
                Intent.of(image.name(), List.of(), targets, random.nextBoolean()).withEncryption(encrypt)));
    }

    private Host anyHost() {
        return site.host(1 + random.nextInt(site.hosts().size()));
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void note(String what) {
        log.add(String.format("%.3f %s", site.loop().nowNanos() / 1e9, what));
    }

    private void later(Runnable undo) {
        double seconds = 0.2 + LONGEST_SECONDS * random.nextDouble();
        site.loop().schedule((long) (seconds * 1e9), () -> {
            if (!healed) {
                undo.run();
            }
        });
    }

    /** One random act; most undo themselves later. */
    void act() {
        switch (random.nextInt(21)) {
            case 0 -> crash(anyHost());
            case 1 -> site.hosts().values().stream().filter(Host::isSending).findFirst().ifPresent(this::crash);
            case 2 -> cutControl(anyHost());
            case 3 -> stall(anyHost());
            case 4 -> linkDown(pick(site.fabric().fabricPorts()));
            case 5 -> switchAway(pick(List.copyOf(site.fabric().switches())));
            case 6 -> refuseRules();
            case 7 -> cancel();
            case 8 -> controllerKilled();
            case 9 -> everywhere("loss", new LinkFaults(0.1 * random.nextDouble(), 0, 0, 0, 0));
            case 10 -> everywhere("bursts", new LinkFaults(0.002, 0.005, 0.1, 0, 0));
            case 11 -> everywhere("disorder", new LinkFaults(0, 0, 0, 0.1 * random.nextDouble(),
                    1 + random.nextInt(80_000_000)));
            case 12 -> lossySubtree();
            case 13 -> cutOff(anyHost());
            case 14 -> diskFull(anyHost());
            case 15 -> diskBroken(anyHost());
            case 16 -> clockJump(anyHost());
            case 17 -> forge();
            case 18 -> foreground();
            case 19 -> replay();
            default -> submit();
        }
    }

    private void crash(Host host) {
        note("crash " + host.id);
        host.crash();
        site.setConnected(host.id, false);
        later(() -> boot(host));
    }

    private void boot(Host host) {
        if (!host.isAlive()) {
            note("boot " + host.id);
            host.boot();
            site.setConnected(host.id, true);
        }
    }

    private void cutControl(Host host) {
        note("cut control of " + host.id);
        site.setConnected(host.id, false);
        later(() -> site.setConnected(host.id, host.isAlive()));
    }

    private void stall(Host host) {
        note("stall " + host.id);
        host.stall();
        later(host::resume);
    }

    private void linkDown(ConnectPoint link) {
        note("link down " + link);
        site.fabric().setLink(link, false);
        later(() -> site.fabric().setLink(link, true));
    }

    private void switchAway(DatapathId victim) {
        boolean rulesLost = random.nextBoolean();
        note("switch away " + victim + (rulesLost ? ", rules lost" : ""));
        site.fabric().setSwitch(victim, false, rulesLost);
        later(() -> site.fabric().setSwitch(victim, true, rulesLost));
    }

    private void refuseRules() {
        note("switches refuse");
        site.rules().refuse(0.3);
        later(() -> site.rules().refuse(0));
    }

    private void cancel() {
        List<DistributionView> known = submitted();
        if (!known.isEmpty()) {
            DistributionView victim = pick(known);
            note("cancel " + victim.id());
            site.orchestrator().cancel(victim.id());
        }
    }

    private void controllerKilled() {
        note("controller killed");
        site.restartController();
    }

    private void everywhere(String what, LinkFaults faults) {
        note(what + " on every link");
        site.wires().everywhere = faults;
        later(() -> site.wires().everywhere = LinkFaults.NONE);
    }

    private void lossySubtree() {
        PortDirection where = PortDirection.sentFrom(pick(site.fabric().fabricPorts()));
        LinkFaults faults = random.nextInt(3) == 0
                ? LinkFaults.cut()
                : new LinkFaults(0.2 * random.nextDouble(), 0.01, 0.05, 0, 0);
        note((faults.isCut() ? "silently nothing" : "loss") + " behind " + where);
        site.wires().setFaults(where, faults);
        later(() -> site.wires().setFaults(where, LinkFaults.NONE));
    }

    private void cutOff(Host host) {
        note("data network of " + host.id + " cut off");
        ConnectPoint at = site.fabric().attachments().get(host.id).at();
        setAccess(at, LinkFaults.cut());
        later(() -> setAccess(at, LinkFaults.NONE));
    }

    private void setAccess(ConnectPoint at, LinkFaults faults) {
        site.wires().setFaults(PortDirection.sentFrom(at), faults);
        site.wires().setFaults(PortDirection.receivedAt(at), faults);
    }

    private void diskFull(Host host) {
        note("disk full " + host.id);
        host.disk.quotaBytes = 0;
        later(() -> host.disk.quotaBytes = Long.MAX_VALUE);
    }

    private void diskBroken(Host host) {
        note("disk errors " + host.id);
        host.disk.broken = true;
        later(() -> host.disk.broken = false);
    }

    private void clockJump(Host host) {
        long jump = 1_000_000L * (1 + random.nextInt(90_000));
        note("clock of " + host.id + " jumps ahead by " + jump / 1_000_000 + " ms");
        host.jumpClock(jump);
    }

    private void forge() {
        note("forged datagrams");
        site.wires().forged = 0.02;
        later(() -> site.wires().forged = 0);
    }

    private void replay() {
        note("replayed datagrams");
        site.wires().replayed = 0.05;
        later(() -> site.wires().replayed = 0);
    }

    private void foreground() {
        PortDirection where = PortDirection.sentFrom(pick(site.fabric().fabricPorts()));
        int load = random.nextInt(25_000_000);
        note("foreground " + load + " bit/s at " + where);
        site.fabric().setForeground(where, load);
        later(() -> site.fabric().setForeground(where, 0));
    }

    /** Everything works again, and nothing goes wrong any more. */
    void heal() {
        note("healed");
        healed = true;
        site.wires().heal();
        site.rules().refuse(0);
        site.hosts().values().forEach(host -> {
            host.disk.quotaBytes = Long.MAX_VALUE;
            host.disk.broken = false;
            host.resume();
            boot(host);
            site.setConnected(host.id, true);
        });
        site.fabric().fabricPorts().forEach(port -> {
            site.fabric().setLink(port, true);
            site.fabric().setForeground(PortDirection.sentFrom(port), 0);
        });
        site.fabric().switches().forEach(s -> site.fabric().setSwitch(s, true, false));
    }
}
