package org.ebbcast.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.TargetState;
import org.ebbcast.orchestrator.view.TargetView;

/** Says what is wrong with a site in which every distribution is over. Stateless. */
final class SafetyChecker {
    private SafetyChecker() {}

    static List<String> wrong(Site site, List<Image> images) {
        List<String> wrong = new ArrayList<>(site.violations());
        site.rules().everything().forEach(rule -> wrong.add("left in a switch: " + rule));
        site.hosts().values().forEach(host -> checkHost(site, host, wrong));
        for (DistributionView view : site.orchestrator().distributions()) {
            Image image = images.stream()
                    .filter(i -> i.name().equals(view.intent().image()))
                    .findFirst()
                    .orElseThrow();
            view.targets().forEach(target -> checkTarget(site, view, target, image, wrong));
        }
        return wrong;
    }

    private static void checkHost(Site site, Host host, List<String> wrong) {
        if (host.isSending()) {
            wrong.add(host.id + " still sends");
        }
        if (host.isReceiving()) {
            wrong.add(host.id + " still receives");
        }
        host.disk.blobs.forEach((digest, content) -> {
            if (!Arrays.equals(content, site.truth(digest))) {
                wrong.add(host.id + " keeps wrong bytes as " + digest);
            }
        });
    }

    private static void checkTarget(
            Site site, DistributionView view, TargetView target, Image image, List<String> wrong) {
        String who = view.id() + " " + target.host();
        Host host = site.hosts().get(target.host());
        if (!target.state().isOver()) {
            wrong.add(who + " is " + target.state() + " although the distribution is " + view.state());
        }
        if (target.state() == TargetState.DONE
                && !(host.hasAll(image.blobs()) && host.images.containsKey(image.name()))) {
            wrong.add(who + " is DONE without the image");
        }
        if (target.state() == TargetState.FAILED && (target.reason().isEmpty() || target.detail().isEmpty())) {
            wrong.add(who + " failed without a reason");
        }
        if (target.bytesVerified() > target.bytesTotal()) {
            wrong.add(who + " verified more than it lacked");
        }
    }
}
