package org.mailspan.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyPreference;
import org.mailspan.item.BodyType;
import org.mailspan.item.Item;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.store.FolderRow;
import org.mailspan.support.BackendAround;
import org.mailspan.support.NoBackend;

class ReadAheadTest {
    private static final BodyOptions HTML = new BodyOptions(
            List.of(new BodyPreference(BodyType.HTML, 500, false, 0)), BodyOptions.MimeSupport.Never, 0);
    private static final FolderRow INBOX =
            new FolderRow("anna", 5, "INBOX", 0, "Inbox", FolderType.Inbox, true, 1, 1, false);

    private final Host host = new Host();
    private final ReadAhead ahead = new ReadAhead(ReadAhead.WINDOWS, new SharedReads(0, InstantSource.system()));

    /** Reads only; tells which entries, and waits at a gate if there is one. */
    private static final class Host implements BackendAround {
        final LinkedBlockingQueue<List<Entry>> reads = new LinkedBlockingQueue<>();
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile long failAt = -1;

        @Override
        public Backend host() {
            return NoBackend.of("anna");
        }

        @Override
        public void read(String folder, List<Entry> entries, Want want, Consumer<Reading> sink)
                throws BackendException {
            reads.add(entries);
            try {
                assertTrue(gate.await(10, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            for (Entry entry : entries) {
                if (entry.key() == failAt) throw new BackendException(BackendException.Kind.UNAVAILABLE, "cut");
                sink.accept(new Reading(entry, Item.EMPTY, 10));
            }
        }

        List<Entry> read() throws InterruptedException {
            return Optional.ofNullable(reads.poll(10, TimeUnit.SECONDS)).orElseThrow();
        }

        /** In whichever order. */
        Set<List<Entry>> readTwice() throws InterruptedException {
            List<Entry> first = read();
            return Set.of(first, read());
        }
    }

    private static List<Entry> entries(long... keys) {
        var entries = new ArrayList<Entry>();
        for (long key : keys) entries.add(new Entry("" + key, key, "", 0));
        return entries;
    }

    private Set<Long> take(BodyOptions body, List<Entry> now, List<List<Entry>> next) {
        return take("phone", body, now, next);
    }

    private Set<Long> take(String device, BodyOptions body, List<Entry> now, List<List<Entry>> next) {
        return ahead.take(new Session(host, device, Version.V16_1), INBOX, body, now, next)
                .keySet();
    }

    @Test
    void whatComesNextIsReadBeforeItIsAskedFor() throws Exception {
        assertEquals(Set.of(), take(HTML, entries(9), List.of(entries(8, 7), entries(6))));
        assertEquals(Set.of(entries(8, 7), entries(6)), host.readTwice());
        assertEquals(Set.of(8L, 7L), take(HTML, entries(8, 7), List.of(entries(6))));
        assertEquals(Set.of(6L), take(HTML, entries(6, 5), List.of()));
        assertTrue(host.reads.isEmpty(), "nothing is read twice");
    }

    @Test
    void anItemThatChangedMeanwhileIsReadAnew() throws Exception {
        take(HTML, entries(9), List.of(entries(8, 7)));
        host.read();
        assertEquals(
                Set.of(7L),
                take(HTML, List.of(new Entry("8", 8, "S", 0), entries(7).getFirst()), List.of()));
    }

    @Test
    void otherBodiesAreReadAnew() throws Exception {
        take(HTML, entries(9), List.of(entries(8)));
        host.read();
        assertEquals(Set.of(), take(BodyOptions.NONE, entries(8), List.of()));
    }

    @Test
    void aHostThatFailsLeavesTheRestToTheRequest() throws Exception {
        host.failAt = 7;
        take(HTML, entries(9), List.of(entries(8, 7, 6)));
        host.read();
        assertEquals(Set.of(8L), take(HTML, entries(8, 7, 6), List.of()));
    }

    @Test
    void whatIsNotBegunIsLeftToTheRequest() throws Exception {
        host.gate = new CountDownLatch(1);
        take(HTML, entries(9), List.of(entries(8), entries(7), entries(6)));
        assertEquals(Set.of(entries(8), entries(7)), host.readTwice(), "two at a time");
        assertEquals(Set.of(), take(HTML, entries(6), List.of()), "at once, though the host is slow");
        host.gate.countDown();
        assertEquals(Set.of(8L, 7L), take(HTML, entries(8, 7), List.of()));
        assertTrue(host.reads.isEmpty());
    }

    @Test
    void whereAnotherDeviceReadsTooOnlyOneWindowIsReadAtATime() throws Exception {
        host.gate = new CountDownLatch(1);
        take("tablet", HTML, entries(19), List.of(entries(18)));
        assertEquals(entries(18), host.read());
        take(HTML, entries(9), List.of(entries(8), entries(7)));
        assertEquals(entries(8), host.read());
        var taken = CompletableFuture.supplyAsync(() -> take(HTML, entries(7), List.of()));
        assertEquals(Set.of(), taken.get(5, TimeUnit.SECONDS), "not begun");
        host.gate.countDown();
        assertEquals(Set.of(8L), take(HTML, entries(8), List.of()));
    }

    @Test
    void aDeviceThatIsThroughHoldsNobodyUp() throws Exception {
        take("tablet", HTML, entries(19), List.of(entries(18)));
        assertEquals(entries(18), host.read());
        assertEquals(Set.of(18L), take("tablet", HTML, entries(18), List.of()));
        host.gate = new CountDownLatch(1);
        take(HTML, entries(9), List.of(entries(8), entries(7)));
        var begun = new HashSet<List<Entry>>();
        begun.add(host.read());
        begun.add(host.read());
        assertEquals(Set.of(entries(8), entries(7)), begun);
        host.gate.countDown();
    }

    /** As where the device deleted the first of them meanwhile, and memory is short so that nothing is begun. */
    @Test
    void aPartOfWhatIsNotBegunIsLeftToTheRequestToo() throws Exception {
        host.gate = new CountDownLatch(1);
        take(HTML, entries(10), List.of(entries(9), entries(8), entries(7, 6)));
        assertEquals(Set.of(entries(9), entries(8)), host.readTwice());
        var taken = CompletableFuture.supplyAsync(() -> take(HTML, entries(6), List.of()));
        assertEquals(Set.of(), taken.get(5, TimeUnit.SECONDS));
        host.gate.countDown();
    }
}
