package org.ebbcast.planner.fabric;

import java.util.TreeSet;

/**
 * Which bytes go down which tree of a plan. Immutable.
 *
 * <p>Where all targets listen to the same trees, the content is cut into adjoining ranges in proportion to the rates,
 * and all trees end together. Where targets listen to subsets, the ranges are of a coded stream, of which any {@link
 * #sizeBytes} bytes give the content back and of which the first are the content itself (a systematic erasure code
 * such as RFC 6330): no range overlaps another, so whatever trees a target listens to, every byte is news to it. A
 * range is as long as the slowest listener of its tree needs it.
 */
public final class ContentSpread {
    /** What the ranges are ranges of. */
    public enum Form {
        /** The content, each byte in one range. */
        ADJOINING,
        /** A coded stream that begins with the content. */
        CODED
    }

    private final Form form;
    private final long sizeBytes;
    private final long[] from;
    private final long[] to;

    private ContentSpread(Form form, long sizeBytes, long[] lengths) {
        this.form = form;
        this.sizeBytes = sizeBytes;
        from = new long[lengths.length];
        to = new long[lengths.length];
        long at = 0;
        for (int t = 0; t < lengths.length; t++) {
            from[t] = at;
            at += lengths[t];
            to[t] = at;
        }
    }

    /**
     * Spreads content over the trees of {@code plan}. O(targets + trees · different sets of trees).
     *
     * @param sizeBytes of the content, at least 1
     * @throws IllegalArgumentException naming a size below 1
     */
    public static ContentSpread of(FabricDemand demand, FabricPlan plan, long sizeBytes) {
        if (sizeBytes < 1) {
            throw new IllegalArgumentException("size is " + sizeBytes + " bytes, must be at least 1");
        }
        if (plan.isShared()) {
            return adjoining(plan, sizeBytes);
        }
        TreeSet<Integer> sets = new TreeSet<>();
        for (int h = demand.targets.nextSetBit(0); h >= 0; h = demand.targets.nextSetBit(h + 1)) {
            int set = 0;
            for (int t = 0; t < plan.trees.size(); t++) {
                set |= plan.listens(h, t) ? 1 << t : 0;
            }
            if (set != 0) {
                sets.add(set);
            }
        }
        return sets.size() == 1 && sets.first() == (1 << plan.trees.size()) - 1
                ? adjoining(plan, sizeBytes)
                : new ContentSpread(Form.CODED, sizeBytes, coded(plan, sets, sizeBytes));
    }

    private static ContentSpread adjoining(FabricPlan plan, long sizeBytes) {
        double sum = sum(plan, -1);
        long[] lengths = new long[plan.trees.size()];
        double rate = 0;
        long at = 0;
        for (int t = 0; t < lengths.length; t++) {
            rate += plan.trees.get(t).rate;
            long end = t == lengths.length - 1 ? sizeBytes : Math.round(sizeBytes * (rate / sum));
            lengths[t] = end - at;
            at = end;
        }
        return new ContentSpread(Form.ADJOINING, sizeBytes, lengths);
    }

    private static long[] coded(FabricPlan plan, TreeSet<Integer> sets, long sizeBytes) {
        long[] lengths = new long[plan.trees.size()];
        for (int set : sets) {
            double sum = sum(plan, set);
            for (int t = 0; t < lengths.length; t++) {
                if ((set >> t & 1) != 0) {
                    lengths[t] = Math.max(lengths[t], (long) Math.ceil(sizeBytes * (plan.trees.get(t).rate / sum)));
                }
            }
        }
        return lengths;
    }

    private static double sum(FabricPlan plan, int set) {
        double sum = 0;
        for (int t = 0; t < plan.trees.size(); t++) {
            sum += (set >> t & 1) * (double) plan.trees.get(t).rate;
        }
        return sum;
    }

    public Form form() {
        return form;
    }

    /** Bytes of the content, and how many of a coded stream give it back. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** First byte that {@code tree} carries. */
    public long from(int tree) {
        return from[tree];
    }

    /** One past the last byte that {@code tree} carries. */
    public long to(int tree) {
        return to[tree];
    }
}
