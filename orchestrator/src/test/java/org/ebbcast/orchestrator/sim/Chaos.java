package org.ebbcast.orchestrator.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.ebbcast.orchestrator.load.PortDirection;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;

/** Does things to a {@link SimWorld} that nobody would wish for, at moments that follow from the seed. */
final class Chaos {
    private final SimWorld world;
    private final Random random;
    private final List<DistributionView> submitted = new ArrayList<>();
    private final Map<String, List<BlobDescriptor>> images;
    private final List<String> log = new ArrayList<>();

    Chaos(SimWorld world, long seed, Map<String, List<BlobDescriptor>> images) {
        this.world = world;
        random = new Random(seed);
        this.images = images;
    }

    List<DistributionView> submitted() {
        return submitted;
    }

    List<String> log() {
        return log;
    }

    void submit() {
        List<String> names = new ArrayList<>(images.keySet());
        String image = names.get(random.nextInt(names.size()));
        List<String> targets = random.nextBoolean() ? List.of("all") : List.of(host(), host(), host());
        try {
            submitted.add(world.submit(Intent.of(image, List.of(), targets, random.nextBoolean())));
            log.add(now() + "submitted " + image + " to " + targets);
        } catch (CompletionException e) {
            log.add(now() + "refused: " + e.getCause().getMessage());
        }
    }

    private String now() {
        return String.format("%.3f ", world.loop().nowNanos() / 1e9);
    }

    private String host() {
        return "h" + (1 + random.nextInt(world.agents().size()));
    }

    /** One random act; some undo themselves later. */
    void act() {
        String host = host();
        double later = 0.2 + 14 * random.nextDouble();
        switch (random.nextInt(10)) {
            case 0:
                note("kill " + host);
                world.kill(host);
                after(later, () -> world.setConnected(host, true));
                break;
            case 1:
                note("cut " + host);
                world.setConnected(host, false);
                after(later / 4, () -> world.setConnected(host, true));
                break;
            case 2:
                note("mute " + host);
                world.agent(host).setMute(true);
                after(later, () -> world.agent(host).setMute(false));
                break;
            case 3:
                ConnectPoint link = pick(world.fabric().fabricPorts());
                note("link down " + link);
                world.fabric().setLink(link, false);
                after(later, () -> world.fabric().setLink(link, true));
                break;
            case 4:
                switchAway(later);
                break;
            case 5:
                note("switches refuse");
                world.rules().refuse(0.3);
                after(later / 4, () -> world.rules().refuse(0));
                break;
            case 6:
                if (!submitted.isEmpty()) {
                    DistributionView victim = pick(submitted);
                    note("cancel " + victim.id());
                    world.orchestrator().cancel(victim.id());
                }
                break;
            case 7:
                note("controller killed");
                world.restartController();
                break;
            case 8:
                note("loss and load");
                world.setLoss(0.1 * random.nextDouble());
                world.fabric().setForeground(
                        PortDirection.sentFrom(pick(world.fabric().fabricPorts())), random.nextInt(25_000_000));
                break;
            default:
                submit();
        }
    }

    private void switchAway(double later) {
        DatapathId victim = pick(List.copyOf(world.fabric().switches()));
        boolean rulesLost = random.nextBoolean();
        note("switch away " + victim + (rulesLost ? ", rules lost" : ""));
        world.fabric().setSwitch(victim, false, rulesLost);
        after(later, () -> world.fabric().setSwitch(victim, true, rulesLost));
    }

    private void note(String what) {
        log.add(now() + what);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void after(double seconds, Runnable undo) {
        world.loop().schedule((long) (seconds * 1e9), undo);
    }

    /** Everything works again. */
    void heal() {
        note("healed");
        world.setLoss(0);
        world.rules().refuse(0);
        world.agents().keySet().stream().map(HostId::toString).forEach(host -> {
            world.agent(host).setMute(false);
            world.setConnected(host, true);
        });
        world.fabric().fabricPorts().forEach(port -> {
            world.fabric().setLink(port, true);
            world.fabric().setForeground(PortDirection.sentFrom(port), 0);
        });
        world.fabric().switches().forEach(s -> world.fabric().setSwitch(s, true, false));
    }
}
