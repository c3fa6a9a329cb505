package org.mailspan.backend.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend.Signal;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.backend.memory.Faults.Operation;
import org.mailspan.backend.memory.MemoryBackend.Tells;

/** What the host in memory can do beyond the contract: faults, poorer ways of telling, logins. */
final class MailboxTest {
    private final Mailbox mailbox = new Mailbox();

    private MemoryBackend backend(Tells tells, Faults faults) {
        return new MemoryBackend("me@mailspan.test", mailbox, tells, faults);
    }

    private long append() {
        return mailbox.append("INBOX", new byte[] {'\r', '\n'}, Set.of(), Instant.EPOCH)
                .orElseThrow();
    }

    @Test
    void eachWayOfTellingHasItsForm() throws Exception {
        append();
        for (Tells tells : Tells.values()) {
            MemoryBackend backend = backend(tells, Faults.NONE);
            Delta first = assertInstanceOf(Delta.Full.class, backend.changes("INBOX", ""));
            Class<? extends Delta> form = switch (tells) {
                case INCREMENTAL -> Delta.Incremental.class;
                case REMAINING -> Delta.Remaining.class;
                case FULL -> Delta.Full.class;
            };
            assertInstanceOf(form, backend.changes("INBOX", first.token()));
        }
    }

    @Test
    void anIncrementHoldsOnlyWhatChanged() throws Exception {
        append();
        MemoryBackend backend = backend(Tells.INCREMENTAL, Faults.NONE);
        String token = backend.changes("INBOX", "").token();
        assertEquals(new Delta.Incremental(List.of(), List.of(), token), backend.changes("INBOX", token));
        long uid = append();
        var delta = assertInstanceOf(Delta.Incremental.class, backend.changes("INBOX", token));
        assertEquals(List.of(uid), delta.changed().stream().map(Entry::key).toList());
    }

    @Test
    void aFaultBeforeLeavesEverythingAsItWas() throws Exception {
        append();
        Faults down = operation -> {
            if (operation == Operation.DELETE) throw new BackendException(Kind.UNAVAILABLE, "down");
        };
        MemoryBackend backend = backend(Tells.FULL, down);
        var all = assertInstanceOf(Delta.Full.class, backend.changes("INBOX", ""));
        assertThrows(BackendException.class, () -> backend.delete("INBOX", all.items()));
        assertEquals(1, mailbox.messages("INBOX").size());
    }

    @Test
    void aFaultAfterwardsLosesTheAnswerOnly() throws Exception {
        append();
        Faults cut = new Faults() {
            @Override
            public void before(Operation operation) {}

            @Override
            public void after(Operation operation) throws BackendException {
                if (operation == Operation.MOVE) throw new BackendException(Kind.UNAVAILABLE, "cut");
            }
        };
        MemoryBackend backend = backend(Tells.FULL, cut);
        var all = assertInstanceOf(Delta.Full.class, backend.changes("INBOX", ""));
        assertThrows(BackendException.class, () -> backend.move("INBOX", all.items(), "Trash"));
        assertEquals(0, mailbox.messages("INBOX").size());
        assertEquals(1, mailbox.messages("Trash").size());
    }

    @Test
    void aWatchTellsEverythingAtOnce() {
        var signals = new ArrayList<Signal>();
        try (var watch = backend(Tells.FULL, Faults.NONE).watch(signals::add)) {
            long uid = append();
            mailbox.flag("INBOX", uid, Set.of("\\Seen"), Set.of());
            mailbox.flag("INBOX", uid, Set.of("\\Seen"), Set.of());
            mailbox.move("INBOX", uid, "Trash");
            mailbox.create("New");
            mailbox.loseEvents();
            watch.interest(Set.of());
        }
        append();
        assertEquals(
                List.of(
                        new Signal.Arrived("INBOX"),
                        new Signal.Changed("INBOX"),
                        new Signal.Changed("INBOX"),
                        new Signal.Arrived("Trash"),
                        new Signal.HierarchyChanged(),
                        new Signal.Unsure()),
                signals);
    }

    @Test
    void uidsAreNeverGivenTwice() {
        long first = append();
        mailbox.expunge("INBOX", List.of(first));
        assertEquals(first + 1, append());
        long before = mailbox.view("INBOX").orElseThrow().uidValidity();
        mailbox.remove("INBOX");
        mailbox.create("INBOX");
        assertEquals(1, append());
        assertEquals(true, mailbox.view("INBOX").orElseThrow().uidValidity() > before);
    }

    @Test
    void aRenameTakesTheFoldersBelowAlong() {
        mailbox.create("a/b/c");
        mailbox.append("a/b", new byte[0], Set.of(), Instant.EPOCH);
        mailbox.rename("a", "z");
        assertEquals(1, mailbox.messages("z/b").size());
        assertEquals(
                List.of("Drafts", "INBOX", "Junk", "Sent", "Trash", "z", "z/b", "z/b/c"),
                mailbox.folders().stream().map(Mailbox.Named::name).toList());
    }

    @Test
    void usersHavePasswordsAndMailboxes() throws Exception {
        var host = new MemoryConnector(Tells.INCREMENTAL, Faults.NONE);
        host.user("anna@example.org", "right").create("Hers");
        var backend = host.connect(new Credentials("anna@example.org", "right"));
        assertEquals(6, backend.folders().size());
        host.user("anna@example.org", "new");
        assertEquals(
                6,
                host.connect(new Credentials("anna@example.org", "new"))
                        .folders()
                        .size());
        for (var wrong :
                List.of(new Credentials("anna@example.org", "right"), new Credentials("otto@example.org", "right")))
            assertEquals(
                    Kind.LOGIN,
                    assertThrows(BackendException.class, () -> host.connect(wrong))
                            .kind());
    }
}
