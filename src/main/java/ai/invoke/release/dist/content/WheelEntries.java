package ai.invoke.release.dist.content;

import ai.invoke.release.dist.zip.ZipMember;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was found in each member, 33 bytes each beside what the directory says. Several threads may fill it, each its own
 * members; whoever reads it waits for them.
 */
final class WheelEntries extends AbstractList<WheelEntry> implements RandomAccess {

    private static final int LENGTH = 32;

    private final List<ZipMember> members;
    private final byte[] digests;
    private final boolean[] hashed;
    private final Map<Integer, Digest> stated = new ConcurrentHashMap<>();
    private final Map<Integer, String> damages = new ConcurrentHashMap<>();

    /**
     * Entries of which nothing is known.
     *
     * @param members of the directory, in its order
     */
    WheelEntries(List<ZipMember> members) {
        this.members = members;
        this.digests = new byte[Math.multiplyExact(LENGTH, members.size())];
        this.hashed = new boolean[members.size()];
    }

    void hashed(int index, byte[] sha256, Optional<byte[]> other) {
        System.arraycopy(sha256, 0, digests, index * LENGTH, LENGTH);
        hashed[index] = true;
        other.ifPresent(digest -> stated.put(index, new Digest(digest)));
    }

    void damaged(int index, String why) {
        damages.put(index, why);
    }

    @Override
    public WheelEntry get(int index) {
        Optional<Digest> digest = hashed[index]
                ? Optional.of(new Digest(digests, index * LENGTH, (index + 1) * LENGTH))
                : Optional.empty();
        return new WheelEntry(
                members.get(index),
                digest,
                Optional.ofNullable(stated.get(index)),
                Optional.ofNullable(damages.get(index)));
    }

    @Override
    public int size() {
        return members.size();
    }

    /**
     * The names alone.
     *
     * @return a view, in the same order
     */
    List<String> names() {
        return new Names(members);
    }

    private static final class Names extends AbstractList<String> implements RandomAccess {

        private final List<ZipMember> members;

        Names(List<ZipMember> members) {
            this.members = members;
        }

        @Override
        public String get(int index) {
            return members.get(index).path();
        }

        @Override
        public int size() {
            return members.size();
        }
    }
}
