package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.acme.AcmeSettings;
import org.mailspan.acme.Renewals;
import org.mailspan.command.Reply;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.http.ServerUnderTest.Plan;
import org.mailspan.http.tls.Challenges;
import org.mailspan.http.tls.PhoneCertificates;
import org.mailspan.http.tls.Tls;
import org.mailspan.http.tls.TlsFiles;
import org.mailspan.support.PebbleAuthority;

/** The listener of phones and a real authority that looks at it. */
final class IssuedCertificateTest {
    @TempDir
    private Path data;

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Challenges challenges = new Challenges();
    private PebbleAuthority pebble;

    @BeforeEach
    void authority() {
        pebble = PebbleAuthority.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) one.close();
        pebble.close();
    }

    /** "localhost", so that a client of this machine can hold the certificate against the name. */
    private AcmeSettings settings() {
        return new AcmeSettings(
                pebble.address(),
                List.of("localhost"),
                Optional.empty(),
                Optional.empty(),
                true,
                data.resolve("acme"),
                Optional.of(pebble.itsOwn().trust()));
    }

    private ServerUnderTest serve(Optional<PhoneCertificates> phones) throws IOException {
        Path own = settings().certificate();
        var secure = new HttpServer.Settings.Secure(
                pebble.tls(), new Tls(new TlsFiles(own, own), Optional.of(challenges), phones));
        var server = new Plan()
                .command("Settings", 17, ServerUnderTest.answering(new Reply.Empty()))
                .settings(new HttpServer.Settings(Optional.empty(), Optional.of(secure)))
                .start();
        open.add(server);
        return server;
    }

    private Renewals renew(ServerUnderTest server) throws IOException {
        var sink = new Events();
        sink.listen(events::add);
        var renewals = Renewals.of(settings(), challenges, sink, server.server::certificateWritten);
        open.add(renewals);
        renewals.start();
        return renewals;
    }

    private RawClient phone() throws Exception {
        var root = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pebble.root().getBytes(StandardCharsets.US_ASCII)));
        return RawClient.secure(pebble.tls(), root);
    }

    private <E extends Event> E await(Class<E> kind) throws InterruptedException {
        return ServerUnderTest.await(
                "no " + kind.getSimpleName(),
                () -> events.stream().filter(kind::isInstance).map(kind::cast).findFirst());
    }

    @Test
    void theFirstCertificateComesThroughTheListenerOfPhones() throws Exception {
        ServerUnderTest server = serve(Optional.empty());
        assertThrows(IOException.class, () -> {
            try (RawClient early = phone()) {
                early.post("Settings", new byte[0]).answer();
            }
        });
        try (var complaints = new Complaints()) {
            renew(server);
            await(Event.CertificateIssued.class);
            assertEquals(List.of(), complaints.heard());
        }
        server.await(Event.CertificateLoaded.class);
        try (RawClient phone = phone()) {
            assertEquals(200, phone.post("Settings", new byte[0]).answer().status());
        }
        assertTrue(pebble.log().contains("set VALID by completed challenge"), pebble.log());
    }

    /** An authority has no certificate of a phone's. */
    @Test
    void whoAsksPhonesForCertificatesGetsOneAllTheSame() throws Exception {
        Files.writeString(data.resolve("ca.pem"), pebble.itsOwn().certificatePem());
        ServerUnderTest server = serve(Optional.of(
                new PhoneCertificates(PhoneCertificates.Use.REQUIRED, data.resolve("ca.pem"), Optional.empty(), "")));
        renew(server);
        await(Event.CertificateIssued.class);
    }

    @Test
    void aRenewalLosesNoConnection() throws Exception {
        ServerUnderTest server = serve(Optional.empty());
        Renewals first = renew(server);
        await(Event.CertificateIssued.class);
        server.await(Event.CertificateLoaded.class);
        try (RawClient before = phone()) {
            X509Certificate old = before.peer();
            assertEquals(200, before.post("Settings", new byte[0]).answer().status());
            first.close();
            events.clear();
            // As when two thirds of its life were over: it is asked for again, and served meanwhile.
            Files.writeString(data.resolve("acme/asked"), "order=other\n");
            renew(server);
            await(Event.CertificateIssued.class);
            X509Certificate renewed = ServerUnderTest.await("the old one is still shown", () -> shown(old));
            assertNotEquals(old.getPublicKey(), renewed.getPublicKey());
            assertEquals(200, before.post("Settings", new byte[0]).answer().status(), "the connection lives on");
        }
    }

    private Optional<X509Certificate> shown(X509Certificate old) {
        try (RawClient phone = phone()) {
            phone.post("Settings", new byte[0]).answer();
            return Optional.of(phone.peer()).filter(it -> !it.equals(old));
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void whatTheAuthorityDoesNotSeeIsSaidWithItsRemedyAndAskedLater() throws Exception {
        var elsewhere = new AcmeSettings(
                pebble.address(),
                List.of("localhost"),
                Optional.empty(),
                Optional.empty(),
                true,
                data.resolve("acme"),
                Optional.of(pebble.itsOwn().trust()));
        var sink = new Events();
        sink.listen(events::add);
        // Nobody listens where it looks.
        var renewals = Renewals.of(elsewhere, challenges, sink, () -> {});
        open.add(renewals);
        renewals.start();
        var told = await(Event.CertificateNotIssued.class);
        assertTrue(told.reason().startsWith("the authority did not find this server at localhost: "), told.reason());
        assertTrue(told.reason().endsWith("; port 443 of that name has to lead to https.listen"), told.reason());
        long orders = pebble.orders();
        assertEquals(1, orders);
        assertTrue(Duration.between(Instant.now(), told.next()).toMinutes() >= 14, "" + told.next());
    }
}
