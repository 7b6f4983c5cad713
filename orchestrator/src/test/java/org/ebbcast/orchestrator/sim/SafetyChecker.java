package org.ebbcast.orchestrator.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.TargetState;
import org.ebbcast.orchestrator.view.TargetView;
import org.ebbcast.protocol.BlobDescriptor;

/** Says what is wrong with a world in which every distribution is over. Stateless. */
final class SafetyChecker {
    private SafetyChecker() {}

    static List<String> wrong(
            SimWorld world, List<DistributionView> over, Map<String, List<BlobDescriptor>> images) {
        List<String> wrong = new ArrayList<>(world.violations());
        world.rules().everything().forEach(rule -> wrong.add("left in a switch: " + rule));
        world.senders().forEach(host -> wrong.add(host + " still sends"));
        world.agents().forEach((host, agent) -> {
            if (!agent.receiving().isEmpty()) {
                wrong.add(host + " still receives");
            }
        });
        for (DistributionView view : over) {
            for (TargetView target : view.targets()) {
                check(world, view, target, images.get(view.intent().image()), wrong);
            }
        }
        return wrong;
    }

    private static void check(
            SimWorld world, DistributionView view, TargetView target, List<BlobDescriptor> image, List<String> wrong) {
        String who = view.id() + " " + target.host();
        SimAgent agent = world.agent(target.host().toString());
        if (!target.state().isOver()) {
            wrong.add(who + " is " + target.state() + " although the distribution is " + view.state());
        }
        if (target.state() == TargetState.DONE && !(agent.hasAll(image) && agent.hasPublished(view.intent().image()))) {
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
