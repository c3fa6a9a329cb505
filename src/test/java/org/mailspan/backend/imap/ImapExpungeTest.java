package org.mailspan.backend.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;

/** Deleting where a host can only expunge all that is marked. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ImapExpungeTest {
    /** A host that marks one of two and says NO: what phones are told is still there must not go with the next EXPUNGE. */
    @Test
    void aRefusedMarkLeavesNothingMarked() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("UIDPLUS")
                    .select("INBOX", 7, 10, 3, 0)
                    .on("UID STORE 2:3 +FLAGS.SILENT (\\Deleted)", "$ NO [NOPERM] not all of them")
                    .on("UID STORE 2:3 -FLAGS.SILENT (\\Deleted)", "$ OK");
            ImapConnection connection = host.connect();
            assertThrows(BackendException.class, () -> ImapExpunge.delete(connection, "INBOX", UidSet.of(2, 3)));
        }
    }

    @Test
    void oneConnectionOfAnAccountExpungesCarefullyAtATime() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("IDLE");
            host.connection("IDLE")
                    .select("INBOX", 7, 10, 3, 0)
                    .on("UID SEARCH DELETED", "* SEARCH", "$ OK done")
                    .on("UID STORE 2 +FLAGS.SILENT (\\Deleted)", "$ OK marked")
                    .on("EXPUNGE", "* 2 EXPUNGE", "$ OK gone");
            var login = new ImapLogin(host.settings(), new Credentials("u", "pw"));
            ImapConnection first = login.connect();
            ImapConnection second = login.connect();
            assertSame(first.alone(), second.alone());
            second.select("INBOX");
            var deletion = new FutureTask<>(() -> {
                ImapExpunge.delete(second, "INBOX", UidSet.of(2));
                return "deleted";
            });
            first.alone().run(() -> {
                // A platform thread: one that talks to the host counts as running.
                Thread deleting = Thread.ofPlatform().start(deletion);
                while (deleting.getState() != Thread.State.WAITING && deleting.isAlive()) Thread.onSpinWait();
                assertTrue(deleting.isAlive(), "it does not wait for the other one to be done");
            });
            assertEquals("deleted", deletion.get(10, TimeUnit.SECONDS));
        }
    }
}
