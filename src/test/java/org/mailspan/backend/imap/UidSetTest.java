package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class UidSetTest {
    @Test
    void neighboursBecomeRanges() {
        assertEquals("1:3,5,7:8", UidSet.of(8, 5, 2, 1, 3, 7, 2).toString());
        assertEquals("", UidSet.of().toString());
        assertTrue(UidSet.of().texts().isEmpty());
    }

    @Test
    void rangesMayBeTurnedRoundAndOverlap() {
        assertEquals("1:9,12", UidSet.parse("5:1,4:9,12").toString());
        assertEquals("7:4294967295", UidSet.parse("*:7").toString());
    }

    @Test
    void whatIsNoUidIsNone() {
        for (String text : List.of("", "x", "1:", "-5:3", "4294967296", "1:9000000000000000000,3"))
            assertThrows(NumberFormatException.class, () -> UidSet.parse(text), text);
        assertThrows(NumberFormatException.class, () -> UidSet.inOrder("1:200000"), "nobody moves so many");
    }

    /** A few octets of a host name more messages than there is memory for. */
    @Test
    void aGiantRangeCostsNoMoreThanASmallOne() {
        UidSet all = UidSet.parse("1:*");
        assertEquals("1:4,6:4294967295", all.minus(UidSet.of(5)).toString());
        assertEquals("", UidSet.of(5).minus(all).toString());
        assertEquals("4294967291:4294967295", all.highest(5).toString());
    }

    @Test
    void copyUidKeepsItsOrder() {
        assertArrayEquals(new long[] {7, 8, 3}, UidSet.inOrder("7:8,3"));
    }

    @Test
    void longSetsAreCutBetweenRanges() {
        UidSet odd = UidSet.of(
                java.util.stream.LongStream.range(0, 1000).map(i -> i * 2 + 1).toArray());
        var texts = odd.texts(100);
        assertTrue(texts.size() > 1);
        assertTrue(texts.stream().allMatch(text -> text.length() <= 100));
        assertEquals(odd.toString(), String.join(",", texts));
    }

    @Test
    void itBehavesAsASetOfNumbers() {
        var random = new Random(1);
        for (int round = 0; round < 200; round++) {
            var a = new TreeSet<Long>();
            var b = new TreeSet<Long>();
            for (int i = 0; i < 30; i++) {
                a.add(1L + random.nextInt(60));
                b.add(1L + random.nextInt(60));
            }
            UidSet set = UidSet.of(a);
            assertEquals(set.toString(), UidSet.parse(set.toString()).toString());
            assertEquals(a.size(), set.count());
            assertEquals(a.last(), set.last());
            for (long uid = 0; uid < 62; uid++) assertEquals(a.contains(uid), set.contains(uid));
            var both = new TreeSet<>(a);
            both.addAll(b);
            assertEquals(UidSet.of(both).toString(), set.plus(UidSet.of(b)).toString());
            var rest = new TreeSet<>(a);
            rest.removeAll(b);
            assertEquals(UidSet.of(rest).toString(), set.minus(UidSet.of(b)).toString());
            assertEquals(
                    UidSet.of(a.headSet(30L, true)).toString(), set.upTo(30).toString());
            List<Long> highest = List.copyOf(a).subList(a.size() - Math.min(a.size(), 7), a.size());
            assertEquals(UidSet.of(highest).toString(), set.highest(7).toString());
        }
        assertFalse(UidSet.EMPTY.contains(1));
    }
}
