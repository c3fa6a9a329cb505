package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxEncoder;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend;
import org.mailspan.item.BodyFields;

/** How often a host is waited for, whatever a window or a list of folders holds. */
final class ImapRoundTripsTest {
    private static final String HTML = "(\"text\" \"html\" NIL NIL NIL \"7bit\" 5 1 NIL NIL NIL NIL)";
    private static final String ALTERNATIVE = "(" + ImapReadTest.PLAIN + HTML + " \"alternative\" NIL NIL NIL NIL)";
    private static final String ATTACHED = "(" + ALTERNATIVE
            + "(\"application\" \"pdf\" NIL NIL NIL \"base64\" 900 NIL NIL NIL NIL) \"mixed\" NIL NIL NIL NIL)";
    private static final List<String> STRUCTURES = List.of(ImapReadTest.PLAIN, HTML, ALTERNATIVE, ATTACHED);

    private static String[] lines(List<String> rows, String... more) {
        var lines = new ArrayList<>(rows);
        lines.addAll(List.of(more));
        return lines.toArray(String[]::new);
    }

    private static List<String> bodies(String section, long... uids) {
        return LongStream.of(uids)
                .mapToObj(uid -> "* " + uid + " FETCH (UID " + uid + " BODY[" + section + "]<0> {4}\r\ntext)")
                .toList();
    }

    private static long[] uids(int... remainders) {
        return LongStream.rangeClosed(1, 100)
                .filter(uid -> IntStream.of(remainders).anyMatch(one -> uid % 4 == one))
                .toArray();
    }

    private static String fetch(long[] uids, String section, int octets) {
        return "UID FETCH " + UidSet.of(uids).texts().getFirst() + " (UID BODY.PEEK[" + section + "]<0." + octets
                + ">)";
    }

    /** Opening it, what they are, and all of their sections in one go: the host has heard all before it answers. */
    @Test
    void aWindowOfAHundredMessagesOfAllKindsCostsThreeRoundTrips() throws Exception {
        List<String> rows = LongStream.of(uids(0, 1, 2, 3))
                .mapToObj(uid -> ImapReadTest.row(uid, "", STRUCTURES.get((int) (uid % 4))))
                .toList();
        var texts = new ArrayList<String>(bodies("1", uids(1)));
        texts.add("M4 OK");
        texts.addAll(bodies("1", uids(0, 2)));
        texts.add("M5 OK");
        texts.addAll(bodies("1.1", uids(3)));
        try (var host = new FakeImap()) {
            host.connection("")
                    .select("INBOX", 7, 101, 100, 0)
                    .on("UID FETCH 1:100" + ImapReadTest.WHAT, lines(rows, "$ OK"))
                    .on(fetch(uids(1), "1", 64 << 10))
                    .on(fetch(uids(0, 2), "1", 1 << 10))
                    .on(fetch(uids(3), "1.1", 1 << 10), lines(texts, "$ OK"));
            var items = ImapReadTest.read(host.backend(), ImapReadTest.entries(uids(0, 1, 2, 3)));
            assertEquals(100, items.size());
            for (var item : items.values())
                assertEquals(
                        "text", item.get(BodyFields.Body).orElseThrow().data().toString());
        }
    }

    @Test
    void aGlanceAtTwoHundredFoldersIsOneCommand() throws Exception {
        var state = new FolderState(7, 9, 5, 4);
        Map<String, String> tokens = new HashMap<>();
        for (int i = 0; i < 200; i++) tokens.put("Folder" + (1000 + i), state.token());
        var names = new HashSet<>(tokens.keySet());
        try (var host = new FakeImap()) {
            host.connection("CONDSTORE LIST-STATUS")
                    .on(listing(names.stream().toList()), lines(standing(names), "$ OK"));
            assertEquals(names, ((Backend.Glances) host.backend()).unchanged(tokens));
        }
    }

    /** A host may refuse a line of more than 8,192 octets (RFC 7162 4), and each folder be asked about by itself. */
    @Test
    void aGlanceAtFoldersOfLongNamesIsAFewCommandsOfBoundedLength() throws Exception {
        var state = new FolderState(7, 9, 5, 4);
        Map<String, String> tokens = new HashMap<>();
        for (int i = 0; i < 120; i++) tokens.put("Customers/" + "\u00e4".repeat(20) + (1000 + i), state.token());
        var names = new HashSet<>(tokens.keySet())
                .stream().map(BASE64MailboxEncoder::encode).toList();
        int first = 7_000 / (names.getFirst().length() + 3);
        try (var host = new FakeImap()) {
            host.connection("CONDSTORE LIST-STATUS")
                    .on(listing(names.subList(0, first)))
                    .on(listing(names.subList(first, 120)), lines(standing(names), "M2 OK", "$ OK"));
            assertEquals(tokens.keySet(), ((Backend.Glances) host.backend()).unchanged(tokens));
        }
    }

    private static String listing(List<String> names) {
        String line = "LIST \"\" (" + String.join(" ", names)
                + ") RETURN (STATUS (UIDVALIDITY UIDNEXT MESSAGES HIGHESTMODSEQ))";
        assertTrue(line.length() < 8_192);
        return line;
    }

    private static List<String> standing(Collection<String> names) {
        return names.stream()
                .map(name -> "* STATUS " + name + " (UIDVALIDITY 7 UIDNEXT 5 MESSAGES 4 HIGHESTMODSEQ 9)")
                .toList();
    }
}
