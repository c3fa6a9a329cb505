package org.mailspan.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Semaphore;

/** The memory that request bodies may take together, counted in KiB. */
final class BodyMemory {
    private static final int UNIT = 1024;
    private static final int FIRST = 4 * UNIT;

    /** Of the memory for large ones, this part beside it. */
    private static final int SHARE_OF_SMALL = 8;

    /** What a body takes before it counts as large: no large one keeps others from so much. */
    private static final int SMALL = 64 * UNIT;

    private final long most;
    private final Semaphore free;
    private final Semaphore freeForSmall;
    private final Shares<String> owners;

    /**
     * @param most octets of one body
     * @param each octets of all large bodies of one account
     */
    BodyMemory(long most, long together, long each) {
        this.most = Math.min(most, Integer.MAX_VALUE - 2 * UNIT);
        free = new Semaphore((int) Math.min(together / UNIT, Integer.MAX_VALUE));
        freeForSmall = new Semaphore(Math.clamp(together / UNIT / SHARE_OF_SMALL, SMALL / UNIT, Integer.MAX_VALUE));
        owners = new Shares<>(each / UNIT);
    }

    /**
     * @param owner the account that sends it
     * @param expected octets, 0 if that is not known; taken as a hint only up to what one body may be
     */
    Buffer buffer(String owner, long expected) throws Refusal {
        if (expected > most) throw tooLarge();
        return new Buffer(owner, expected);
    }

    private boolean takesLarge(String owner, int units) {
        if (units == 0) return true;
        if (!owners.take(owner, units)) return false;
        if (free.tryAcquire(units)) return true;
        owners.give(owner, units);
        return false;
    }

    private Refusal tooLarge() {
        return new Refusal(413, "a body of more than " + most + " octets");
    }

    private static int units(long octets) {
        return (int) ((octets + UNIT - 1) / UNIT);
    }

    /** One body as it grows; gives its memory back when it is closed. */
    final class Buffer implements AutoCloseable {
        private byte[] octets = new byte[0];
        private int size;
        private int small;
        private int large;
        private final String owner;
        private final int expected;

        private Buffer(String owner, long expected) {
            this.owner = owner;
            this.expected = (int) expected;
        }

        void append(ByteBuffer from) throws Refusal {
            int more = from.remaining();
            room(more);
            from.get(octets, size, more);
            size += more;
        }

        void append(byte[] from, int length) throws Refusal {
            append(ByteBuffer.wrap(from, 0, length));
        }

        /** Where the next octets may be put without being copied. {@link #filled} follows. */
        ByteBuffer gap(int longest) throws Refusal {
            if (size == octets.length) {
                // Nothing more is due but the end; room for it would double what is held.
                if (size > 0 && (size == expected || size == most)) return ByteBuffer.allocate(1);
                room(1);
            }
            return ByteBuffer.wrap(octets, size, Math.min(longest, octets.length - size));
        }

        /** What stands in the gap belongs to the body. */
        void filled(ByteBuffer gap) throws Refusal {
            if (size < octets.length) size = gap.position();
            else append(gap.flip());
        }

        private void room(int more) throws Refusal {
            long needed = (long) size + more;
            if (needed > most) throw tooLarge();
            if (needed <= octets.length) return;
            long hint = needed <= expected ? expected : Math.max(FIRST, 2L * octets.length);
            int grown = (int) Math.min(most, Math.max(needed, hint));
            int wanted = units(grown) - small - large;
            int beginning = Math.min(wanted, SMALL / UNIT - small);
            int asSmall = freeForSmall.tryAcquire(beginning) ? beginning : 0;
            small += asSmall;
            if (!takesLarge(owner, wanted - asSmall)) throw new Refusal(503, "too many large requests at one time");
            large += wanted - asSmall;
            octets = Arrays.copyOf(octets, grown);
        }

        int size() {
            return size;
        }

        /** Hands over what is in it; the memory stays counted until this is closed. */
        byte[] take() {
            byte[] taken = size == octets.length ? octets : Arrays.copyOf(octets, size);
            octets = new byte[0];
            size = 0;
            return taken;
        }

        @Override
        public void close() {
            freeForSmall.release(small);
            free.release(large);
            if (large > 0) owners.give(owner, large);
            small = 0;
            large = 0;
        }
    }
}
