package org.ebbcast.rules;

/**
 * How Ebbcast marks what it owns in a switch. Flow cookies are {@code 0xebbc} in the top 16 bits, the distribution's
 * number in the next 32, the tree's number in the low 16. Group ids are {@code 0xeb} in the top 8 bits and the tree's
 * slot in the low 24; groups have no cookie, so the prefix is what tells them apart.
 */
public final class Cookies {
    /** Matches every cookie of Ebbcast together with {@link #OWNER_MASK}. */
    public static final long OWNER = 0xebbcL << 48;

    /** Mask of the owner part. */
    public static final long OWNER_MASK = 0xffffL << 48;

    /** Mask of owner and distribution. */
    public static final long DISTRIBUTION_MASK = ~0xffffL;

    private static final int GROUP_PREFIX = 0xeb << 24;
    private static final int GROUP_SLOT_MAX = 0xffffff;

    private Cookies() {}

    /** @throws IllegalArgumentException if {@code tree} does not fit 16 bits */
    public static long cookie(int distributionNumber, int tree) {
        if (tree < 0 || tree > 0xffff) {
            throw new IllegalArgumentException("tree number " + tree + " does not fit 16 bits");
        }
        return OWNER | Integer.toUnsignedLong(distributionNumber) << 16 | tree;
    }

    public static boolean isOwn(long cookie) {
        return (cookie & OWNER_MASK) == OWNER;
    }

    /** The distribution number inside {@code cookie}. */
    public static int distributionNumber(long cookie) {
        return (int) (cookie >>> 16);
    }

    /** The tree number inside {@code cookie}. */
    public static int treeNumber(long cookie) {
        return (int) (cookie & 0xffff);
    }

    /** @throws IllegalArgumentException if {@code slot} does not fit 24 bits */
    public static int groupId(int slot) {
        if (slot < 0 || slot > GROUP_SLOT_MAX) {
            throw new IllegalArgumentException("tree slot " + slot + " does not fit 24 bits");
        }
        return GROUP_PREFIX | slot;
    }

    /** The slot inside {@code groupId}, which must be an own one. */
    public static int slot(int groupId) {
        return groupId & GROUP_SLOT_MAX;
    }

    public static boolean isOwnGroup(int groupId) {
        return (groupId & 0xff000000) == GROUP_PREFIX;
    }
}
