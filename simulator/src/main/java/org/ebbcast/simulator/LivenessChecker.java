package org.ebbcast.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.Intent;

/** Says what does not come to an end once nothing goes wrong any more. Stateless. */
final class LivenessChecker {
    private static final double PATIENCE_SECONDS = 200;

    private LivenessChecker() {}

    /** What was begun under trouble must end; with it over, everybody must be able to get everything. */
    static List<String> stuck(Site site, List<Image> images) {
        List<String> stuck = new ArrayList<>();
        boolean ended = site.loop().runUntil(() -> areOver(site), PATIENCE_SECONDS);
        if (!ended) {
            stuck.add("a distribution has not ended " + PATIENCE_SECONDS + " s after the last fault");
            return stuck;
        }
        for (Image image : images) {
            CompletableFuture<DistributionView> again =
                    site.submit(Intent.of(image.name(), List.of(), List.of("all"), false));
            boolean over = site.loop().runUntil(
                    () -> again.isDone() && (again.isCompletedExceptionally() || isOver(site, again)),
                    PATIENCE_SECONDS);
            if (!over) {
                stuck.add(image.name() + " did not reach everybody in peace");
            } else if (again.isCompletedExceptionally()) {
                stuck.add(image.name() + " was refused in peace");
            } else {
                DistributionView last = site.orchestrator().distribution(again.join().id()).orElseThrow();
                if (last.state() != DistributionState.COMPLETED) {
                    stuck.add(image.name() + " in peace ended as " + last.state() + ": " + last.detail());
                }
            }
        }
        site.loop().run(3);
        return stuck;
    }

    private static boolean areOver(Site site) {
        return site.orchestrator().distributions().stream().allMatch(v -> v.state().isOver());
    }

    private static boolean isOver(Site site, CompletableFuture<DistributionView> submitted) {
        return site.orchestrator()
                .distribution(submitted.join().id())
                .map(v -> v.state().isOver())
                .orElse(false);
    }
}
