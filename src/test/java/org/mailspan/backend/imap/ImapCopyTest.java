package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Entry;

/** A move by COPY from a folder in which the host lets nobody delete (RFC 4314): a phone asks again and again. */
final class ImapCopyTest {
    private static final String WHAT = "(UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]<0.4096>)";
    private static final String NO = "$ NO [NOPERM] not yours";

    private static void refused(Backend backend, long... uids) {
        var entries = LongStream.of(uids)
                .mapToObj(uid -> new Entry("7." + uid, uid, "", 0))
                .toList();
        var why = assertThrows(BackendException.class, () -> ((Backend.Moves) backend).move("INBOX", entries, "Trash"));
        assertEquals(Kind.NOT_ALLOWED, why.kind());
    }

    private static String row(long uid, String id) {
        return "* 1 FETCH (UID " + uid + " INTERNALDATE \"21-Nov-2026 00:00:00 +0000\" RFC822.SIZE 5"
                + " BODY[HEADER.FIELDS (MESSAGE-ID)] \"Message-ID: <" + id + ">\")";
    }

    private static FakeImap.Script copied(FakeImap.Script script, String uids, String... rows) {
        var answer = new ArrayList<>(List.of(rows));
        answer.add("$ OK");
        return script.select("INBOX", 7, 10, 5, 0)
                .on("STATUS Trash (UIDVALIDITY UIDNEXT MESSAGES)", "* STATUS Trash (UIDNEXT 70 MESSAGES 3)", "$ OK")
                .on("UID FETCH " + uids + " " + WHAT, answer.toArray(String[]::new));
    }

    @Test
    void theCopyIsTakenBack() throws Exception {
        try (var host = new FakeImap()) {
            copied(host.connection("UIDPLUS").on("NOOP", "$ OK"), "4", row(4, "a"))
                    .on("UID COPY 4 Trash", "$ OK [COPYUID 9 4 70] copied")
                    .on("UID STORE 4 +FLAGS.SILENT (\\Deleted)", NO)
                    .on("UID STORE 4 -FLAGS.SILENT (\\Deleted)", NO)
                    .on("UID FETCH 4 (UID)", "* 1 FETCH (UID 4)", "$ OK")
                    .select("Trash", 9, 71, 4, 0)
                    .on("UID STORE 70 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID EXPUNGE 70", "$ OK");
            refused(host.backend(), 4);
        }
    }

    /** Law 1: what the host deleted before it refused lives in its copy alone. */
    @Test
    void theCopyOfWhatWentAllTheSameStays() throws Exception {
        try (var host = new FakeImap()) {
            copied(host.connection("UIDPLUS").on("NOOP", "$ OK"), "2,4", row(2, "a"), row(4, "b"))
                    .on("UID COPY 2,4 Trash", "$ OK [COPYUID 9 2,4 70:71] copied")
                    .on("UID STORE 2,4 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID EXPUNGE 2,4", "* 1 EXPUNGE", NO)
                    .on("UID STORE 2,4 -FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID FETCH 2,4 (UID)", "* 3 FETCH (UID 4)", "$ OK")
                    .select("Trash", 9, 72, 5, 0)
                    .on("UID STORE 71 +FLAGS.SILENT (\\Deleted)", "$ OK")
                    .on("UID EXPUNGE 71", "$ OK");
            refused(host.backend(), 2, 4);
        }
    }

    /** A folder into which one may put and out of which one may not take. */
    @Test
    void aCopyThatCannotBeTakenBackIsNotMadeASecondTime() throws Exception {
        try (var host = new FakeImap()) {
            var script = copied(host.connection("UIDPLUS").on("NOOP", "$ OK"), "4", row(4, "a"))
                    .on("UID COPY 4 Trash", "$ OK [COPYUID 9 4 70] copied");
            notDeleted(script)
                    .on("NOOP", "$ OK")
                    .select("INBOX", 7, 10, 5, 0)
                    .select("Trash", 9, 71, 4, 0)
                    .on("UID FETCH 70 " + WHAT, row(70, "a"), "$ OK")
                    .select("INBOX", 7, 10, 5, 0);
            notDeleted(script);
            var backend = host.backend();
            refused(backend, 4);
            refused(backend, 4);
        }
    }

    private static FakeImap.Script notDeleted(FakeImap.Script script) {
        return script.on("UID STORE 4 +FLAGS.SILENT (\\Deleted)", NO)
                .on("UID STORE 4 -FLAGS.SILENT (\\Deleted)", NO)
                .on("UID FETCH 4 (UID)", "* 1 FETCH (UID 4)", "$ OK")
                .select("Trash", 9, 71, 4, 0)
                .on("UID STORE 70 +FLAGS.SILENT (\\Deleted)", NO)
                .on("UID STORE 70 -FLAGS.SILENT (\\Deleted)", NO);
    }
}
