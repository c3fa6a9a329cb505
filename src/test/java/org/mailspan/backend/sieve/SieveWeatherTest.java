package org.mailspan.backend.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Absence.Audience;
import org.mailspan.backend.Absence.Reply;
import org.mailspan.backend.Absence.When;
import org.mailspan.backend.Account;
import org.mailspan.backend.Backend.OutOfOffice;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.imap.Security;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.support.TestCertificate;

/** ManageSieve hosts that are not there, refuse, break off, or mean harm. */
final class SieveWeatherTest {
    private static final Absence AWAY =
            new Absence(new When.Now(), Map.of(Audience.INTERNAL, new Reply(true, "away", false)));

    @AutoClose
    private FakeSieve host;

    private final List<Event> seen = new CopyOnWriteArrayList<>();
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    @BeforeEach
    void open() throws IOException {
        host = new FakeSieve();
    }

    private OutOfOffice named() {
        return at(host.settings(Security.NONE, true));
    }

    private OutOfOffice at(SieveSettings settings) {
        var events = new Events();
        events.listen(seen::add);
        return new SieveAnswering(settings, () -> now, events)
                .of(new Account("anna", List.of("anna@example.org"), ""), new Credentials("anna", "pw"), List::of);
    }

    private static Kind failing(OutOfOffice oof) {
        return assertThrows(BackendException.class, oof::absence).kind();
    }

    private static Kind refusing(OutOfOffice oof) {
        return assertThrows(BackendException.class, () -> oof.setAbsence(AWAY)).kind();
    }

    @Test
    void aFriendlyHostIsAskedInOrder() throws BackendException {
        named().setAbsence(AWAY);
        assertEquals(
                List.of("GREETING", "AUTHENTICATE", "LISTSCRIPTS", "PUTSCRIPT", "SETACTIVE", "LISTSCRIPTS"),
                host.heard().subList(0, 6));
        assertEquals(List.of(), seen);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BYE \"too busy\"\n",
                "NO\n",
                "OK\n",
                "* OK this is IMAP\n",
                "220 this is SMTP\n",
                "{99999999999}\n",
                "{9999999}\n",
                "{3)\nabcOK\n",
                "\"no end",
                "((((((((\n",
                FakeSieve.HANGS_UP,
                FakeSieve.SILENCE
            })
    void aGreetingThatIsNoneIsAHostThatIsNotThere(String greeting) {
        host.on("", greeting);
        assertEquals(Kind.UNAVAILABLE, failing(named()));
        assertEquals(Kind.UNAVAILABLE, refusing(named()));
        assertEquals(List.of("GREETING", "GREETING"), host.heard());
    }

    @Test
    void aHostThatTalksWithoutEndIsCutOff() {
        host.on("", "\"X\" \"%s\"\n".formatted("y".repeat(1000)).repeat(3000) + FakeSieve.FRIENDLY);
        assertEquals(Kind.UNAVAILABLE, failing(named()));
        host.on("", "x ".repeat(20_000) + "\n" + FakeSieve.FRIENDLY);
        assertEquals(Kind.UNAVAILABLE, failing(named()));
    }

    /** Each word comes in time; the whole never ends. */
    @Test
    void aHostThatDripsIsCutOffInTheEnd() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var dripping = Thread.ofVirtual().start(() -> {
                try (var socket = listener.accept()) {
                    while (true) {
                        socket.getOutputStream().write('x');
                        Thread.sleep(20);
                    }
                } catch (IOException | InterruptedException cut) {
                    Thread.currentThread().interrupt();
                }
            });
            long begun = System.nanoTime();
            var settings = SieveSettings.of("127.0.0.1", listener.getLocalPort(), Security.NONE, true)
                    .withTimes(Duration.ofSeconds(5), Duration.ofMillis(300));
            assertEquals(Kind.UNAVAILABLE, failing(at(settings)));
            assertTrue(System.nanoTime() - begun < 4_000_000_000L);
            dripping.interrupt();
        }
    }

    @Test
    void aHostWithoutStartTlsIsNotSpokenToInTheClear() {
        assertEquals(Kind.UNAVAILABLE, failing(at(host.settings(Security.STARTTLS, true))));
        assertFalse(host.heard().contains("AUTHENTICATE"));
    }

    /** CVE-2011-0411, the other way round: what came in the clear must not be taken for what came by TLS. */
    @Test
    void whatSomebodySaysBeforeTlsIsNotBelieved() {
        host.on("", FakeSieve.FRIENDLY.replace("OK\n", "\"STARTTLS\"\nOK\n"));
        host.on("STARTTLS", "OK\n" + FakeSieve.FRIENDLY);
        assertEquals(Kind.UNAVAILABLE, failing(at(host.settings(Security.STARTTLS, true))));
        assertEquals(List.of("GREETING", "STARTTLS"), host.heard());
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws IOException, GeneralSecurityException {
        TestCertificate certificate = TestCertificate.shared();
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(certificate.keyStore("pw"), "pw".toCharArray());
        var serving = SSLContext.getInstance("TLS");
        serving.init(keys.getKeyManagers(), null, null);
        // 127.0.0.2 is this machine too, and does not stand in the certificate.
        var address = InetAddress.getByName("127.0.0.2");
        try (var listener = serving.getServerSocketFactory().createServerSocket(0, 1, address)) {
            Thread.ofVirtual().start(() -> {
                try (var socket = listener.accept()) {
                    while (socket.getInputStream().read() >= 0) {}
                } catch (IOException refused) {
                    // as it should be
                }
            });
            var settings = SieveSettings.of("127.0.0.2", listener.getLocalPort(), Security.TLS, true)
                    .withTrust(certificate.trust());
            var refused =
                    assertThrows(BackendException.class, () -> at(settings).absence());
            assertTrue(("" + refused.getMessage()).contains("No subject alternative names"), refused::getMessage);
        }
    }

    @Test
    void aHostThatNobodyNamedAndThatIsNotThereIsNotAskedAgainForAWhile() throws BackendException {
        host.on("", FakeSieve.HANGS_UP);
        OutOfOffice oof = at(host.settings(Security.NONE, false));
        assertEquals(Absence.NOT_OFFERED, oof.absence());
        assertEquals(Absence.NOT_OFFERED, oof.absence());
        assertEquals(Kind.NOT_ALLOWED, refusing(oof));
        assertEquals(List.of("GREETING"), host.heard());

        host.on("", FakeSieve.FRIENDLY);
        now = now.plus(Duration.ofMinutes(11));
        assertEquals(3, oof.absence().replies().size());
        // once it was there, it is missed
        host.on("", FakeSieve.HANGS_UP);
        assertEquals(Kind.UNAVAILABLE, failing(oof));
    }

    @Test
    void aRefusedLoginIsNotTriedAgainForAWhileAndNeverAsksForAnotherPassword() throws BackendException {
        host.on("AUTHENTICATE", "NO \"Authentication failed.\"\n");
        OutOfOffice oof = named();
        assertEquals(Absence.NOT_OFFERED, oof.absence());
        assertEquals(Absence.NOT_OFFERED, oof.absence());
        assertEquals(Kind.NOT_ALLOWED, refusing(oof));
        assertEquals(1, Collections.frequency(host.heard(), "AUTHENTICATE"));
        host.on("AUTHENTICATE", "OK\n");
        now = now.plus(Duration.ofMinutes(31));
        assertEquals(3, oof.absence().replies().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NO (TRYLATER) \"busy\"|UNAVAILABLE",
                "BYE (REFERRAL \"sieve://elsewhere.example\") \"Try there.\"|UNAVAILABLE",
                "BYE|UNAVAILABLE",
                "hangs up|UNAVAILABLE",
                "silence|UNAVAILABLE"
            })
    void aLoginThatCannotBeNowIsTriedAgain(String answer, Kind kind) throws BackendException {
        host.on("AUTHENTICATE", answer + (answer.length() < 10 && !answer.startsWith("BYE") ? "" : "\n"));
        OutOfOffice oof = named();
        assertEquals(kind, failing(oof));
        host.on("AUTHENTICATE", "OK\n");
        assertEquals(3, oof.absence().replies().size());
    }

    @Test
    void aHostThatTakesNoPasswordsOnThisConnectionIsNotGivenOne() throws BackendException {
        host.on("", FakeSieve.FRIENDLY.replace("PLAIN", "GSSAPI"));
        assertEquals(Absence.NOT_OFFERED, named().absence());
        assertFalse(host.heard().contains("AUTHENTICATE"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NO (QUOTA/MAXSIZE) {4}^long|TOO_LARGE",
                "NO (QUOTA/MAXSCRIPTS) \"many\"|FULL",
                "NO (quota)|FULL",
                "NO \"line 3: error\"|REFUSED",
                "NO (TRYLATER)|UNAVAILABLE",
                "BYE \"shutting down\"|UNAVAILABLE"
            })
    void whatIsNotTakenIsNotMadeActive(String answer, Kind kind) {
        host.on("PUTSCRIPT", answer.replace('^', '\n') + "\n");
        assertEquals(kind, refusing(named()));
        assertFalse(host.heard().contains("SETACTIVE"));
        assertTrue(seen.stream().anyMatch(Event.HostFailed.class::isInstance), "the owner is told");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LISTSCRIPTS", "SETACTIVE", "PUTSCRIPT"})
    void aHostThatBreaksOffInTheMiddleIsUnavailable(String verb) {
        host.on(verb, FakeSieve.HANGS_UP);
        assertEquals(Kind.UNAVAILABLE, refusing(named()));
    }

    @Test
    void namesAreHeardInEveryFormAndSaidSoThatTheyStayNames() throws BackendException {
        String evil = "x\" ACTIVE\r\nLOGOUT";
        host.on(
                "LISTSCRIPTS",
                "{5}\none\"2 ACTIVE\n\"a \\\"quoted\\\" \\\\ one\"\n{18}\n" + evil.replace("\r", "") + " \nok\n");
        var connection = SieveConnection.open(host.settings(Security.NONE, true));
        try (connection) {
            SieveConnection.Shelf shelf = connection.scripts();
            assertEquals("one\"2", shelf.active().orElseThrow());
            assertEquals("a \"quoted\" \\ one", shelf.names().get(1));
            connection.activate(evil);
            connection.activate("");
        }
        assertEquals(
                List.of("GREETING", "LISTSCRIPTS", "SETACTIVE", "SETACTIVE"),
                host.heard().subList(0, 4));
    }

    @Test
    void aScriptWhoseNameCannotBeWrittenIsNotIncluded() {
        host.on("LISTSCRIPTS", "{5}\na\nb ACTIVE\nOK\n");
        host.on("GETSCRIPT", "\"keep;\"\nOK\n");
        assertEquals(Kind.NOT_ALLOWED, refusing(named()));
        assertFalse(host.heard().contains("PUTSCRIPT"));
    }
}
