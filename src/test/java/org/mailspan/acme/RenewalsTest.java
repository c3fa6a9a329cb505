package org.mailspan.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.support.Eventually;

/** Who asks when, with an authority and a clock that a test holds in its hand. */
final class RenewalsTest {
    private static final Duration LIFE = Duration.ofDays(90);

    @TempDir
    private Path data;

    private Instant now = Instant.parse("2026-06-01T12:00:00Z");
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<Way> asked = new ArrayList<>();
    private final List<Boolean> replacing = new ArrayList<>();
    private final AtomicInteger written = new AtomicInteger();
    private Optional<Refused> refusal = Optional.empty();
    private Optional<Authority.Window> suggestion = Optional.empty();
    private int suggestions;
    private int suggestedOf = 1;

    private final Authority authority = new Authority() {
        @Override
        public List<X509Certificate> issue(
                KeyPair account, KeyPair host, List<String> names, Way way, Optional<X509Certificate> replaced)
                throws Refused {
            asked.add(way);
            replacing.add(replaced.isPresent());
            if (refusal.isPresent()) throw refusal.get();
            return List.of(certificate(host, names));
        }

        @Override
        public Optional<Window> window(KeyPair account, X509Certificate certificate) {
            suggestions++;
            return certificate.getSerialNumber().intValue() <= suggestedOf ? suggestion : Optional.empty();
        }
    };

    private X509Certificate certificate(KeyPair host, List<String> names) {
        try {
            var name = new X500Principal("CN=any");
            var builder = new JcaX509v3CertificateBuilder(
                            name,
                            BigInteger.valueOf(asked.size()),
                            Date.from(now),
                            Date.from(now.plus(LIFE)),
                            name,
                            host.getPublic())
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(names.stream()
                                    .map(one -> new GeneralName(GeneralName.dNSName, one))
                                    .toArray(GeneralName[]::new)));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(host.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private AcmeSettings settings(String... names) {
        return new AcmeSettings(
                URI.create("https://ca.example.org/dir"),
                List.of(names),
                Optional.empty(),
                Optional.of(new InetSocketAddress(80)),
                true,
                data.resolve("acme"),
                Optional.empty());
    }

    /** As after a start. */
    private Renewals renewals(AcmeSettings settings) {
        var sink = new Events();
        sink.listen(events::add);
        return new Renewals(settings, authority, () -> now, new Random(1), sink, written::incrementAndGet);
    }

    private Renewals renewals() {
        return renewals(settings("mail.example.org"));
    }

    /** Lets time go by as the loop does. */
    private void live(Renewals renewals, Duration time) throws InterruptedException {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            Instant next = renewals.step();
            assertTrue(next.isAfter(now), "no time goes by at " + now);
            now = next.isBefore(end) ? next : end;
        }
    }

    @Test
    void theFirstStartAsksAtOnceAndARestartDoesNot() throws Exception {
        Renewals renewals = renewals();
        renewals.step();
        assertEquals(List.of(Way.HTTP), asked);
        assertEquals(1, written.get());
        assertEquals(new Event.CertificateAsked("mail.example.org", "ca.example.org", false), events.getFirst());
        assertEquals(now.plus(LIFE), ((Event.CertificateIssued) events.getLast()).until());
        for (int i = 0; i < 3; i++) renewals().step();
        assertEquals(1, asked.size());
        assertEquals(0, suggestions, "no start asks anything");
    }

    @Test
    void itIsRenewedAfterTwoThirdsOfItsLifeWithAnotherKey() throws Exception {
        Renewals renewals = renewals();
        renewals.step();
        String first = Files.readString(data.resolve("acme/certificate.pem"));
        live(renewals, Duration.ofDays(59));
        assertEquals(1, asked.size());
        live(renewals, Duration.ofDays(5));
        assertEquals(List.of(false, true), replacing, "told as a renewal");
        assertEquals(2, written.get());
        assertNotEquals(key(first), key(Files.readString(data.resolve("acme/certificate.pem"))));
        live(renewals, Duration.ofDays(300));
        assertEquals(7, asked.size(), "every two months");
    }

    private static String key(String pem) {
        return pem.substring(pem.indexOf("-----BEGIN PRIVATE KEY-----"));
    }

    @Test
    void aRefusalIsToldAndAskedAgainLessAndLessOften() throws Exception {
        refusal = Optional.of(new Refused("port 80 does not lead here", new IOException()));
        Renewals renewals = renewals();
        renewals.step();
        var told = (Event.CertificateNotIssued) events.getLast();
        assertEquals("port 80 does not lead here", told.reason());
        assertEquals("mail.example.org", told.names());
        assertFalse(told.next().isBefore(now.plus(Duration.ofMinutes(15))));
        assertTrue(told.next().isBefore(now.plus(Duration.ofMinutes(19))));
        live(renewals, Duration.ofDays(1));
        assertTrue(asked.size() <= 8, "asked " + asked.size() + " times in a day");
        assertEquals(List.of(Way.HTTP, Way.TLS, Way.HTTP), List.copyOf(asked).subList(0, 3), "the ways take turns");
        int before = asked.size();
        live(renewals, Duration.ofDays(10));
        assertTrue(asked.size() - before <= 20, "twice a day from then on: " + (asked.size() - before));
        refusal = Optional.empty();
        live(renewals, Duration.ofDays(1));
        assertEquals(1, written.get());
    }

    @Test
    void aServiceThatStartsOverAndOverAsksFourTimesAnHour() throws Exception {
        refusal = Optional.of(new Refused("no", new IOException()));
        for (int minute = 0; minute < 60; minute++) {
            renewals().step();
            now = now.plusSeconds(60);
        }
        assertEquals(4, asked.size());
    }

    @Test
    void whatTheAuthorityWantsToBeWaitedForOutlivesARestart() throws Exception {
        Instant later = now.plus(Duration.ofHours(30));
        refusal = Optional.of(new Refused("asked too often", Optional.of(later), new IOException()));
        renewals().step();
        assertEquals(later, ((Event.CertificateNotIssued) events.getLast()).next());
        now = now.plus(Duration.ofHours(29));
        assertEquals(later, renewals().step());
        assertEquals(1, asked.size());
        refusal = Optional.empty();
        now = later;
        renewals().step();
        assertEquals(2, asked.size());
        assertEquals(1, written.get());
    }

    /** Death in the middle looks like a failure to the next start. */
    @Test
    void oneThatDiesWhileItAsksWaitsToo() throws Exception {
        var dying = new Renewals(
                settings("mail.example.org"),
                new Authority() {
                    @Override
                    public List<X509Certificate> issue(
                            KeyPair account, KeyPair host, List<String> names, Way way, Optional<X509Certificate> old) {
                        throw new StackOverflowError();
                    }

                    @Override
                    public Optional<Window> window(KeyPair account, X509Certificate certificate) {
                        return Optional.empty();
                    }
                },
                () -> now,
                new Random(1),
                new Events(),
                () -> {});
        try {
            dying.step();
        } catch (StackOverflowError killed) {
            assertEquals(now.plus(Duration.ofMinutes(15)), renewals().step());
        }
        assertEquals(0, asked.size());
    }

    /** By the thread that a bridge starts. */
    @Test
    void oneThatIsStoppedWhileItAsksNeedNotWait() throws Exception {
        var asking = new CountDownLatch(1);
        var sink = new Events();
        sink.listen(events::add);
        var stopped = new Renewals(
                settings("mail.example.org"),
                new Authority() {
                    @Override
                    public List<X509Certificate> issue(
                            KeyPair account, KeyPair host, List<String> names, Way way, Optional<X509Certificate> old)
                            throws Refused, InterruptedException {
                        asking.countDown();
                        Thread.sleep(Duration.ofMinutes(2));
                        throw new Refused("too late");
                    }

                    @Override
                    public Optional<Window> window(KeyPair account, X509Certificate certificate) {
                        return Optional.empty();
                    }
                },
                () -> now,
                new Random(1),
                sink,
                () -> {});
        stopped.start();
        assertTrue(asking.await(10, TimeUnit.SECONDS));
        stopped.close();
        assertTrue(events.stream().noneMatch(Event.CertificateNotIssued.class::isInstance), events.toString());
        renewals().step();
        assertEquals(1, asked.size());
    }

    @Test
    void aStartThatHasToWaitSaysSo() throws Exception {
        refusal = Optional.of(new Refused("no"));
        renewals().step();
        events.clear();
        try (Renewals again = renewals()) {
            again.start();
            Eventually.that(
                    "it says so",
                    () -> events.stream()
                            .anyMatch(event -> event instanceof Event.CertificateNotIssued(var _, var _, var next)
                                    && next.equals(now.plus(Duration.ofMinutes(15)))));
        }
        assertEquals(1, asked.size());
    }

    @Test
    void otherNamesOrAnotherAuthorityAreAnotherCertificateAtOnce() throws Exception {
        renewals().step();
        renewals(settings("mail.example.org", "autodiscover.example.org")).step();
        assertEquals(2, asked.size());
        renewals(settings("mail.example.org", "autodiscover.example.org")).step();
        assertEquals(2, asked.size());
        AcmeSettings same = settings("mail.example.org");
        var other = new AcmeSettings(
                URI.create("https://other.example.org/dir"),
                same.names(),
                same.mail(),
                same.http(),
                true,
                same.directory(),
                same.trust());
        renewals(other).step();
        assertEquals(3, asked.size());
        assertEquals(List.of(false, false, false), replacing);
    }

    @Test
    void aSuggestionOfTheAuthorityComesFirst() throws Exception {
        Renewals renewals = renewals();
        renewals.step();
        live(renewals, Duration.ofDays(2));
        assertTrue(suggestions >= 4 && suggestions <= 5, "asked twice a day: " + suggestions);
        suggestion = Optional.of(new Authority.Window(now.plusSeconds(3600), now.plusSeconds(7200)));
        live(renewals, Duration.ofDays(1));
        assertEquals(2, asked.size(), "renewed 58 days early");
        suggestedOf = 1000;
        live(renewals, Duration.ofDays(10));
        assertTrue(asked.size() <= 12, "one that insists is asked once a day: " + asked.size());
    }

    @Test
    void aFileThatIsBrokenIsReplaced() throws Exception {
        renewals().step();
        Files.writeString(data.resolve("acme/certificate.pem"), "nothing");
        Files.writeString(data.resolve("acme/asked"), "failures=many\n");
        renewals().step();
        assertEquals(2, asked.size());
        renewals().step();
        assertEquals(2, asked.size());
    }

    @Test
    void filesAreForTheirOwnerAloneAndTheAccountStays() throws Exception {
        renewals().step();
        KeyPair account = new Kept(data.resolve("acme")).account();
        assertEquals(
                account.getPublic(), new Kept(data.resolve("acme")).account().getPublic());
        assertEquals("rwx------", permissions(data.resolve("acme")));
        try (Stream<Path> files = Files.list(data.resolve("acme"))) {
            List<Path> all = files.sorted().toList();
            assertEquals(
                    List.of("account.pem", "asked", "certificate.pem"),
                    all.stream().map(file -> "" + file.getFileName()).toList());
            for (Path file : all) assertEquals("rw-------", permissions(file));
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
