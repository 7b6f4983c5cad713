package org.ebbcast.orchestrator.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ebbcast.planner.PlanLimits;
import org.ebbcast.protocol.config.ConfigKey;
import org.ebbcast.protocol.config.ConfigValues;
import org.ebbcast.rules.Ipv4Address;
import org.ebbcast.rules.PipelineProfile;

/** All settings of the orchestrator, validated before anything starts. Immutable. */
public final class OrchestratorConfig {
    private static final List<ConfigKey> KEYS = List.of(
            ConfigKey.of("headroom", "0.03", "fraction of every link's idle bandwidth that is never used"),
            ConfigKey.of("queued-headroom", "0.01", "the same where the port is known to have the queue of image data"),
            ConfigKey.of("statistics-interval", "1s", "how often switches are asked for their counters"),
            ConfigKey.of("stale-intervals", "3", "statistics older than this many intervals are not believed"),
            ConfigKey.of("ebb-intervals", "2", "statistics intervals that a lull must last before it counts as idle"),
            ConfigKey.of("counter-lag", "1s", "how far a switch's flow counters may lag behind its port counters"),
            ConfigKey.of("warm-up", "5s", "how long an intent waits for the first statistics of the links it needs"),
            ConfigKey.of("group-address-base", "239.192.0.0", "first multicast address of distribution trees"),
            ConfigKey.of("group-address-count", "65536", "how many multicast addresses may be used from there on"),
            ConfigKey.of("data-port", "9871", "UDP port of image data"),
            ConfigKey.of("table-id", "0", "OpenFlow table of tree rules"),
            ConfigKey.of("rule-priority", "40000", "OpenFlow priority of tree rules"),
            ConfigKey.of("queue-id", "1", "queue of image data on every port, below all other traffic"),
            ConfigKey.of("without-queue", "cap", "at ports that lack the queue: cap the rate, refuse, or ignore it"),
            ConfigKey.of("queueless-share", "0.5", "fraction of the idle bandwidth used at ports that lack the queue"),
            ConfigKey.of("uplink-queue", "false", "whether hosts' own interfaces send image data below all other traffic"),
            ConfigKey.of("dscp", "1", "DSCP of image data; 1 is LE (RFC 8622)"),
            ConfigKey.of("max-trees", "4", "trees per shipment at most"),
            ConfigKey.of("rules-per-switch", "0", "flow rules and groups that all trees may have in one switch; 0 for no limit"),
            ConfigKey.of("trickle-rate", "100k", "bits per second sent where nothing is idle; 0 makes targets wait"),
            ConfigKey.of("resolve-timeout", "60s", "how long sources may take to find an image"),
            ConfigKey.of("answer-timeout", "5s", "a target silent for this long when asked has failed"),
            ConfigKey.of("inventory-patience", "1s", "a target slower than this is taken to lack every blob"),
            ConfigKey.of("ready-patience", "500ms", "a stream waits this long at most for slow receivers"),
            ConfigKey.of("attach-timeout", "3s", "how long a host may take to turn up in the fabric"),
            ConfigKey.of("agent-grace", "10s", "how long an agent may be away before it counts as lost"),
            ConfigKey.of("repair-patience", "700ms", "repair without progress for this long asks the next tier"),
            ConfigKey.of("stall-timeout", "30s", "a target without any progress for this long has failed"),
            ConfigKey.of("publish-timeout", "10m", "how long a target may publish, or its engine import, without a word"),
            ConfigKey.of("drain-delay", "250ms", "how long the rules of a replaced tree stay after the change"),
            ConfigKey.of("replan-hold", "2s", "shortest time between two plans of one shipment"),
            ConfigKey.of("max-live-distributions", "64", "distributions that may run at once"),
            ConfigKey.of("feedback-limit", "4000", "messages a second about shipments that all receivers may send"),
            ConfigKey.of("history", "100", "finished distributions that are remembered"),
            ConfigKey.of("queue-limit", "65536", "events that may wait for the orchestrator's loop"));

    private final double headroom;
    private final double queuedHeadroom;
    private final Duration statisticsInterval;
    private final int staleIntervals;
    private final int ebbIntervals;
    private final Duration counterLag;
    private final Duration warmUp;
    private final Ipv4Address groupAddressBase;
    private final int groupAddressCount;
    private final int dataPort;
    private final PipelineProfile pipeline;
    private final WithoutQueue withoutQueue;
    private final double queuelessShare;
    private final boolean uplinkQueue;
    private final PlanLimits planLimits;
    private final Patience patience;
    private final int maxLiveDistributions;
    private final int feedbackLimit;
    private final int history;
    private final int queueLimit;

    private OrchestratorConfig(ConfigValues v) {
        headroom = v.fraction("headroom");
        queuedHeadroom = v.fraction("queued-headroom");
        statisticsInterval = positive(v, "statistics-interval");
        staleIntervals = v.integer("stale-intervals", 1, 100);
        ebbIntervals = v.integer("ebb-intervals", 1, 60);
        counterLag = v.duration("counter-lag");
        warmUp = v.duration("warm-up");
        groupAddressCount = v.integer("group-address-count", 16, 1 << 20);
        groupAddressBase = groups(v.requiredText("group-address-base"), groupAddressCount);
        dataPort = v.integer("data-port", 1, 65535);
        pipeline = PipelineProfile.of(
                v.integer("table-id", 0, 254),
                v.integer("rule-priority", 1, 65535),
                v.integer("queue-id", 0, 255),
                v.integer("dscp", 0, 63));
        withoutQueue = withoutQueue(v);
        queuelessShare = v.fraction("queueless-share");
        uplinkQueue = v.flag("uplink-queue");
        planLimits = planLimits(v);
        patience = new Patience(v);
        maxLiveDistributions = v.integer("max-live-distributions", 1, 100_000);
        feedbackLimit = v.integer("feedback-limit", 10, 10_000_000);
        history = v.integer("history", 0, 1_000_000);
        queueLimit = v.integer("queue-limit", 100, 10_000_000);
    }

    private static Duration positive(ConfigValues v, String key) {
        Duration value = v.duration(key);
        if (value.isZero()) {
            throw new IllegalArgumentException("setting '" + key + "' is '" + v.text(key) + "', must be above zero");
        }
        return value;
    }

    private static PlanLimits planLimits(ConfigValues v) {
        PlanLimits limits = PlanLimits.of(v.integer("max-trees", 1, 64), v.bitsPerSecond("trickle-rate"));
        int rules = v.integer("rules-per-switch", 0, 1_000_000);
        if (rules > 0 && rules < PlanLimits.RULES_OF_A_TREE) {
            throw new IllegalArgumentException("setting 'rules-per-switch' is '" + rules + "', which holds no tree;"
                    + " expected 0 for no limit, or at least " + PlanLimits.RULES_OF_A_TREE);
        }
        return rules == 0 ? limits : limits.withRulesPerSwitch(rules);
    }

    private static WithoutQueue withoutQueue(ConfigValues v) {
        String text = v.requiredText("without-queue");
        return Arrays.stream(WithoutQueue.values())
                .filter(choice -> choice.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "setting 'without-queue' is '" + text + "', expected cap, refuse or ignore"));
    }

    private static Ipv4Address groups(String base, int count) {
        Ipv4Address first = Ipv4Address.parse(base);
        if (!first.isMulticast() || !Ipv4Address.ofBits(first.bits() + count - 1).isMulticast()) {
            throw new IllegalArgumentException("setting 'group-address-base' is '" + base + "', expected a multicast"
                    + " address with " + count + " more above it");
        }
        return first;
    }

    /** Every setting with its default. */
    public static List<ConfigKey> keys() {
        return KEYS;
    }

    /** @throws IllegalArgumentException naming the key, the value and the form expected */
    public static OrchestratorConfig of(Map<String, String> given) {
        return new OrchestratorConfig(ConfigValues.of(KEYS, given));
    }

    /** How long the life cycle waits for whom. Immutable. */
    public static final class Patience {
        private final Duration resolve;
        private final Duration answer;
        private final Duration inventory;
        private final Duration ready;
        private final Duration attach;
        private final Duration agentGrace;
        private final Duration repair;
        private final Duration stall;
        private final Duration publish;
        private final Duration drain;
        private final Duration replanHold;

        private Patience(ConfigValues v) {
            resolve = positive(v, "resolve-timeout");
            answer = positive(v, "answer-timeout");
            inventory = positive(v, "inventory-patience");
            ready = positive(v, "ready-patience");
            attach = positive(v, "attach-timeout");
            agentGrace = positive(v, "agent-grace");
            repair = positive(v, "repair-patience");
            stall = positive(v, "stall-timeout");
            publish = positive(v, "publish-timeout");
            drain = v.duration("drain-delay");
            replanHold = positive(v, "replan-hold");
        }

        /** For sources to find an image. */
        public Duration resolve() {
            return resolve;
        }

        /** For a target to answer at all. */
        public Duration answer() {
            return answer;
        }

        /** For an inventory before everything is taken to lack. */
        public Duration inventory() {
            return inventory;
        }

        /** For receivers to get ready before a stream starts without them. */
        public Duration ready() {
            return ready;
        }

        /** For a host to turn up in the fabric. */
        public Duration attach() {
            return attach;
        }

        /** For an agent to come back. */
        public Duration agentGrace() {
            return agentGrace;
        }

        /** For a tier of neighbours to help. */
        public Duration repair() {
            return repair;
        }

        /** For a target to make any progress. */
        public Duration stall() {
            return stall;
        }

        /** Without a word from a target that publishes or imports. */
        public Duration publish() {
            return publish;
        }

        /** For datagrams under way on a replaced tree. */
        public Duration drain() {
            return drain;
        }

        /** Between two plans of one shipment. */
        public Duration replanHold() {
            return replanHold;
        }
    }

    /** Fraction of every link's idle bandwidth that is never used, 0 to 1. */
    public double headroom() {
        return headroom;
    }

    /** The same where the lowest queue is known to be there, 0 to 1. */
    public double queuedHeadroom() {
        return queuedHeadroom;
    }

    public Duration statisticsInterval() {
        return statisticsInterval;
    }

    /** Statistics older than this are not believed. */
    public Duration staleAfter() {
        return statisticsInterval.multipliedBy(staleIntervals);
    }

    /** Intervals that a lull must last before it counts. */
    public int ebbIntervals() {
        return ebbIntervals;
    }

    /** How far flow counters may lag behind port counters. */
    public Duration counterLag() {
        return counterLag;
    }

    /** How long an intent waits for first statistics. */
    public Duration warmUp() {
        return warmUp;
    }

    public Ipv4Address groupAddressBase() {
        return groupAddressBase;
    }

    public int groupAddressCount() {
        return groupAddressCount;
    }

    /** UDP port of image data. */
    public int dataPort() {
        return dataPort;
    }

    public PipelineProfile pipeline() {
        return pipeline;
    }

    /** What protects foreground traffic where the queue lacks. */
    public WithoutQueue withoutQueue() {
        return withoutQueue;
    }

    /** Part of the idle bandwidth that is used where the queue lacks and {@link WithoutQueue#CAP} is chosen. */
    public double queuelessShare() {
        return queuelessShare;
    }

    /** Whether hosts' interfaces have a queue below all other traffic for image data. */
    public boolean uplinkQueue() {
        return uplinkQueue;
    }

    public PlanLimits planLimits() {
        return planLimits;
    }

    public Patience patience() {
        return patience;
    }

    public int maxLiveDistributions() {
        return maxLiveDistributions;
    }

    /** Messages a second about shipments that all receivers together may send. */
    public int feedbackLimit() {
        return feedbackLimit;
    }

    /** Finished distributions that are remembered. */
    public int history() {
        return history;
    }

    /** Events that may wait for the loop. */
    public int queueLimit() {
        return queueLimit;
    }
}
