package org.ebbcast.agent.store;

/**
 * How much of a disk a store may take; both limits hold.
 *
 * @param quotaBytes most that blobs and partial blobs may take; 0 for no such limit
 * @param diskShare most of what the disk has besides other people's files (free space and the store together) that the
 *     store may take, above 0 and up to 1
 */
public record StoreLimits(long quotaBytes, double diskShare) {
    public StoreLimits {
        if (quotaBytes < 0) {
            throw new IllegalArgumentException("quota is " + quotaBytes + " bytes, must not be negative");
        }
        if (!(diskShare > 0 && diskShare <= 1)) {
            throw new IllegalArgumentException("disk share is " + diskShare + ", must be above 0 and at most 1");
        }
    }

    /** A quota alone. */
    public static StoreLimits quota(long quotaBytes) {
        return new StoreLimits(quotaBytes, 1);
    }

    @Override
    public String toString() {
        String share = diskShare == 1 ? "" : Math.round(diskShare * 1000) / 10.0 + " % of the disk's free space";
        String quota = quotaBytes == 0 ? "" : "a quota of " + quotaBytes + " bytes";
        return quota.isEmpty() && share.isEmpty()
                ? "no quota"
                : quota + (quota.isEmpty() || share.isEmpty() ? "" : " and ") + share;
    }
}
