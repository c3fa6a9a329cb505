package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.mailspan.backend.Entry;

/** UIDs as ranges, the way IMAP writes them: {@code 1:5,9}. A hundred thousand cost as little as their gaps. */
final class UidSet {
    /** The largest UID there can be (RFC 3501 2.3.1.1); {@code *} is read as it. */
    static final long MAX = 4294967295L;

    /** Three octets of a host can name four thousand million messages. */
    private static final long MOST_MOVED = 100_000;

    static final UidSet EMPTY = new UidSet(new long[0], new long[0]);

    private final long[] from;
    private final long[] to;

    private UidSet(long[] from, long[] to) {
        this.from = from;
        this.to = to;
    }

    static UidSet of(long... uids) {
        long[] sorted = LongStream.of(uids).sorted().distinct().toArray();
        var ranges = new ArrayList<long[]>();
        for (long uid : sorted) ranges.add(new long[] {uid, uid});
        return joined(ranges);
    }

    static UidSet of(Collection<Long> uids) {
        return of(uids.stream().mapToLong(Long::longValue).toArray());
    }

    static UidSet ofEntries(Collection<Entry> entries) {
        return of(entries.stream().mapToLong(UidSet::uid).toArray());
    }

    static long uid(Entry entry) {
        return MailId.of(entry).uid();
    }

    static UidSet range(long first, long last) {
        return new UidSet(new long[] {first}, new long[] {last});
    }

    /**
     * Reads a sequence-set; ranges may be turned round, overlap and come in any order (RFC 3501 9).
     *
     * @throws NumberFormatException also for a number that is no UID
     */
    static UidSet parse(String text) {
        var ranges = parsed(text);
        ranges.sort((a, b) -> Long.compare(a[0], b[0]));
        return joined(ranges);
    }

    /**
     * Reads a uid-set of COPYUID, whose order tells which became which (RFC 4315 3).
     *
     * @throws NumberFormatException also for more than anybody moves at once
     */
    static long[] inOrder(String text) {
        List<long[]> ranges = parsed(text);
        long count = ranges.stream().mapToLong(range -> range[1] - range[0] + 1).sum();
        if (count > MOST_MOVED) throw new NumberFormatException(count + " messages");
        return ranges.stream()
                .flatMapToLong(range -> LongStream.rangeClosed(range[0], range[1]))
                .toArray();
    }

    private static List<long[]> parsed(String text) {
        var ranges = new ArrayList<long[]>();
        for (String piece : text.split(",")) {
            int colon = piece.indexOf(':');
            long first = number(colon < 0 ? piece : piece.substring(0, colon));
            long last = colon < 0 ? first : number(piece.substring(colon + 1));
            ranges.add(new long[] {Math.min(first, last), Math.max(first, last)});
        }
        return ranges;
    }

    private static long number(String text) {
        long number = text.equals("*") ? MAX : Long.parseLong(text);
        if (number < 0 || number > MAX) throw new NumberFormatException(text + " is no UID");
        return number;
    }

    private static UidSet joined(List<long[]> sortedRanges) {
        var from = new long[sortedRanges.size()];
        var to = new long[sortedRanges.size()];
        int count = 0;
        for (long[] range : sortedRanges) {
            if (count > 0 && range[0] <= to[count - 1] + 1) {
                to[count - 1] = Math.max(to[count - 1], range[1]);
            } else {
                from[count] = range[0];
                to[count++] = range[1];
            }
        }
        return new UidSet(Arrays.copyOf(from, count), Arrays.copyOf(to, count));
    }

    boolean isEmpty() {
        return from.length == 0;
    }

    boolean contains(long uid) {
        int place = Arrays.binarySearch(from, uid);
        if (place >= 0) return true;
        int before = -place - 2;
        return before >= 0 && uid <= to[before];
    }

    long count() {
        long count = 0;
        for (int i = 0; i < from.length; i++) count += to[i] - from[i] + 1;
        return count;
    }

    long last() {
        return isEmpty() ? 0 : to[to.length - 1];
    }

    LongStream uids() {
        return IntStream.range(0, from.length)
                .mapToObj(i -> LongStream.rangeClosed(from[i], to[i]))
                .flatMapToLong(r -> r);
    }

    UidSet minus(UidSet other) {
        var ranges = new ArrayList<long[]>();
        int next = 0;
        for (int i = 0; i < from.length; i++) {
            long at = from[i];
            while (next < other.to.length && other.to[next] < at) next++;
            for (int o = next; o < other.from.length && other.from[o] <= to[i]; o++) {
                if (other.from[o] > at) ranges.add(new long[] {at, other.from[o] - 1});
                at = other.to[o] + 1;
            }
            if (at <= to[i]) ranges.add(new long[] {at, to[i]});
        }
        return joined(ranges);
    }

    /** So many of this set, the highest. */
    UidSet highest(long count) {
        var ranges = new ArrayList<long[]>();
        long left = count;
        for (int i = from.length - 1; i >= 0 && left > 0; i--) {
            long first = Math.max(from[i], to[i] - left + 1);
            ranges.addFirst(new long[] {first, to[i]});
            left -= to[i] - first + 1;
        }
        return joined(ranges);
    }

    UidSet plus(UidSet other) {
        var ranges = new ArrayList<long[]>();
        for (int i = 0; i < from.length; i++) ranges.add(new long[] {from[i], to[i]});
        for (int i = 0; i < other.from.length; i++) ranges.add(new long[] {other.from[i], other.to[i]});
        ranges.sort((a, b) -> Long.compare(a[0], b[0]));
        return joined(ranges);
    }

    /** What of this set is not above {@code highest}. */
    UidSet upTo(long highest) {
        var ranges = new ArrayList<long[]>();
        for (int i = 0; i < from.length && from[i] <= highest; i++)
            ranges.add(new long[] {from[i], Math.min(to[i], highest)});
        return joined(ranges);
    }

    /**
     * This set in texts of at most {@code octets} each. RFC 7162 4 lets a host refuse command lines above 8,192
     * octets; Dovecot takes 65,536.
     */
    List<String> texts(int octets) {
        var texts = new ArrayList<String>();
        var text = new StringBuilder();
        for (int i = 0; i < from.length; i++) {
            String piece = from[i] == to[i] ? Long.toString(from[i]) : from[i] + ":" + to[i];
            if (!text.isEmpty() && text.length() + piece.length() + 1 > octets) {
                texts.add(text.toString());
                text.setLength(0);
            }
            if (!text.isEmpty()) text.append(',');
            text.append(piece);
        }
        if (!text.isEmpty()) texts.add(text.toString());
        return texts;
    }

    List<String> texts() {
        return texts(7_000);
    }

    @Override
    public String toString() {
        return String.join(",", texts(Integer.MAX_VALUE));
    }
}
