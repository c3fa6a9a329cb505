package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.backend.imap.ImapReadTest.PLAIN;
import static org.mailspan.backend.imap.ImapReadTest.WHAT;
import static org.mailspan.backend.imap.ImapReadTest.body;
import static org.mailspan.backend.imap.ImapReadTest.entries;
import static org.mailspan.backend.imap.ImapReadTest.read;
import static org.mailspan.backend.imap.ImapReadTest.row;
import static org.mailspan.backend.imap.ImapReadTest.sections;
import static org.mailspan.backend.imap.ImapReadTest.subjectAndBody;

import java.util.ArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.mailspan.item.Item;

/** What forged mail at the host may cost before it is an item. */
final class ImapReadBoundsTest {
    /** A forged one of hundreds of megabytes, nested deeper than anything that is read, would fill the heap. */
    @Test
    void aLargeMessageIsNotReadForItsStructure() throws Exception {
        String large = row(1, "", "(\"text\" ())").replaceFirst("RFC822.SIZE \\d+", "RFC822.SIZE 900000000");
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 10, 9, 0)
                    .on("UID FETCH 1:2" + WHAT, large, row(2, "", PLAIN), "$ OK")
                    .on(sections("2"), body(2, "two"), "$ OK");
            var items = read(host.backend(), entries(1, 2));
            assertTrue(subjectAndBody(items.firstEntry().getValue()).contains("could not be converted"));
            assertEquals(2, items.size());
        }
    }

    /** 250 headers of 256 KB would be 64 MB at one time. */
    @Test
    void longHeadersOfAWindowAreBoundedTogether() throws Exception {
        long[] uids = LongStream.rangeClosed(1, 60).toArray();
        String padding = "Subject: long\r\nReferences: " + "<0123456789@x>\r\n ".repeat(14_000);
        var rows = new ArrayList<String>();
        for (long uid : uids)
            rows.add("* " + uid + " FETCH (UID " + uid + " FLAGS () RFC822.SIZE 300000 BODYSTRUCTURE " + PLAIN
                    + " BODY[HEADER.FIELDS (SUBJECT)]<0> {" + padding.length() + "}\r\n" + padding + ")");
        rows.add("$ OK");
        var bodies = new ArrayList<String>();
        for (long uid : uids) bodies.add(body(uid, "text"));
        bodies.add("$ OK");
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 100, 99, 0)
                    .on("UID FETCH 1:60" + WHAT, rows.toArray(String[]::new))
                    .on(sections("1:60"), bodies.toArray(String[]::new));
            var items = read(host.backend(), entries(uids));
            assertEquals(60, items.size());
            for (Item item : items.values())
                assertTrue(subjectAndBody(item).startsWith("long:text"), subjectAndBody(item));
        }
        assertTrue(ImapReader.HELD_HEADERS < 60L * padding.length(), "all would fit");
    }
}
