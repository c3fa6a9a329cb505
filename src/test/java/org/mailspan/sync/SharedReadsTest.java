package org.mailspan.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Backend.Reading;
import org.mailspan.backend.Backend.Want;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyPreference;
import org.mailspan.item.BodyType;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.Version;
import org.mailspan.support.BackendAround;
import org.mailspan.support.NoBackend;

class SharedReadsTest {
    private static final Want.Whole HTML = want(5, 500);
    private static final long MOST = 100_000;

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final SharedReads shared = new SharedReads(MOST, () -> now);
    private final Host anna = new Host("anna");

    /** Tells what is read; waits at a gate if there is one. */
    private static final class Host implements BackendAround {
        final String user;
        final List<List<Long>> reads = new CopyOnWriteArrayList<>();
        final Semaphore begun = new Semaphore(0);
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile boolean fails;
        volatile long gone = -1;
        volatile long octets = 100;

        Host(String user) {
            this.user = user;
        }

        @Override
        public void read(String folder, List<Entry> entries, Want want, Consumer<Reading> sink)
                throws BackendException {
            reads.add(entries.stream().map(Entry::key).toList());
            begun.release();
            try {
                assertTrue(gate.await(10, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (fails) throw new BackendException(BackendException.Kind.UNAVAILABLE, "cut");
            for (Entry entry : entries)
                if (entry.key() != gone)
                    sink.accept(new Reading(
                            entry, Item.EMPTY.with(EmailFields.Subject, user + entry.key() + entry.stamp()), octets));
        }

        @Override
        public Backend host() {
            return NoBackend.of(user);
        }
    }

    private static Want.Whole want(long collection, int html) {
        var preference = new BodyPreference(BodyType.HTML, html, false, 0);
        return new Want.Whole(collection, new BodyOptions(List.of(preference), BodyOptions.MimeSupport.Never, 0));
    }

    private static List<Entry> entries(long... keys) {
        return Arrays.stream(keys)
                .mapToObj(key -> new Entry("" + key, key, "", 0))
                .toList();
    }

    private static long[] many(int count) {
        return LongStream.rangeClosed(1, count).toArray();
    }

    /** The subjects, in the order of the entries. */
    private List<String> read(Host host, String device, Want.Whole want, List<Entry> entries) {
        var found = new ArrayList<Reading>();
        try {
            shared.read(new Session(host, device, Version.V16_1), "INBOX", want, entries, found::add);
        } catch (BackendException e) {
            throw new IllegalStateException(e);
        }
        return found.stream()
                .map(one -> one.item().get(EmailFields.Subject).orElseThrow())
                .sorted()
                .toList();
    }

    private CompletableFuture<List<String>> reading(Host host, String device, List<Entry> entries) {
        return CompletableFuture.supplyAsync(() -> read(host, device, HTML, entries), Thread::startVirtualThread);
    }

    @Test
    void anArrivalIsReadOnceForAllDevices() {
        for (String device : List.of("phone", "tablet", "watch"))
            assertEquals(List.of("anna7"), read(anna, device, HTML, entries(7)));
        assertEquals(List.of(List.of(7L)), anna.reads);
    }

    @Test
    void devicesThatComeAtTheSameMomentWaitForOneReading() throws Exception {
        anna.gate = new CountDownLatch(1);
        var phone = reading(anna, "phone", entries(7, 8));
        assertTrue(anna.begun.tryAcquire(10, TimeUnit.SECONDS));
        var tablet = reading(anna, "tablet", entries(7, 8, 9));
        assertTrue(anna.begun.tryAcquire(10, TimeUnit.SECONDS), "what nobody reads is read at once");
        anna.gate.countDown();
        assertEquals(List.of("anna7", "anna8"), phone.get(10, TimeUnit.SECONDS));
        assertEquals(List.of("anna7", "anna8", "anna9"), tablet.get(10, TimeUnit.SECONDS));
        assertEquals(List.of(List.of(7L, 8L), List.of(9L)), anna.reads);
    }

    @Test
    void whatAnotherFailedToReadIsReadAgain() throws Exception {
        anna.gate = new CountDownLatch(1);
        anna.fails = true;
        var phone = reading(anna, "phone", entries(7));
        assertTrue(anna.begun.tryAcquire(10, TimeUnit.SECONDS));
        var tablet = reading(anna, "tablet", entries(7, 8));
        assertTrue(anna.begun.tryAcquire(10, TimeUnit.SECONDS));
        anna.gate.countDown();
        assertThrows(Exception.class, () -> phone.get(10, TimeUnit.SECONDS));
        assertThrows(Exception.class, () -> tablet.get(10, TimeUnit.SECONDS));
        anna.fails = false;
        assertEquals(List.of("anna7", "anna8"), read(anna, "tablet", HTML, entries(7, 8)));
    }

    @Test
    void whatWasNotThereIsAskedForAgain() {
        anna.gone = 7;
        assertEquals(List.of("anna8"), read(anna, "phone", HTML, entries(7, 8)));
        anna.gone = -1;
        assertEquals(List.of("anna7", "anna8"), read(anna, "tablet", HTML, entries(7, 8)));
        assertEquals(List.of(List.of(7L, 8L), List.of(7L)), anna.reads);
    }

    @Test
    void accountsShareNothing() {
        var bob = new Host("bob");
        assertEquals(List.of("anna7"), read(anna, "phone", HTML, entries(7)));
        assertEquals(List.of("bob7"), read(bob, "phone", HTML, entries(7)));
        assertEquals(1, bob.reads.size());
    }

    @Test
    void otherBodiesOtherFoldersAndOtherFlagsAreReadAnew() {
        read(anna, "phone", HTML, entries(7));
        read(anna, "tablet", want(5, 600), entries(7));
        read(anna, "tablet", want(6, 500), entries(7));
        assertEquals(List.of("anna7S"), read(anna, "tablet", HTML, List.of(new Entry("7", 7, "S", 0))));
        read(anna, "tablet", HTML, List.of(new Entry("9", 7, "", 0)));
        assertEquals(5, anna.reads.size());
    }

    @Test
    void aDeviceThatBeginsAloneLeavesNothingBehind() {
        read(anna, "phone", HTML, entries(many(11)));
        assertEquals(0, shared.held());
        read(anna, "tablet", HTML, entries(many(11)));
        assertTrue(shared.held() > 0, "two of them read");
        read(anna, "phone", HTML, entries(many(11)));
        assertEquals(2, anna.reads.size());
    }

    @Test
    void nothingIsKeptForLong() {
        read(anna, "phone", HTML, entries(7));
        now = now.plus(Duration.ofSeconds(121));
        read(anna, "tablet", HTML, entries(7));
        assertEquals(2, anna.reads.size());
        now = now.plus(Duration.ofSeconds(121));
        shared.sweep();
        assertEquals(0, shared.held());
    }

    @Test
    void theEldestGoWhereThereIsNoRoom() {
        anna.octets = 10_000;
        for (long key = 1; key <= 40; key++) {
            read(anna, "phone", HTML, entries(key));
            assertTrue(shared.held() <= MOST, shared.held() + " octets");
        }
        assertTrue(shared.held() > MOST / 2);
        read(anna, "tablet", HTML, entries(40));
        assertEquals(40, anna.reads.size());
        read(anna, "tablet", HTML, entries(1));
        assertEquals(41, anna.reads.size());
    }

    @Test
    void oneThatIsTooLargeIsNotKept() {
        anna.octets = MOST / 2;
        read(anna, "phone", HTML, entries(7));
        assertEquals(0, shared.held());
    }

    @Test
    void itCanBeSwitchedOff() throws Exception {
        var off = new SharedReads(0, () -> now);
        for (String device : List.of("phone", "tablet"))
            off.read(new Session(anna, device, Version.V16_1), "INBOX", HTML, entries(7), reading -> {});
        assertEquals(2, anna.reads.size());
    }

    /** As a window is planned: no item stands in it twice, but a reader must not wait for itself if one does. */
    @Test
    void anItemThatIsNamedTwiceIsReadOnce() {
        assertEquals(List.of("anna7"), read(anna, "phone", HTML, entries(7, 7)));
    }
}
