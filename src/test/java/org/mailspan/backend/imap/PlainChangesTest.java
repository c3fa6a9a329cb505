package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;

/** How hosts are asked that keep no modification sequence, or none for a folder. */
final class PlainChangesTest {
    private static final String DATE = "INTERNALDATE \"21-Nov-2026 00:00:00 +0000\"";

    private static String row(int uid, String flags) {
        return "* " + uid + " FETCH (UID " + uid + " FLAGS (" + flags + ") " + DATE + ")";
    }

    private static Entry entry(long uid, String stamp) {
        return new Entry("7." + uid, uid, stamp, 1795219200L);
    }

    private static String[] rows(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(uid -> row(uid, "")).toArray(String[]::new);
    }

    private static String[] lines(String[] rows, String... more) {
        return Stream.concat(Arrays.stream(rows), Arrays.stream(more)).toArray(String[]::new);
    }

    private static String listedAgo(Duration age) {
        return " " + Instant.now().minus(age).getEpochSecond();
    }

    /** NOMODSEQ for one folder of a good host; and Yahoo's HIGHESTMODSEQ without the capability. */
    @Test
    void aFolderWithoutSequencesIsListedWhole() throws Exception {
        for (String capabilities : List.of("ENABLE CONDSTORE QRESYNC UIDPLUS", "UIDPLUS")) {
            try (var host = new FakeImap()) {
                host.connection(capabilities)
                        .select("INBOX", 7, 10, 1, capabilities.startsWith("ENABLE") ? 0 : 55)
                        .on("UID FETCH 1:* (UID FLAGS INTERNALDATE)", row(1, ""), "$ OK done")
                        .select("INBOX", 7, 10, 1, 0)
                        .on("UID FETCH 1:* (UID FLAGS INTERNALDATE)", row(1, "\\Seen"), "$ OK done");
                var backend = host.backend();
                String token = backend.changes("INBOX", "").token();
                var full = assertInstanceOf(Delta.Full.class, backend.changes("INBOX", token));
                assertEquals(List.of(entry(1, "S")), full.items());
            }
        }
    }

    @Test
    void aPlainHostThatWentBackInTimeIsSeenToo() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS")
                    .select("INBOX", 7, 9, 1, 0)
                    .on("UID FETCH 1:* (UID FLAGS INTERNALDATE)", row(8, ""), "$ OK done");
            var full = assertInstanceOf(Delta.Full.class, host.backend().changes("INBOX", "7 0 10 3"));
            assertEquals("", full.generation());
        }
    }

    @Test
    void ofALargeFolderOfAPlainHostTheNewestAreListed() throws Exception {
        String listed = listedAgo(Duration.ofMinutes(5));
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS")
                    .select("INBOX", 7, 1003, 1002, 0)
                    .on(
                            "FETCH 803:1002 (UID FLAGS INTERNALDATE)",
                            lines(rows(803, 1001), row(1002, "\\Deleted"), "$ OK"));
            var some = assertInstanceOf(
                    Delta.Incremental.class, host.backend().changes("INBOX", "7 0 1001 1000" + listed));
            assertEquals(199, some.changed().size());
            assertEquals(entry(1001, ""), some.changed().getLast());
            assertEquals(List.of("7.1002"), some.removed());
            assertEquals("7 0 1003 1002" + listed, some.token());
        }
    }

    @Test
    void whereTheSumsOfAPlainHostDifferItsUidsAreListed() throws Exception {
        String listed = listedAgo(Duration.ofMinutes(5));
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS")
                    .select("INBOX", 7, 1003, 1000, 0)
                    .on("FETCH 801:1000 (UID FLAGS INTERNALDATE)", lines(rows(803, 1002), "$ OK"))
                    .on("UID SEARCH UNDELETED", "* SEARCH 1 2 5 803 1002", "$ OK");
            var some =
                    assertInstanceOf(Delta.Remaining.class, host.backend().changes("INBOX", "7 0 1001 1000" + listed));
            assertTrue(some.present().test("7.5"));
            assertFalse(some.present().test("7.3"));
            assertEquals("7 0 1003 1000" + listed, some.token());
        }
    }

    /** Long ago, in a time that is yet to come, never; and where more came than the window shows. */
    @Test
    void nowAndThenALargeFolderOfAPlainHostIsListedWhole() throws Exception {
        for (String listed : List.of(listedAgo(Duration.ofMinutes(11)), listedAgo(Duration.ofMinutes(-5)), "")) {
            try (var host = new FakeImap()) {
                host.connection("UIDPLUS")
                        .select("INBOX", 7, 1001, 1000, 0)
                        .on("UID FETCH 1:* (UID FLAGS INTERNALDATE)", lines(rows(1, 1000), "$ OK"));
                var full =
                        assertInstanceOf(Delta.Full.class, host.backend().changes("INBOX", "7 0 1001 1000" + listed));
                assertEquals("7", full.generation());
                assertTrue(full.token().matches("7 0 1001 1000 \\d+"), full.token());
            }
        }
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS")
                    .select("INBOX", 7, 1301, 1300, 0)
                    .on("FETCH 1101:1300 (UID FLAGS INTERNALDATE)", lines(rows(1101, 1300), "$ OK"))
                    .on("UID FETCH 1:* (UID FLAGS INTERNALDATE)", lines(rows(1, 1300), "$ OK"));
            String token = "7 0 1001 1000" + listedAgo(Duration.ofMinutes(5));
            assertEquals(
                    1300,
                    assertInstanceOf(Delta.Full.class, host.backend().changes("INBOX", token))
                            .items()
                            .size());
        }
    }
}
