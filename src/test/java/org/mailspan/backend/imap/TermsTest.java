package org.mailspan.backend.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.eclipse.angus.mail.iap.Argument;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;
import org.mailspan.format.MailOctets;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.MailHost;
import org.mailspan.support.TestCertificate;

/** What is agreed upon after a login: who we are, what the host tells, and that both compress. */
final class TermsTest {
    private static ImapLogin login(FakeImap host, Compression compression) {
        return new ImapLogin(host.settings().withCompression(compression), new Credentials("u", "pw"));
    }

    private static ImapLogin login(MailHost host, Security security, String user) {
        int port = security == Security.TLS ? host.imapsPort() : host.imapPort();
        var settings = ImapSettings.of(host.host(), port, security)
                .withTrust(TestCertificate.shared().trust())
                .withCompression(Compression.ALWAYS);
        return new ImapLogin(settings, new Credentials(user, host.password()));
    }

    @Test
    void aHostThatAsksIsToldWhoWeAre() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("ID").on(FakeImap.ID, "* ID (\"name\" \"Coremail\")", "$ OK");
            host.connection("ID").on(FakeImap.ID, "$ NO who cares");
            host.connection("ID").on(FakeImap.ID, "$ BAD what");
            for (int i = 0; i < 3; i++)
                assertFalse(login(host, Compression.REMOTE).connect().broken());
        }
    }

    /** Tags count from the login, and so does what the host says before it has heard all of it: nothing. */
    @Test
    void allTermsCostOneRoundTrip() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("ENABLE QRESYNC UTF8=ACCEPT ID COMPRESS=DEFLATE")
                    .on("ENABLE QRESYNC")
                    .on("ENABLE UTF8=ACCEPT")
                    .on(FakeImap.ID)
                    .on(
                            "COMPRESS DEFLATE",
                            "* ENABLED QRESYNC",
                            "M2 OK",
                            "* ENABLED UTF8=ACCEPT",
                            "M3 OK",
                            "* ID NIL",
                            "M4 OK",
                            "$ NO not now");
            ImapConnection connection = login(host, Compression.ALWAYS).connect();
            assertTrue(connection.capabilities().qresync());
            assertTrue(connection.speaksUtf8());
        }
    }

    @Test
    void whatAHostRefusesToEnableIsDoneWithout() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("ENABLE QRESYNC UTF8=ACCEPT")
                    .on("ENABLE QRESYNC", "* ENABLED QRESYNC ", "$ OK")
                    .on("ENABLE UTF8=ACCEPT", "$ BAD what")
                    .select("Entw&APw-rfe", 1, 1, 0, 0);
            host.connection("ENABLE CONDSTORE UTF8=ONLY")
                    .on("ENABLE CONDSTORE", "$ NO")
                    .on("ENABLE UTF8=ACCEPT", "* ENABLED UTF8=ACCEPT", "$ OK")
                    .on("SELECT \"Entw\u00c3\u00bcrfe\" (CONDSTORE)", "$ NO");
            ImapConnection first = login(host, Compression.REMOTE).connect();
            assertTrue(first.capabilities().qresync());
            assertFalse(first.speaksUtf8());
            first.select("Entw\u00fcrfe");
            ImapConnection second = login(host, Compression.REMOTE).connect();
            assertFalse(second.capabilities().qresync());
            assertThrows(BackendException.class, () -> second.select("Entw\u00fcrfe"));
        }
    }

    @Test
    void aHostThatHangsUpWhileTermsAreMadeIsUnavailable() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("ID").on(FakeImap.ID, "* BYE full");
            var cut = assertThrows(BackendException.class, login(host, Compression.REMOTE)::connect);
            assertEquals(BackendException.Kind.UNAVAILABLE, cut.kind());
        }
    }

    @Test
    void onlyWhatWorksWithAHostFarAwayIsCompressed() throws Exception {
        try (var host = new FakeImap()) {
            host.connection("COMPRESS=DEFLATE");
            assertFalse(login(host, Compression.REMOTE).connect().hooks().isCompressed(), "it is near");
            host.connection("COMPRESS=DEFLATE");
            assertFalse(login(host, Compression.ALWAYS).watch().hooks().isCompressed(), "it waits");
            host.connection("COMPRESS=DEFLATE").on("COMPRESS DEFLATE", "$ NO [COMPRESSIONACTIVE] TLS does");
            ImapConnection refused = login(host, Compression.ALWAYS).connect();
            assertFalse(refused.hooks().isCompressed());
            assertFalse(refused.broken());
        }
    }

    @Test
    void mailGoesThroughCompressionBothWays() throws Exception {
        var host = DovecotHost.shared(DovecotHost.Settings.COMPRESSING);
        for (var security : Security.values()) {
            String user = host.newUser();
            ImapConnection connection = login(host, security, user).connect();
            assertTrue(connection.hooks().isCompressed());
            for (int length : new int[] {10, 4_000, 300_000}) {
                byte[] mail =
                        ("Subject: " + length + "\r\n\r\n" + "abcdefgh".repeat(length / 8) + "\r\n").getBytes(US_ASCII);
                var octets = MailOctets.of(mail);
                connection.run("APPEND", connection.mailbox("INBOX").writeBytes(SentCopy.literal(octets)), row -> {});
                connection.select("INBOX");
                var read = new ArrayList<byte[]>();
                connection.fetch(
                        UidSet.of(connection.state().uidNext() - 1),
                        "(UID BODY.PEEK[])",
                        row -> read.add(row.section("")));
                assertEquals(new String(mail, US_ASCII), new String(read.getFirst(), US_ASCII));
            }
            connection.logout();
        }
    }

    @Test
    void anIdleRunsOutAndIsTold() throws Exception {
        var host = DovecotHost.shared(DovecotHost.Settings.COMPRESSING);
        String user = host.newUser();
        ImapConnection connection = login(host, Security.TLS, user).connect();
        connection.select("INBOX");
        var idling = new Idling(connection, Duration.ofSeconds(5));
        idling.run(Duration.ofMillis(50), () -> {}, row -> {});
        var told = new ArrayList<String>();
        idling.run(
                Duration.ofSeconds(10),
                () -> host.deliver(user, "Subject: new\r\n\r\n\r\n".getBytes(US_ASCII)),
                row -> {
                    told.add(row.toString());
                    idling.wake();
                });
        assertTrue(told.stream().anyMatch(row -> row.contains("EXISTS")), told.toString());
        connection.run("NOOP", row -> {});
        connection.logout();
    }

    @Test
    void aCutFromOutsideEndsACompressedRead() throws Exception {
        var host = DovecotHost.shared(DovecotHost.Settings.COMPRESSING);
        ImapConnection connection = login(host, Security.TLS, host.newUser()).connect();
        connection.select("INBOX");
        var reading = new CountDownLatch(1);
        var reader = Thread.ofVirtual().start(() -> {
            var idling = new Idling(connection, Duration.ofSeconds(5));
            assertThrows(Exception.class, () -> idling.run(Duration.ofMinutes(5), reading::countDown, row -> {}));
        });
        reading.await();
        connection.close();
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> reader.join());
        assertThrows(BackendException.class, () -> connection.run("NOOP", row -> {}));
    }

    /** The end of a search text that is not ASCII is a literal. */
    @Test
    void smallLiteralsGoUnaskedWhereTheHostLetsThem() throws Exception {
        String umlauts = "\u00fc".repeat(3);
        byte[] utf8 = umlauts.getBytes(UTF_8);
        String wire = new String(utf8, ISO_8859_1);
        for (String capability : List.of("LITERAL-", "LITERAL+", "")) {
            try (var host = new FakeImap()) {
                String plus = capability.isEmpty() ? "" : "+";
                String large = capability.equals("LITERAL+") ? "+" : "";
                String text = "x".repeat(4097);
                host.connection(capability)
                        .on("SEARCH TEXT {6" + plus + "}\r\n" + wire, "* SEARCH 1", "$ OK")
                        .on("APPEND A {4096" + plus + "}\r\n" + text.substring(1), "$ OK")
                        .on("APPEND A {4097" + large + "}\r\n" + text, "$ OK");
                ImapConnection connection = login(host, Compression.REMOTE).connect();
                Argument keys = new SizedArgument().writeAtom("TEXT").writeString(umlauts, UTF_8);
                connection.run("SEARCH", keys, row -> {});
                for (String one : List.of(text.substring(1), text)) {
                    var literal = SentCopy.literal(MailOctets.of(one.getBytes(US_ASCII)));
                    connection.run("APPEND", connection.mailbox("A").writeBytes(literal), row -> {});
                }
            }
        }
    }

    @Test
    void argumentsOfUnknownSizeAreNotSmall() {
        assertTrue(((SizedArgument) new SizedArgument().writeString("a").writeAtom("b")).isSmall());
        assertFalse(((SizedArgument) new SizedArgument().append(new Argument().writeString("a"))).isSmall());
        Argument within = new SizedArgument().writeString("x".repeat(5_000));
        assertFalse(((SizedArgument) new SizedArgument().writeArgument(within)).isSmall());
        assertFalse(((SizedArgument) new SizedArgument().append(within)).isSmall());
    }
}
