package org.mailspan.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.AddressBook.Person;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.memory.Faults;
import org.mailspan.backend.memory.Mailbox;
import org.mailspan.backend.memory.MemoryBackend;

/** Whom an account has written to, and how people are looked up. */
final class SentAddressesTest {
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final AtomicInteger searches = new AtomicInteger();
    private boolean fails;
    private final SentAddresses book = new SentAddresses(() -> now);

    private Backend account(String login, Mailbox mailbox) {
        return new MemoryBackend(login, mailbox, MemoryBackend.Tells.INCREMENTAL, operation -> {
            if (operation != Faults.Operation.SEARCH) return;
            searches.incrementAndGet();
            if (fails) throw new BackendException(Kind.UNAVAILABLE, "as the test wants");
        });
    }

    private void sent(Mailbox mailbox, String recipients) {
        String mail = recipients + "\r\nFrom: me@example.org\r\nSubject: x\r\n\r\nx\r\n";
        mailbox.append("Sent", mail.getBytes(UTF_8), Set.of(), now);
        now = now.plusSeconds(1);
    }

    private List<String> people(Backend backend) throws BackendException {
        return book.people(backend).stream()
                .map(person -> person.displayName() + " <" + person.address() + ">")
                .toList();
    }

    @Test
    void recipientsOfSentMailAreKnownByTheNameTheyHadLast() throws Exception {
        var mailbox = new Mailbox();
        sent(mailbox, "To: Old Name <bob@example.org>, carl@example.org");
        sent(mailbox, "To: =?utf-8?Q?B=C3=B6b_Boss?= <BOB@example.org>\r\nCc: \"Dot, Dora\" <dora@example.org>");
        sent(mailbox, "To: bob@example.org");
        assertEquals(
                List.of(
                        "B\u00f6b Boss <BOB@example.org>",
                        "carl@example.org <carl@example.org>",
                        "Dot, Dora <dora@example.org>"),
                people(account("anna", mailbox)));
    }

    @Test
    void noAccountSeesAnothers() throws Exception {
        var mailbox = new Mailbox();
        sent(mailbox, "To: bob@example.org");
        assertEquals(1, people(account("anna", mailbox)).size());
        assertEquals(List.of(), people(account("eve", new Mailbox())));
    }

    @Test
    void theHostIsAskedOnceInAWhile() throws Exception {
        var mailbox = new Mailbox();
        sent(mailbox, "To: bob@example.org");
        Backend backend = account("anna", mailbox);
        people(backend);
        sent(mailbox, "To: carl@example.org");
        assertEquals(1, people(backend).size());
        assertEquals(1, searches.get());
        now = now.plus(Duration.ofHours(1));
        assertEquals(2, people(backend).size());
    }

    @Test
    void aHostThatFailedIsAskedAgain() throws Exception {
        var mailbox = new Mailbox();
        sent(mailbox, "To: bob@example.org");
        Backend backend = account("anna", mailbox);
        fails = true;
        assertEquals(
                Kind.UNAVAILABLE,
                assertThrows(BackendException.class, () -> people(backend)).kind());
        fails = false;
        assertEquals(1, people(backend).size());
    }

    @Test
    void peopleAreFoundByTheBeginningsOfWords() {
        Person james = Person.of("James Littlejohn", "james@example.org");
        assertFalse(james.matches("John"));
        assertTrue(james.matches("little jam"));
        assertTrue(james.matches("JAMES@ex"));
        assertFalse(james.matches("  "));
        assertFalse(james.matches("james bond"));
        Person dora = Person.of("Dot, Dora", "d.dot@example.org");
        assertEquals("Dora", dora.firstName());
        assertEquals("Dot", dora.lastName());
        assertTrue(dora.matches("dora"));
        assertEquals("d.dot", dora.alias());
    }
}
