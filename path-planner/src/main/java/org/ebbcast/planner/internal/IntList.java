package org.ebbcast.planner.internal;

import java.util.Arrays;

/** A growable array of {@code int}. Owned by one computation at a time. */
public final class IntList {
    private int[] items;
    private int size;

    public IntList() {
        this(16);
    }

    public IntList(int expectedSize) {
        items = new int[Math.max(1, expectedSize)];
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int get(int index) {
        return items[index];
    }

    public void set(int index, int value) {
        items[index] = value;
    }

    public void add(int value) {
        if (size == items.length) {
            items = Arrays.copyOf(items, 2 * size);
        }
        items[size++] = value;
    }

    public void addAll(int[] values) {
        for (int value : values) {
            add(value);
        }
    }

    public int removeLast() {
        return items[--size];
    }

    public void clear() {
        size = 0;
    }

    /** Keeps the first {@code newSize} items. */
    public void truncate(int newSize) {
        size = newSize;
    }

    /** Turns the items from index {@code from} on round. */
    public void reverseFrom(int from) {
        for (int i = from, j = size - 1; i < j; i++, j--) {
            int swapped = items[i];
            items[i] = items[j];
            items[j] = swapped;
        }
    }

    public int[] toArray() {
        return Arrays.copyOf(items, size);
    }
}
