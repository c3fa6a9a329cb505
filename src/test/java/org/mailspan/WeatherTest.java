package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.support.Exposed.PACE;
import static org.mailspan.support.Exposed.SHORT;
import static org.mailspan.support.Exposed.idsBySubject;
import static org.mailspan.support.Exposed.inbox;
import static org.mailspan.support.Exposed.mail;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.Pace;
import org.mailspan.backend.imap.Security;
import org.mailspan.protocol.Version;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.Eventually;
import org.mailspan.support.Exposed;
import org.mailspan.support.Phone;
import org.mailspan.support.TestCertificate;
import org.mailspan.support.Weather;
import org.mailspan.support.Weather.Act;
import org.mailspan.support.Weather.From;
import org.mailspan.support.Weather.Once;
import org.mailspan.support.Weather.Step;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Ping;
import org.mailspan.wbxml.WbxmlWriter;

/**
 * What the line to a host, and the host as a whole, can come up with: the phone is told to wait, never that its
 * password is wrong or its key; and when the weather clears all goes on by itself.
 */
class WeatherTest {
    /** A TLS record of 32 octets that nobody encrypted, its line end among them. */
    private static final Act GARBLED = new Act.Instead("\u0017\u0003\u0003\u0000 " + "x".repeat(30));

    @TempDir
    Path data;

    private Exposed exposed;
    private Phone phone;
    private String inbox;

    @AfterEach
    void stop() {
        if (exposed != null) exposed.close();
    }

    private void start() {
        start(settings -> settings);
    }

    private void start(UnaryOperator<ImapSettings> settings) {
        start(Exposed.before(DovecotHost.shared(), settings, data.resolve("data")));
    }

    private void start(Exposed made) {
        exposed = made;
        for (int i = 0; i < 3; i++) exposed.witness().append("INBOX", mail("kept" + i));
        phone = exposed.begun("phone1");
        inbox = inbox(phone);
        exposed.syncAll(phone, inbox);
    }

    /** HTTP status and Retry-After of a Sync. */
    private String asked() {
        return asked(exposed.transport("phone1").raw("Sync", WbxmlWriter.bytes(phone.request(inbox))));
    }

    private static String asked(HttpResponse<byte[]> answer) {
        boolean later = answer.headers().firstValue("Retry-After").isPresent();
        return answer.statusCode() + (later ? " later" : "");
    }

    private void goesOn() {
        exposed.witness().append("INBOX", mail("afterwards"));
        exposed.assertSame(phone, inbox, "INBOX", "afterwards");
    }

    @Test
    void aHostThatIsDownIsTryLater() {
        start();
        exposed.imap().down();
        assertEquals("503 later", asked());
        assertEquals("503 later", asked());
        // a phone that comes anew, too, and one with another password: nobody can say whether it is wrong
        var other = exposed.bridge().transport(exposed.user(), "another", "phone2", Version.V16_1);
        assertEquals("503 later", asked(other.raw("FolderSync", new byte[0])));
        exposed.imap().up();
        goesOn();
    }

    @Test
    void aBridgeThatStartsBeforeItsHostFindsIt() {
        start();
        exposed.imap().down();
        exposed.bridge().restart();
        phone.travel(exposed.transport("phone1"));
        assertEquals("503 later", asked());
        exposed.imap().up();
        // the pause after a failed login is a second
        Eventually.that("the host is asked again", () -> asked().startsWith("200"));
        goesOn();
    }

    @Test
    void aSlowHostIsWaitedFor() {
        start();
        exposed.witness().append("INBOX", mail("slow"));
        exposed.imap().weather(Weather.whenever(s -> s.from() == From.HOST, new Act.Late(Duration.ofMillis(30))));
        exposed.assertSame(phone, inbox, "INBOX", "slow");
        assertEquals(List.of(), exposed.refusals());
    }

    @Test
    void aHostThatTakesConnectionsAndSaysNothingIsTryLater() {
        start(settings -> settings.withTimeouts(SHORT));
        exposed.imap().cut();
        exposed.imap().weather(Weather.whenever(s -> s.from() == From.CALLER, new Act.Silence()));
        assertEquals("503 later", asked());
        exposed.imap().clear();
        goesOn();
    }

    @Test
    void aConnectionThatARouterForgotIsReplacedWithinTheRequest() {
        start(settings -> settings.withTimeouts(SHORT));
        exposed.witness().append("INBOX", mail("new"));
        exposed.imap().forget();
        exposed.assertSame(phone, inbox, "INBOX", "forgotten");
        assertEquals(List.of(), exposed.refusals());
    }

    @Test
    void aHostThatFallsSilentInTheMiddleLosesNothing() {
        start(settings -> settings.withTimeouts(SHORT));
        for (String command : List.of("UID FETCH", "NOOP")) {
            exposed.witness().append("INBOX", mail("silent" + command.length()));
            Once once = exposed.imap()
                    .weather(new Once(s -> s.from() == From.HOST && s.command().equals(command), new Act.Silence()));
            exposed.assertSame(phone, inbox, "INBOX", command);
            assertTrue(once.fired(), command);
        }
    }

    @Test
    void aWatchWhoseConnectionWasForgottenIsMadeAnewAndHearsOfAnArrival() {
        Pace quick = new Pace(
                PACE.lend(),
                PACE.idleClose(),
                Duration.ofMillis(700),
                Duration.ofMillis(1500),
                PACE.round(),
                PACE.firstBackoff(),
                PACE.lastBackoff());
        start(settings -> settings.withPace(quick).withTimeouts(SHORT));
        var held = exposed.transport("phone1").postLater("Ping", Optional.of(ping()));
        Eventually.that("a watch", exposed::isWatched);
        exposed.imap().forget();
        DovecotHost.shared().deliver(exposed.user(), mail("meanwhile"));
        assertEquals(Optional.of("2"), held.join().document().orElseThrow().text(Ping.Status));
        exposed.assertSame(phone, inbox, "INBOX", "watch");
    }

    private Element ping() {
        return Element.of(
                Ping.Ping,
                Element.of(Ping.HeartbeatInterval, 60),
                Element.of(
                        Ping.Folders,
                        Element.of(Ping.Folder, Element.of(Ping.Id, inbox), Element.of(Ping.Class, "Email"))));
    }

    @Test
    void aPingIsHeldWhileTheHostIsAwayAndAnsweredWhenItIsBack() {
        start();
        var looks = new AtomicInteger();
        exposed.imap().weather(step -> {
            if (step.isOutcome() && step.command().equals("NOOP")) looks.incrementAndGet();
            return new Act.Pass();
        });
        var held = exposed.transport("phone1").postLater("Ping", Optional.of(ping()));
        // it looks when it comes, and once more when the watch stands
        Eventually.that("a watch", () -> exposed.isWatched() && looks.get() >= 2);
        exposed.imap().down();
        Eventually.that("its loss", () -> !exposed.isWatched());
        DovecotHost.shared().deliver(exposed.user(), mail("meanwhile"));
        assertFalse(held.isDone(), "what is there to tell?");
        exposed.imap().up();
        assertEquals(Optional.of("2"), held.join().document().orElseThrow().text(Ping.Status));
        exposed.assertSame(phone, inbox, "INBOX", "back");
    }

    @Test
    void aGoodByeInTheMiddleIsPassedOver() {
        start();
        for (String command : List.of("UID FETCH", "NOOP", "SELECT")) {
            exposed.witness().append("INBOX", mail("bye" + command.length()));
            // SELECT comes on a new connection
            if (command.equals("SELECT")) exposed.imap().cut();
            Once once =
                    exposed.imap().weather(new Once(s -> s.asks(command), new Act.Bye("* BYE Server shutting down.")));
            exposed.assertSame(phone, inbox, "INBOX", command);
            assertTrue(once.fired(), command);
        }
    }

    @Test
    void aHostThatTurnsConnectionsAwayIsTryLater() {
        start();
        exposed.imap().cut();
        exposed.imap()
                .weather(Weather.whenever(
                        s -> s.from() == From.CALLER, new Act.Bye("* BYE Too many connections from your address")));
        assertEquals("503 later", asked());
        exposed.imap().clear();
        goesOn();
    }

    @Test
    void aThrottledLoginIsTryLater() {
        start();
        for (String no : List.of(
                "NO [LIMIT] Too many simultaneous connections",
                "NO [UNAVAILABLE] Temporary authentication failure",
                "NO [INUSE] busy",
                "NO [CONTACTADMIN] ask",
                "BAD what")) {
            exposed.imap().cut();
            exposed.imap().weather(Weather.whenever(WeatherTest::logsIn, new Act.Answer(no)));
            assertEquals("503 later", asked(), no);
            exposed.imap().clear();
            goesOn();
        }
    }

    private static boolean logsIn(Step step) {
        return step.asks("LOGIN") || step.asks("AUTHENTICATE");
    }

    @Test
    void aGoodPasswordThatIsRefusedIsTryLaterAndNotSentAgainAtOnce() {
        start();
        var logins = new AtomicInteger();
        exposed.imap().cut();
        exposed.imap().weather(step -> {
            if (!logsIn(step)) return new Act.Pass();
            logins.incrementAndGet();
            return new Act.Answer("NO [AUTHENTICATIONFAILED] no");
        });
        for (int i = 0; i < 10; i++) assertEquals("503 later", asked());
        // one by the request that ran into it, one that proves it
        assertTrue(logins.get() <= 2, logins + " logins");
    }

    @Test
    void aBadPasswordIsAskedAboutOnce() {
        start();
        var logins = new AtomicInteger();
        exposed.imap().weather(step -> {
            if (logsIn(step)) logins.incrementAndGet();
            return new Act.Pass();
        });
        var wrong = exposed.bridge().transport(exposed.user(), "wrong", "phone2", Version.V16_1);
        for (int i = 0; i < 5; i++) assertEquals("401", asked(wrong.raw("FolderSync", new byte[0])));
        assertEquals(1, logins.get());
        goesOn();
    }

    @Test
    void brokenTlsIsTryLater() throws Exception {
        start(Exposed.overTls(DovecotHost.shared(), WeatherTest::overTls, data.resolve("data")));
        for (Act act : List.of(new Act.Instead("* OK this is no TLS"), new Act.Cut(), new Act.CutInside())) {
            exposed.imap().cut();
            exposed.imap().weather(Weather.whenever(s -> s.from() == From.HOST, act));
            assertEquals("503 later", asked(), act.toString());
            exposed.imap().clear();
            goesOn();
        }
    }

    @Test
    void octetsThatWereChangedUnderTlsEndTheConnectionAndNothingElse() {
        start(Exposed.overTls(DovecotHost.shared(), WeatherTest::overTls, data.resolve("data")));
        exposed.witness().append("INBOX", mail("garbled"));
        Once once = exposed.imap().weather(new Once(s -> s.from() == From.HOST, GARBLED));
        exposed.assertSame(phone, inbox, "INBOX", "garbled");
        assertTrue(once.fired());
    }

    @Test
    void aCertificateThatNobodyTrustsIsTryLater() {
        exposed = Exposed.overTls(DovecotHost.shared(), WeatherTest::untrusted, data.resolve("data"));
        assertEquals("503 later", asked(exposed.transport("phone1").raw("FolderSync", new byte[0])));
    }

    private static ImapSettings untrusted(ImapSettings settings) {
        return ImapSettings.of("127.0.0.1", settings.port(), Security.TLS);
    }

    private static ImapSettings overTls(ImapSettings settings) {
        return untrusted(settings)
                .withTrust(TestCertificate.shared().trust())
                .withTimeouts(Exposed.PATIENT)
                .withPace(PACE);
    }

    @Test
    void aHostWhoseStarttlsWasTakenAwayNeverHearsThePassword() {
        exposed = Exposed.before(
                DovecotHost.shared(),
                settings -> ImapSettings.of("127.0.0.1", settings.port(), Security.STARTTLS)
                        .withTrust(TestCertificate.shared().trust()),
                data.resolve("data"));
        Set<String> said = new ConcurrentSkipListSet<>();
        exposed.imap().weather(step -> {
            said.add(step.command());
            return Weather.rewritten(line -> line.replace("STARTTLS ", "")).at(step);
        });
        assertEquals("503 later", asked(exposed.transport("phone1").raw("FolderSync", new byte[0])));
        assertFalse(said.contains("LOGIN") || said.contains("AUTHENTICATE"), said.toString());
        exposed.imap().clear();
        Phone late = exposed.phone("phone1");
        // the pause after a failed login is a second
        Eventually.that(
                "the host is asked again",
                () -> exposed.transport("phone1").raw("FolderSync", new byte[0]).statusCode() != 503);
        assertEquals(1, late.folderSync());
    }

    @Test
    void aMessageAtWhichTheHostFallsSilentIsFoundAndTheOthersCome() {
        start(settings -> settings.withTimeouts(SHORT));
        for (int i = 0; i < 8; i++) exposed.witness().append("INBOX", mail("window" + i));
        long bad = exposed.witness().append("INBOX", mail("bad"));
        exposed.witness().append("INBOX", mail("last"));
        var fetch = java.util.regex.Pattern.compile("\\* \\d+ FETCH \\(UID " + bad + " FLAGS .*RFC822.SIZE.*");
        exposed.imap().weather(Weather.whenever(s -> fetch.matcher(s.text()).matches(), new Act.Silence()));
        exposed.syncAll(phone, inbox);
        assertEquals(13, phone.collection(inbox).items().size());
        assertEquals(
                12,
                idsBySubject(phone, inbox).keySet().stream()
                        .filter(subject -> !subject.isEmpty())
                        .count());
        exposed.imap().clear();
        Phone other = exposed.unlike("phone2");
        exposed.assertSame(other, inbox, "INBOX", "well again");
        exposed.allowStubs();
    }

    @Test
    void flagsThatAreSetInBadWeatherAreSetOnce() {
        start();
        String id = idsBySubject(phone, inbox).get("kept1");
        exposed.imap().down();
        var change = Phone.change(id, Element.of(Email.Read, 1));
        assertEquals(503, phone.post("Sync", phone.request(inbox, change)).status());
        exposed.imap().up();
        exposed.sync(phone, inbox, change);
        assertEquals(List.of("kept0", "kept1 read", "kept2"), exposed.there("INBOX"));
    }
}
