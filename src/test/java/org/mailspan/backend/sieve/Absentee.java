package org.mailspan.backend.sieve;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Absence.Audience;
import org.mailspan.backend.Absence.Reply;
import org.mailspan.backend.Absence.When;
import org.mailspan.backend.Account;
import org.mailspan.backend.Answering;
import org.mailspan.backend.Backend.OutOfOffice;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.imap.Security;
import org.mailspan.event.Events;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.MailHost;
import org.mailspan.support.SieveHost;

/** A user of a real Dovecot with Pigeonhole, those who write to them, and their webmail. */
final class Absentee {
    private static final AtomicInteger SENDERS = new AtomicInteger();
    static final When NOW = new When.Now();
    static final When NEVER = new When.Never();
    private static final Map<Audience, Reply> REPLIES = Map.of(
            Audience.INTERNAL, new Reply(true, "Gone fishing\n. a \"dot\" \\ and a backslash;\nGrüße", false),
            Audience.EXTERNAL_KNOWN, new Reply(true, "Dear friend", false),
            Audience.EXTERNAL_UNKNOWN, new Reply(true, "<p>Out of <b>office</b> &amp; away</p>", true));

    private final SieveHost host = SieveHost.shared();
    private final String name = host.dovecot().newUser();

    SieveHost host() {
        return host;
    }

    String name() {
        return name;
    }

    /** Their out of office. */
    OutOfOffice oof() {
        return at(host);
    }

    OutOfOffice at(SieveHost other) {
        return at(settings(other));
    }

    OutOfOffice at(SieveSettings settings) {
        return at(settings, () -> List.of("friend@elsewhere.example"));
    }

    OutOfOffice at(SieveSettings settings, Answering.Acquaintances friends) {
        return new SieveAnswering(settings, InstantSource.system(), new Events())
                .of(new Account(name, List.of(name), ""), credentials(), friends);
    }

    static SieveSettings settings(SieveHost host) {
        return SieveSettings.of("127.0.0.1", host.port(), Security.NONE, true);
    }

    private Credentials credentials() {
        return new Credentials(name, MailHost.PASSWORD);
    }

    static Absence absence(When when) {
        return new Absence(when, REPLIES);
    }

    /** Somebody who never wrote before. */
    static String sender(String domain) {
        return "s" + SENDERS.incrementAndGet() + "@" + domain;
    }

    /** What the sender is answered, if they are. */
    Optional<String> answerTo(String sender, String... header) {
        DovecotHost dovecot = host.dovecot();
        int before = dovecot.received(sender).size();
        String message = "From: <" + sender + ">\r\nTo: <" + name + ">\r\nSubject: hello\r\nMessage-ID: <" + sender
                + before + ">\r\n" + String.join("\r\n", header) + (header.length > 0 ? "\r\n" : "") + "\r\nhello\r\n";
        dovecot.deliver(sender, name, message.getBytes(StandardCharsets.UTF_8));
        List<byte[]> received = dovecot.received(sender);
        return received.size() == before
                ? Optional.empty()
                : Optional.of(new String(received.getLast(), StandardCharsets.UTF_8));
    }

    void assertAnswer(String expected, String sender) {
        String answer = answerTo(sender)
                .orElseThrow(() -> new AssertionError(host.dovecot().log()));
        assertTrue(answer.contains(expected), answer);
    }

    /** The user's webmail, as it were. */
    SieveConnection webmail() throws BackendException {
        return webmail(host);
    }

    private SieveConnection webmail(SieveHost other) throws BackendException {
        var connection = SieveConnection.open(settings(other));
        connection.login(credentials());
        return connection;
    }

    void webmailActivates(String script, String text) throws BackendException {
        webmailActivates(host, script, text);
    }

    void webmailActivates(SieveHost other, String script, String text) throws BackendException {
        try (SieveConnection webmail = webmail(other)) {
            webmail.put(script, text);
            webmail.activate(script);
        }
    }

    Optional<String> active() throws BackendException {
        try (SieveConnection webmail = webmail()) {
            return webmail.scripts().active();
        }
    }

    /** How many messages they have there. */
    int count(String folder) {
        try (var witness = host.dovecot().witness(name)) {
            return witness.uids(folder).size();
        }
    }
}
