package org.mailspan.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The hosts of the tests do what the tests rely on. */
final class MailHostTest {
    enum Kind {
        DOVECOT,
        GREENMAIL;

        MailHost host() {
            return switch (this) {
                case DOVECOT -> DovecotHost.shared();
                case GREENMAIL -> GreenMailHost.shared();
            };
        }
    }

    private static final byte[] LETTER =
            "From: a@example.org\r\nSubject: hello\r\nMessage-ID: <1@example.org>\r\n\r\nText\r\n.\r\n".getBytes(UTF_8);

    @ParameterizedTest
    @EnumSource
    void aNewUserHasTheSpecialFolders(Kind kind) {
        try (var witness = kind.host().witness(kind.host().newUser())) {
            assertTrue(witness.folders().containsAll(List.of("INBOX", "Drafts", "Sent", "Trash", "Junk")));
            assertEquals(List.of(), witness.uids("INBOX"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordIsRefused(Kind kind) {
        MailHost host = kind.host();
        assertThrows(
                IllegalStateException.class,
                () -> new ImapWitness(host.host(), host.imapPort(), host.newUser(), "wrong"));
    }

    @ParameterizedTest
    @EnumSource
    void theWitnessReadsWhatItWrote(Kind kind) {
        try (var witness = kind.host().witness(kind.host().newUser())) {
            var date = Instant.parse("2026-03-01T07:08:09Z");
            witness.create("Größe & Maß");
            long uid = witness.append("Größe & Maß", LETTER, Set.of("\\Seen", "$Label1"), date);
            assertEquals(List.of(uid), witness.uids("Größe & Maß"));
            assertEquals(Set.of("\\Seen", "$Label1"), witness.flags("Größe & Maß", uid));
            assertEquals(date, witness.date("Größe & Maß", uid));
            assertArrayEquals(LETTER, witness.fetch("Größe & Maß", uid));
        }
    }

    @ParameterizedTest
    @EnumSource
    void expungeTakesOneMessageOnly(Kind kind) {
        try (var witness = kind.host().witness(kind.host().newUser())) {
            long foreign = witness.append("INBOX", LETTER, "\\Deleted");
            long ours = witness.append("INBOX", LETTER);
            long moved = witness.append("INBOX", LETTER);
            witness.expunge("INBOX", ours);
            long there = witness.move("INBOX", moved, "Trash");
            assertEquals(List.of(foreign), witness.uids("INBOX"));
            assertEquals(List.of(there), witness.uids("Trash"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aThousandAreAppendedAtOnce(Kind kind) {
        try (var witness = kind.host().witness(kind.host().newUser())) {
            var letter = new Witness.Letter(LETTER, Set.of(), Instant.now());
            List<Long> uids = witness.appendAll("INBOX", Collections.nCopies(1000, letter));
            assertEquals(1000, uids.size());
            assertEquals(uids, witness.uids("INBOX"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeliveryWakesAnIdleClient(Kind kind) {
        String user = kind.host().newUser();
        try (var witness = kind.host().witness(user)) {
            try (var idle = witness.idle("INBOX")) {
                kind.host().deliver(user, LETTER);
                idle.await("EXISTS");
            }
            String arrived =
                    new String(witness.fetch("INBOX", witness.uids("INBOX").getFirst()), UTF_8);
            // GreenMail drops the last line end.
            assertTrue(arrived.stripTrailing().endsWith("\r\n\r\nText\r\n."), arrived);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasSubmittedIsSeen(Kind kind) {
        String stranger = "stranger-of-" + kind.host().newUser();
        Delivery.deliver(kind.host().smtpPort(), Delivery.Hello.EHLO, stranger, LETTER);
        List<byte[]> received = kind.host().received(stranger);
        assertEquals(1, received.size());
        assertTrue(new String(received.getFirst(), UTF_8).contains("Subject: hello\r\n"));
    }
}
