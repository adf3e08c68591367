package ai.invoke.release.dist.zip;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds names in a list without an object for each: some 14 bytes a name. What names hash to is different each time, so that
 * nobody can prepare an archive whose names all collide.
 */
public final class NameIndex {

    private final List<String> names;
    private final int[] slots;
    private final long seed = ThreadLocalRandom.current().nextLong();
    private final Map<String, Integer> repeated = new HashMap<>();

    /**
     * Indexes a list.
     *
     * @param names random access, and always the same
     */
    public NameIndex(List<String> names) {
        this.names = names;
        this.slots = new int[Integer.highestOneBit(Math.max(4, names.size())) << 2];
        Arrays.fill(slots, -1);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            int slot = slot(name);
            if (slots[slot] >= 0) {
                repeated.merge(name, 2, (times, two) -> times + 1);
            }
            slots[slot] = i;
        }
    }

    /**
     * Where a name stands.
     *
     * @param name any
     * @return the last place of it; empty when it is not in the list
     */
    public OptionalInt last(String name) {
        int found = slots[slot(name)];
        return found < 0 ? OptionalInt.empty() : OptionalInt.of(found);
    }

    /**
     * How often a name stands in the list.
     *
     * @param name any
     * @return 0 when it is not there
     */
    public int count(String name) {
        return slots[slot(name)] < 0 ? 0 : repeated.getOrDefault(name, 1);
    }

    /** The slot with the name, or the free one where it would be. */
    private int slot(String name) {
        int mask = slots.length - 1;
        int slot = hash(name) & mask;
        while (slots[slot] >= 0 && !names.get(slots[slot]).equals(name)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private int hash(String name) {
        long hash = seed;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return (int) (hash ^ (hash >>> 32));
    }
}
