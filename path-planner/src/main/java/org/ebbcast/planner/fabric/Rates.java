package org.ebbcast.planner.fabric;

import java.util.Arrays;

/** What arrays of rates have in common. */
final class Rates {
    private Rates() {}

    static void sortDescending(int[] rates) {
        Arrays.sort(rates);
        for (int i = 0, j = rates.length - 1; i < j; i++, j--) {
            int swapped = rates[i];
            rates[i] = rates[j];
            rates[j] = swapped;
        }
    }
}
