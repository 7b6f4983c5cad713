package org.ebbcast.simulator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.view.DistributionView;

/** One life of a datacenter: its shape, its images and its faults follow from the seed. */
final class Schedule {
    private static final int MAX_ACTS = 12;

    private Schedule() {}

    /**
     * What came of it.
     *
     * @param wrong what must not be; empty is good
     * @param story for people: what was done and what the distributions say
     * @param trace equal for equal runs
     */
    record Outcome(long seed, List<String> wrong, String story, long trace) {}

    static Outcome run(long seed) {
        Random random = new Random(seed);
        List<Image> images = images(seed, random);
        Site site = new Site(random.nextLong(), 1 + random.nextInt(2), 2 + random.nextInt(2), 2, 20_000_000,
                Map.of("stall-timeout", "20s"));
        site.loop().run(2.5);
        images.forEach(image -> {
            site.declare(image);
            site.host(1 + random.nextInt(site.hosts().size())).hold(image);
        });
        site.host(1).hold(images.get(0));
        Trouble trouble = new Trouble(site, random, images);
        List<String> wrong = new ArrayList<>();
        try {
            live(site, random, trouble);
            wrong.addAll(LivenessChecker.stuck(site, images));
            wrong.addAll(SafetyChecker.wrong(site, images));
            checkAccepted(site, trouble, wrong);
        } catch (RuntimeException | AssertionError e) {
            wrong.add("threw " + e + " at " + List.of(e.getStackTrace()).subList(0, Math.min(12, e.getStackTrace().length)));
        }
        return new Outcome(seed, wrong, story(site, trouble), site.trace());
    }

    private static List<Image> images(long seed, Random random) {
        int base = 200_000 + random.nextInt(400_000);
        return List.of(
                Image.of("demo/app:v1", seed, base, 30_000),
                Image.of("demo/app:v2", seed, base, 30_000, 100_000 + random.nextInt(200_000)),
                Image.of("demo/odd:v1", seed, 1 + random.nextInt(3_000), 0, 92_672, 400_000));
    }

    private static void live(Site site, Random random, Trouble trouble) {
        trouble.submit();
        int acts = 1 + random.nextInt(MAX_ACTS);
        for (int act = 0; act < acts; act++) {
            // Mostly within the second or two that a transfer takes.
            site.loop().run(random.nextInt(3) == 0 ? 2.5 * random.nextDouble() : 0.4 * random.nextDouble());
            trouble.act();
        }
        site.loop().run(8 * random.nextDouble());
        trouble.heal();
    }

    /** An accepted intent is never forgotten. */
    private static void checkAccepted(Site site, Trouble trouble, List<String> wrong) {
        var known = new HashSet<>();
        site.orchestrator().distributions().forEach(v -> known.add(v.id()));
        trouble.submitted().stream()
                .filter(view -> !known.contains(view.id()))
                .forEach(view -> wrong.add(view.id() + " was accepted and is forgotten"));
    }

    private static String story(Site site, Trouble trouble) {
        return String.join("\n", trouble.log()) + "\n"
                + site.orchestrator().distributions().stream().map(Schedule::story).collect(Collectors.joining("\n"));
    }

    private static String story(DistributionView view) {
        return view.id() + " " + view.intent().image() + " " + view.state() + " " + view.detail() + " "
                + view.targets().stream()
                        .map(t -> t.host() + ":" + t.state() + t.reason().map(r -> "(" + r + ")").orElse(""))
                        .collect(Collectors.joining(" "))
                + "\n  "
                + view.events().stream()
                        .map(e -> String.format("%.3f %s", e.seconds(), e.text()))
                        .collect(Collectors.joining("\n  "));
    }
}
