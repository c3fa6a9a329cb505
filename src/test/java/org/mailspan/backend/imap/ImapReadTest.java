package org.mailspan.backend.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Backend.Reading;
import org.mailspan.backend.Backend.Want.Whole;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Content;
import org.mailspan.backend.Entry;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.format.MessageData;
import org.mailspan.item.BodyFields;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyPreference;
import org.mailspan.item.BodyType;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;

/** Reading messages and parts of hosts that make it hard. */
final class ImapReadTest {
    private static final Whole TEXT = new Whole(
            5,
            new BodyOptions(
                    List.of(new BodyPreference(BodyType.PlainText, 1000, false, 0)),
                    BodyOptions.MimeSupport.Never,
                    BodyPreference.WHOLE));

    static final String WHAT = " (UID FLAGS RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS ("
            + String.join(" ", MessageData.HEADER_FIELDS) + ")]<0.262144>)";

    static final String PLAIN = "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 5 1 NIL NIL NIL NIL)";

    static List<Entry> entries(long... uids) {
        return java.util.stream.LongStream.of(uids)
                .mapToObj(uid -> new Entry("7." + uid, uid, "", 1000))
                .toList();
    }

    static String row(long uid, String flags, String structure) {
        String header = "Subject: s" + uid + "\r\n\r\n";
        return "* " + uid + " FETCH (UID " + uid + " FLAGS (" + flags + ") RFC822.SIZE 50 BODYSTRUCTURE " + structure
                + " BODY[HEADER.FIELDS (SUBJECT)]<0> {" + header.length() + "}\r\n" + header + ")";
    }

    static String body(long uid, String text) {
        return "* " + uid + " FETCH (UID " + uid + " BODY[1]<0> {" + text.length() + "}\r\n" + text + ")";
    }

    static NavigableMap<Long, Item> read(Backend backend, List<Entry> entries) throws BackendException {
        var items = new TreeMap<Long, Item>();
        backend.read(
                "INBOX", entries, TEXT, reading -> items.put(reading.entry().key(), reading.item()));
        return items;
    }

    static String subjectAndBody(Item item) {
        return item.get(EmailFields.Subject).orElse("") + ":"
                + item.get(BodyFields.Body).orElseThrow().data();
    }

    /** The command that fetches the text; how much of it is the business of the format. */
    static String sections(String uids) {
        return "UID FETCH " + uids + " (UID BODY.PEEK[1]<0." + octets() + ">)";
    }

    private static long octets() {
        var part = new org.mailspan.format.MimePart(
                "1", "text", "plain", java.util.Map.of(), "7bit", 5, "", java.util.Map.of(), "", "", "", List.of());
        return org.mailspan.format.Mime.needs(part, 50, TEXT.body()).getFirst().octets();
    }

    @Test
    void oneFetchTellsWhatTheyAreAndOneBringsTheTextsInAnyOrder() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 10, 9, 0)
                    .on(
                            "UID FETCH 1:4" + WHAT,
                            row(3, "", PLAIN),
                            "* 9 FETCH (FLAGS (\\Seen))",
                            row(1, "", PLAIN),
                            row(2, "\\Deleted", PLAIN),
                            "$ OK")
                    .on(sections("1,3"), body(3, "three"), "* 9 FETCH (UID 9 FLAGS ())", body(1, "one"), "$ OK");
            var items = read(host.backend(), entries(1, 2, 3, 4));
            assertEquals(List.of(1L, 3L), List.copyOf(items.keySet()), "2 is marked, 4 is gone");
            assertEquals("s1:one", subjectAndBody(items.firstEntry().getValue()));
            assertEquals("s3:three", subjectAndBody(items.lastEntry().getValue()));
        }
    }

    /** They may have arrived since the folder was opened, and hide from whoever has not asked for news. */
    @Test
    void newerMessagesThanTheOpenFolderKnowsMakeItOpenAnew() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 10, 0, 0)
                    .select("INBOX", 7, 11, 1, 0)
                    .on("UID FETCH 10" + WHAT, row(10, "", PLAIN), "$ OK")
                    .on(sections("10"), body(10, "ten"), "$ OK");
            var backend = host.backend();
            backend.changes("INBOX", "");
            assertEquals(1, read(backend, entries(10)).size());
        }
    }

    @Test
    void aStructureThatCannotBeReadIsFoundInTheMessage() throws Exception {
        String message = "Subject: odd\r\n\r\nthe text\r\n";
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 10, 9, 0)
                    .on("UID FETCH 1:2" + WHAT, row(1, "", "(\"text\" ())"), row(2, "", PLAIN), "$ OK")
                    .on(sections("2"), body(2, "two"), "$ OK")
                    .on(
                            "UID FETCH 1 (UID BODY.PEEK[])",
                            "* 1 FETCH (UID 1 BODY[] {" + message.length() + "}\r\n" + message + ")",
                            "$ OK");
            var items = read(host.backend(), entries(1, 2));
            assertEquals(
                    "odd:the text",
                    subjectAndBody(items.firstEntry().getValue()).strip());
            assertEquals(2, items.size());
        }
    }

    @Test
    void aMessageThatTheHostCannotReadStopsNoFolder() throws Exception {
        var log = new Events();
        var told = new ArrayList<Event>();
        log.listen(told::add);
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 10, 9, 0)
                    .on("UID FETCH 1:3" + WHAT, row(1, "", PLAIN), "$ NO [SERVERBUG] corrupt")
                    .on("UID FETCH 1" + WHAT, row(1, "", PLAIN), "$ OK")
                    .on("UID FETCH 2" + WHAT, "$ NO [SERVERBUG] corrupt")
                    .on("UID FETCH 3" + WHAT, row(3, "", PLAIN), "$ OK")
                    .on(sections("1,3"), body(1, "one"), "$ NO corrupt")
                    .on(sections("1"), body(1, "one"), "$ OK")
                    .on(sections("3"), "$ NO corrupt");
            var readings = new ArrayList<Reading>();
            host.backend(host.settings(), log).read("INBOX", entries(1, 2, 3), TEXT, readings::add);
            readings.sort(Comparator.comparingLong(r -> r.entry().key()));
            assertEquals(
                    List.of(1L, 2L, 3L),
                    readings.stream().map(r -> r.entry().key()).toList(),
                    "each once");
            assertEquals(
                    2,
                    told.stream()
                            .filter(Event.ItemUnconvertible.class::isInstance)
                            .count());
            for (int stub : new int[] {1, 2})
                assertEquals(
                        "5-" + readings.get(stub).entry().key() + "-0",
                        readings.get(stub)
                                .item()
                                .get(BodyFields.Attachments)
                                .orElseThrow()
                                .getFirst()
                                .fileReference()
                                .toString());
        }
    }

    @Test
    void whatWasHandedOnIsNotHandedOnAgainAfterACut() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 10, 9, 0)
                    .on("UID FETCH 1:2" + WHAT, row(1, "", PLAIN), row(2, "", PLAIN), "$ OK")
                    .on(sections("1:2"), body(1, "one"))
                    .hangUp();
            host.connection("")
                    .select("INBOX", 7, 10, 9, 0)
                    .on("UID FETCH 2" + WHAT, row(2, "", PLAIN), "$ OK")
                    .on(sections("2"), body(2, "two"), "$ OK");
            var keys = new ArrayList<Long>();
            host.backend()
                    .read(
                            "INBOX",
                            entries(1, 2),
                            TEXT,
                            reading -> keys.add(reading.entry().key()));
            assertEquals(List.of(1L, 2L), keys);
        }
    }

    /** An IMAP process that dies of a corrupt message, whoever asks for it, and takes what it had to say along. */
    @Test
    void aMessageAtWhichTheHostHangsUpIsFoundAndBecomesAStub() throws Exception {
        try (var host = new FakeImap()) {
            for (int i = 0; i < 2; i++)
                host.connection("")
                        .select("INBOX", 7, 10, 9, 0)
                        .on("UID FETCH 1:4" + WHAT)
                        .hangUp();
            host.connection("")
                    .select("INBOX", 7, 10, 9, 0)
                    .on("UID FETCH 1:2" + WHAT, row(1, "", PLAIN), row(2, "", PLAIN), "$ OK")
                    .on(sections("1:2"), body(1, "one"), body(2, "two"), "$ OK")
                    .on("NOOP", "$ OK")
                    .on("UID FETCH 3:4" + WHAT, row(3, "", PLAIN))
                    .hangUp();
            for (int i = 0; i < 2; i++)
                host.connection("")
                        .select("INBOX", 7, 10, 9, 0)
                        .on("UID FETCH 3" + WHAT, row(3, "", PLAIN), "$ OK")
                        .on(sections("3"))
                        .hangUp();
            host.connection("")
                    .select("INBOX", 7, 10, 9, 0)
                    .on("UID FETCH 4" + WHAT, row(4, "", PLAIN), "$ OK")
                    .on(sections("4"), body(4, "four"), "$ OK")
                    .on("NOOP", "$ OK")
                    .select("INBOX", 7, 10, 9, 0)
                    // the same window again: the bad one is asked for alone from the beginning, and has been mended
                    .on("UID FETCH 1:2,4" + WHAT, row(1, "", PLAIN), row(2, "", PLAIN), row(4, "", PLAIN), "$ OK")
                    .on(sections("1:2,4"), body(1, "one"), body(2, "two"), body(4, "four"), "$ OK")
                    .on("NOOP", "$ OK")
                    .on("UID FETCH 3" + WHAT, row(3, "", PLAIN), "$ OK")
                    .on(sections("3"), body(3, "three"), "$ OK");
            var told = new ArrayList<Event>();
            var log = new Events();
            log.listen(told::add);
            var backend = host.backend(host.settings(), log);
            var items = read(backend, entries(1, 2, 3, 4));
            assertEquals(List.of(1L, 2L, 3L, 4L), List.copyOf(items.keySet()));
            assertEquals("s1:one", subjectAndBody(items.get(1L)));
            assertEquals("s4:four", subjectAndBody(items.get(4L)));
            Item stub = items.get(3L);
            assertEquals("s3", stub.get(EmailFields.Subject).orElse(""), "what was told before is not lost");
            assertEquals(
                    "5-3-0",
                    stub.get(BodyFields.Attachments)
                            .orElseThrow()
                            .getFirst()
                            .fileReference()
                            .toString());
            assertEquals(
                    1,
                    told.stream()
                            .filter(Event.ItemUnconvertible.class::isInstance)
                            .count());
            assertEquals(
                    "s3:three",
                    subjectAndBody(read(backend, entries(1, 2, 3, 4)).get(3L)));
        }
    }

    @Test
    void aHostThatGoesDownMakesNoStubs() throws Exception {
        try (var host = new FakeImap()) {
            for (int i = 0; i < 2; i++)
                host.connection("")
                        .select("INBOX", 7, 10, 9, 0)
                        .on("UID FETCH 1" + WHAT)
                        .hangUp();
            host.connection("* BYE going down", "");
            var keys = new ArrayList<Long>();
            var backend = host.backend();
            var down = assertThrows(
                    BackendException.class,
                    () -> backend.read(
                            "INBOX",
                            entries(1),
                            TEXT,
                            reading -> keys.add(reading.entry().key())));
            assertEquals(Kind.UNAVAILABLE, down.kind());
            assertEquals(List.of(), keys);
        }
    }

    private static Content part(FakeImap host, String section) throws BackendException {
        return ((Backend.Parts) host.backend()).part("INBOX", entries(3).getFirst(), section);
    }

    private static String octets(Content content, long from, long length) throws Exception {
        var out = new ByteArrayOutputStream();
        content.source().writeTo(out, from, length);
        return out.toString(ISO_8859_1);
    }

    @Test
    void aPartIsDecodedAndCutToItsRange() throws Exception {
        String structure =
                "(" + PLAIN + "(\"application\" \"pdf\" NIL NIL NIL \"base64\" 18 NIL NIL NIL NIL) \"mixed\")";
        String chunk = "* 3 FETCH (UID 3 BODY[2]<0> {18}\r\nMDEyMzQ1\r\nNjc4OQ==)";
        String fetch = "UID FETCH 3 (UID BODY.PEEK[2]<0.262144>)";
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 10, 9, 0)
                    .on(
                            "UID FETCH 3 (UID RFC822.SIZE BODYSTRUCTURE)",
                            "* 3 FETCH (UID 3 RFC822.SIZE 99 BODYSTRUCTURE " + structure + ")",
                            "$ OK")
                    .on(fetch, chunk, "$ OK")
                    .on(fetch, chunk, "$ OK")
                    .on(fetch, chunk, "$ OK");
            Content content = part(host, "2");
            assertEquals("application/pdf", content.mediaType());
            assertEquals("0123456789", octets(content, 0, Long.MAX_VALUE));
            assertEquals("345", octets(content, 3, 3));
            assertEquals("", octets(content, 10, 5));
        }
    }

    @Test
    void aLargePartComesInChunks() throws Exception {
        String first = "x".repeat(256 << 10);
        String fetch = "UID FETCH 3 (UID BODY.PEEK[]<";
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 10, 9, 0)
                    .on("UID FETCH 3 (UID RFC822.SIZE BODYSTRUCTURE)", "* 3 FETCH (UID 3 RFC822.SIZE 262147)", "$ OK")
                    .on(fetch + "0.262144>)", "* 3 FETCH (UID 3 BODY[]<0> {262144}\r\n" + first + ")", "$ OK")
                    .on(fetch + "262144.262144>)", "* 3 FETCH (UID 3 BODY[]<262144>{3}\r\nend)", "$ OK");
            Content content = part(host, "0");
            assertEquals("message/rfc822", content.mediaType());
            assertEquals(262_147, content.octets());
            assertEquals(first + "end", octets(content, 0, Long.MAX_VALUE));
        }
    }

    @Test
    void whatIsNotThereIsGone() throws Exception {
        String what = "UID FETCH 3 (UID RFC822.SIZE BODYSTRUCTURE)";
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 10, 9, 0)
                    .on(what, "$ OK")
                    .on(what, row(3, "", PLAIN), "$ OK")
                    .on(what, row(3, "", PLAIN), "$ OK")
                    .on("UID FETCH 3 (UID BODY.PEEK[1]<0.262144>)", "$ OK");
            var parts = (Backend.Parts) host.backend();
            Entry entry = entries(3).getFirst();
            assertEquals(
                    Kind.ITEM_GONE,
                    assertThrows(BackendException.class, () -> parts.part("INBOX", entry, "1"))
                            .kind());
            assertEquals(
                    Kind.ITEM_GONE,
                    assertThrows(BackendException.class, () -> parts.part("INBOX", entry, "7"))
                            .kind());
            Content content = parts.part("INBOX", entry, "1");
            var gone = assertThrows(BackendException.class, () -> octets(content, 0, Long.MAX_VALUE));
            assertEquals(Kind.ITEM_GONE, gone.kind());
        }
    }

    @Test
    void aPartOfAFolderThatWasMadeAnewIsGone() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 10, 9, 0)
                    .on("UID FETCH 3 (UID RFC822.SIZE BODYSTRUCTURE)", row(3, "", PLAIN), "$ OK")
                    .select("Other", 1, 10, 0, 0)
                    .select("INBOX", 8, 10, 9, 0);
            var backend = host.backend();
            Content content = ((Backend.Parts) backend).part("INBOX", entries(3).getFirst(), "1");
            backend.changes("Other", "");
            var gone = assertThrows(BackendException.class, () -> octets(content, 0, Long.MAX_VALUE));
            assertEquals(Kind.ITEM_GONE, gone.kind());
        }
    }

    @Test
    void aPartOfAnUnreadableStructureIsFoundInTheMessage() throws Exception {
        String message = "Content-Type: application/x-y\r\nContent-Transfer-Encoding: base64\r\n\r\nMDEyMzQ1\r\n";
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 10, 9, 0)
                    .on("UID FETCH 3 (UID RFC822.SIZE BODYSTRUCTURE)", row(3, "", "(())"), "$ OK")
                    .on(
                            "UID FETCH 3 (UID BODY.PEEK[])",
                            "* 3 FETCH (UID 3 BODY[] {" + message.length() + "}\r\n" + message + ")",
                            "$ OK");
            Content content = part(host, "1");
            assertEquals("application/x-y", content.mediaType());
            assertEquals("0123", octets(content, 0, 4));
            assertTrue(octets(content, 9, 4).isEmpty());
        }
    }
}
