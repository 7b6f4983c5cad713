package org.ebbcast.orchestrator.life;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ebbcast.protocol.HostId;

/**
 * Questions that agents have not answered yet. No two have the same number, whichever life of the controller asked: an agent
 * that was slow answers the next one, who may have asked something else. Owned by the orchestrator's loop.
 */
final class Requests {
    private final Map<Long, Question> open = new HashMap<>();
    private long next;

    private static final class Question {
        private final Distribution distribution;
        private final HostId asked;

        private Question(Distribution distribution, HostId asked) {
            this.distribution = distribution;
            this.asked = asked;
        }
    }

    /** @param life of the controller, counted from its first */
    Requests(int life) {
        next = (long) life << 32;
    }

    /** The number of a question to {@code host}, whose answer goes to {@code distribution}. */
    long ask(Distribution distribution, HostId host) {
        open.put(next, new Question(distribution, host));
        return next++;
    }

    /** Whose question {@code host} answers, once; nobody's if it was not asked or nobody waits any more. */
    Optional<Distribution> answered(long number, HostId host) {
        Question question = open.get(number);
        if (question == null || !question.asked.equals(host)) {
            return Optional.empty();
        }
        open.remove(number);
        return Optional.of(question.distribution);
    }

    /** The distribution waits for no answer any more. */
    void forget(Distribution distribution) {
        open.values().removeIf(question -> question.distribution == distribution);
    }
}
