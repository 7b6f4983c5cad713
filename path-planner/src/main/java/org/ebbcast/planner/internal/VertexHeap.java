package org.ebbcast.planner.internal;

import java.util.Arrays;

/**
 * A binary min-heap of vertices by {@code long} key with decrease-key; equal keys leave by lowest vertex.
 *
 * <p>{@link #put} and {@link #poll} take O(log size); 12 bytes a vertex plus 4 per queued vertex. Owned by one
 * computation at a time.
 */
public final class VertexHeap {
    private static final int ABSENT = -1;

    private final long[] key;
    private final int[] place;
    private int[] heap = new int[64];
    private int size;

    /** An empty heap for vertices 0..{@code vertexCount - 1}. */
    public VertexHeap(int vertexCount) {
        key = new long[vertexCount];
        place = new int[vertexCount];
        Arrays.fill(place, ABSENT);
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Whether {@code vertex} is queued. */
    public boolean contains(int vertex) {
        return place[vertex] != ABSENT;
    }

    /** Key of the vertex that {@link #poll} would return; only when not empty. */
    public long minKey() {
        return key[heap[0]];
    }

    /** Queues {@code vertex}, or lowers or raises its key to {@code newKey}. */
    public void put(int vertex, long newKey) {
        int at = place[vertex];
        if (at == ABSENT) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
            }
            key[vertex] = newKey;
            siftUp(size++, vertex);
        } else if (newKey < key[vertex]) {
            key[vertex] = newKey;
            siftUp(at, vertex);
        } else {
            key[vertex] = newKey;
            siftDown(at, vertex);
        }
    }

    /** Removes and returns the vertex with the least key. */
    public int poll() {
        int least = heap[0];
        place[least] = ABSENT;
        int last = heap[--size];
        if (size > 0) {
            siftDown(0, last);
        }
        return least;
    }

    /** Removes {@code vertex}, which is queued. */
    public void remove(int vertex) {
        int at = place[vertex];
        place[vertex] = ABSENT;
        int last = heap[--size];
        if (last != vertex) {
            int parent = (at - 1) >>> 1;
            if (at > 0 && before(last, heap[parent])) {
                siftUp(at, last);
            } else {
                siftDown(at, last);
            }
        }
    }

    /** Forgets all vertices, in O(size). */
    public void clear() {
        for (int i = 0; i < size; i++) {
            place[heap[i]] = ABSENT;
        }
        size = 0;
    }

    private boolean before(int a, int b) {
        return key[a] < key[b] || key[a] == key[b] && a < b;
    }

    private void siftUp(int from, int vertex) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!before(vertex, heap[parent])) {
                break;
            }
            settle(at, heap[parent]);
            at = parent;
        }
        settle(at, vertex);
    }

    private void siftDown(int from, int vertex) {
        int at = from;
        for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], vertex)) {
                break;
            }
            settle(at, heap[child]);
            at = child;
        }
        settle(at, vertex);
    }

    private void settle(int at, int vertex) {
        heap[at] = vertex;
        place[vertex] = at;
    }
}
