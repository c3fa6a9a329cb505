package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;
import org.mailspan.command.Reply;
import org.mailspan.event.Event;
import org.mailspan.http.ServerUnderTest.Plan;
import org.mailspan.http.tls.PhoneCertificates;
import org.mailspan.http.tls.PhoneCertificates.Use;
import org.mailspan.http.tls.Tls;
import org.mailspan.support.NoBackend;
import org.mailspan.support.Shows;
import org.mailspan.support.TestAuthority;
import org.mailspan.support.TestAuthority.Says;
import org.mailspan.support.TestCertificate;

/** Phones that show a certificate: who gets in, who does not, and as whom. */
final class PhoneCertificatesTest {
    private static final TestCertificate HOST = TestCertificate.shared();
    private final Instant now = Instant.now();
    private final TestAuthority ours = TestAuthority.root(Says.authority("home", now));
    private final TestAuthority jo = person("jo", mail("Jo@Example.org"));

    @TempDir
    private Path directory;

    private final List<String> asked = new ArrayList<>();
    private Optional<ServerUnderTest> running = Optional.empty();

    private TestAuthority person(String name, GeneralName... names) {
        Says says = Says.person(name, now).to(KeyPurposeId.id_kp_clientAuth);
        return names.length == 0 ? ours.gives(says) : ours.givesTo(new GeneralNames(names), says);
    }

    private static GeneralName mail(String address) {
        return new GeneralName(GeneralName.rfc822Name, address);
    }

    private static GeneralName principal(String name) {
        var value = new DERSequence(new ASN1Encodable[] {
            new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), new DERTaggedObject(true, 0, new DERUTF8String(name))
        });
        return new GeneralName(GeneralName.otherName, value);
    }

    @BeforeEach
    void authority() throws IOException {
        Files.writeString(directory.resolve("ca.pem"), pem(ours));
    }

    @AfterEach
    void stop() {
        running.ifPresent(ServerUnderTest::close);
    }

    private static String pem(TestAuthority one) {
        return new TestCertificate(one.certificate(), one.keys()).certificatePem();
    }

    private ServerUnderTest start(Use use) throws IOException {
        return start(use, Optional.empty());
    }

    private ServerUnderTest start(Use use, Optional<Path> revoked) throws IOException {
        var phones = new PhoneCertificates(use, directory.resolve("ca.pem"), revoked, "example.org");
        var tls = new Tls(ServerUnderTest.files(directory, HOST), Optional.empty(), Optional.of(phones));
        running = Optional.of(new Plan()
                .command("Settings", 17, ServerUnderTest.answering(new Reply.Empty()))
                .connector(credentials -> {
                    asked.add(credentials.user() + " " + credentials.password());
                    if (credentials.password().equals("secret")
                            || credentials.password().equals("kept")) return NoBackend.of(credentials.user());
                    throw new BackendException(BackendException.Kind.LOGIN, "wrong password");
                })
                .kept(user -> user.equals("jo@example.org")
                        ? Optional.of(new Credentials("jo@example.org", "kept"))
                        : Optional.empty())
                .tls(tls)
                .start());
        return running.get();
    }

    /** @param shown none shows nothing */
    private RawClient client(ServerUnderTest server, TestAuthority... shown) throws Exception {
        return RawClient.secure(server.server.secureAddress().orElseThrow(), context(shown));
    }

    private static SSLContext context(TestAuthority... shown) throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("host", HOST.certificate());
        trust.init(store);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(
                shown.length == 0 ? null : new TestCertificate(shown[0].certificate(), shown[0].keys()).keyStore("x"),
                "x".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static RawClient.Answer options(RawClient client, String... login) throws IOException {
        String header = login.length == 0
                ? ""
                : "Authorization: Basic "
                        + Base64.getEncoder()
                                .encodeToString((login[0] + ":" + login[1]).getBytes(StandardCharsets.UTF_8))
                        + "\r\n";
        return client.send("OPTIONS /Microsoft-Server-ActiveSync HTTP/1.1\r\nHost: x\r\n" + header + "\r\n")
                .answer();
    }

    private void letsIn(ServerUnderTest server, TestAuthority who, String... login) throws Exception {
        try (RawClient client = client(server, who)) {
            assertEquals(200, options(client, login).status());
        }
    }

    private void refuses(int status, String reason, ServerUnderTest server, TestAuthority who, String... login)
            throws Exception {
        try (RawClient client = client(server, who)) {
            RawClient.Answer answer = options(client, login);
            assertEquals(status, answer.status());
            assertTrue(answer.text().contains(reason), answer.text());
        }
    }

    @Test
    @Shows({"MS-ASHTTP_R1416", "MS-ASHTTP_R1417"})
    void withoutACertificateTheHandshakeEndsWellAndNothingElseDoes() throws Exception {
        ServerUnderTest server = start(Use.REQUIRED);
        try (RawClient client = client(server)) {
            assertEquals(403, options(client, "jo", "secret").status());
            assertEquals(403, client.post("Settings", new byte[0]).answer().status());
            assertEquals(
                    403,
                    client.send("GET /autodiscover/autodiscover.json?Protocol=ActiveSync HTTP/1.1\r\nHost: x\r\n\r\n")
                            .answer()
                            .status());
        }
        try (RawClient plain = server.client()) {
            assertEquals(403, options(plain, "jo", "secret").status(), "no way around it by http.listen");
        }
        assertEquals(List.of(), asked, "the mail host hears of none of them");
    }

    @Test
    void withOneTheLoginIsStillNeededAndHasToBeItsUsers() throws Exception {
        ServerUnderTest server = start(Use.REQUIRED);
        letsIn(server, jo, "jo", "secret");
        letsIn(server, jo, "EXAMPLE\\jo@example.org", "secret");
        try (RawClient client = client(server, jo)) {
            assertEquals(401, options(client).status());
            assertEquals(401, options(client, "jo", "guess").status());
        }
        refuses(403, "not that of this login", server, jo, "anna", "secret");
        letsIn(server, person("annas phone"), "anna", "secret");
    }

    @Test
    @Shows({"MS-ASHTTP_R1383", "MS-ASHTTP_R1415"})
    void aloneItNamesItsUserWhoseKeptPasswordTheMailHostHears() throws Exception {
        ServerUnderTest server = start(Use.ALONE);
        letsIn(server, jo);
        letsIn(server, person("x", principal("jo@example.org")));
        letsIn(server, person("jo@example.org"));
        assertEquals(List.of("jo@example.org kept"), asked);
        refuses(403, "no mail password is kept for anna@example.org", server, person("a", mail("anna@example.org")));
        refuses(403, "names no user", server, person("annas phone"));
        try (RawClient client = client(server)) {
            assertEquals(403, options(client, "jo", "secret").status(), "a password alone is not enough");
        }
    }

    /** Some phones cannot leave the password empty, or send an empty one. */
    @Test
    void aPasswordThatComesWithACertificateHasToBeRight() throws Exception {
        ServerUnderTest server = start(Use.ALONE);
        letsIn(server, jo, "jo", "secret");
        letsIn(server, jo, "jo", "");
        refuses(401, "", server, jo, "jo", "guess");
        refuses(403, "not that of this login", server, jo, "anna", "secret");
        assertEquals(
                List.of("jo secret", "jo@example.org kept"), List.copyOf(asked).subList(0, 2));
    }

    @Test
    void eitherLetsInByOneOrTheOther() throws Exception {
        ServerUnderTest server = start(Use.EITHER);
        letsIn(server, jo);
        try (RawClient client = client(server)) {
            assertEquals(200, options(client, "anna", "secret").status());
            assertEquals(401, options(client).status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatIsForeignExpiredOrForAnotherPurposeDoesNotGetThroughTheHandshake(String version) throws Exception {
        ServerUnderTest server = start(Use.EITHER);
        TestAuthority stranger = TestAuthority.root(Says.authority("home", now))
                .gives(Says.person("jo@example.org", now).to(KeyPurposeId.id_kp_clientAuth));
        Says says = Says.person("jo@example.org", now).to(KeyPurposeId.id_kp_clientAuth);
        TestAuthority expired = ours.gives(says.during(now.minusSeconds(900), now.minusSeconds(9)));
        TestAuthority early = ours.gives(says.during(now.plusSeconds(900), now.plusSeconds(1900)));
        TestAuthority host = ours.gives(says.to(KeyPurposeId.id_kp_serverAuth));
        TestAuthority borrowed = new TestAuthority(jo.certificate(), stranger.keys());
        for (TestAuthority bad : List.of(stranger, expired, early, host, borrowed)) {
            assertThrows(IOException.class, () -> {
                var at = server.server.secureAddress().orElseThrow();
                try (var socket =
                        (SSLSocket) context(bad).getSocketFactory().createSocket(at.getAddress(), at.getPort())) {
                    socket.setSoTimeout(10_000);
                    socket.setSSLParameters(new SSLParameters(null, new String[] {version}));
                    options(RawClient.over(socket));
                }
            });
        }
        assertEquals(List.of(), asked);
        Event.LoginRefused refused = server.await(Event.LoginRefused.class);
        assertEquals("127.0.0.1", refused.address());
        assertTrue(
                refused.reason().contains("CN=jo@example.org: it is from no authority of tls.clients.authority"),
                refused.reason());
    }

    @Test
    void whatAStrangersCertificateSaysOfItselfFitsIntoALineOfTheLog() throws Exception {
        ServerUnderTest server = start(Use.EITHER);
        TestAuthority stranger = TestAuthority.root(Says.authority("home", now))
                .gives(Says.person("jo\u202e\u2028" + "x".repeat(500), now).to(KeyPurposeId.id_kp_clientAuth));
        assertThrows(IOException.class, () -> {
            try (RawClient client = client(server, stranger)) {
                options(client);
            }
        });
        String reason = server.await(Event.LoginRefused.class).reason();
        assertTrue(reason.startsWith("certificate of CN=jo") && reason.length() <= 300, reason);
        assertFalse(reason.contains("\u202e"), reason);
    }

    @Test
    void whatWasRevokedEndsAtOnceOnOpenConnectionsAndInResumedSessions() throws Exception {
        Path list = directory.resolve("revoked.pem");
        write(list, ours);
        ServerUnderTest server = start(Use.ALONE, Optional.of(list));
        SSLContext shown = context(jo);
        try (RawClient open = RawClient.secure(server.server.secureAddress().orElseThrow(), shown)) {
            assertEquals(200, options(open).status());
            write(list, ours, jo.certificate());
            server.await(Event.CertificateLoaded.class);
            RawClient.Answer answer = ServerUnderTest.await("still let in", () -> refused(open));
            assertTrue(answer.text().contains("was revoked"), answer.text());
        }
        assertThrows(IOException.class, () -> {
            try (RawClient again =
                    RawClient.secure(server.server.secureAddress().orElseThrow(), shown)) {
                options(again);
            }
        });
        assertTrue(server.events.stream()
                .anyMatch(it ->
                        it instanceof Event.LoginRefused(var _, var _, var reason) && reason.contains("was revoked")));
    }

    private static Optional<RawClient.Answer> refused(RawClient client) {
        try {
            return Optional.of(options(client)).filter(answer -> answer.status() == 403);
        } catch (IOException cut) {
            throw new AssertionError(cut);
        }
    }

    private void write(Path list, TestAuthority by, X509Certificate... revoked) throws IOException {
        byte[] octets = by.revokes(now.minusSeconds(100), now.plusSeconds(1000), revoked);
        Files.writeString(
                list,
                "-----BEGIN X509 CRL-----\n" + Base64.getMimeEncoder().encodeToString(octets)
                        + "\n-----END X509 CRL-----\n");
    }

    @Test
    void filesThatCannotBeUsedAreNamed() throws Exception {
        Path list = directory.resolve("revoked.pem");
        write(list, TestAuthority.root(Says.authority("stranger", now)));
        String foreign = assertThrows(IOException.class, () -> start(Use.REQUIRED, Optional.of(list)))
                .getMessage();
        assertTrue(foreign.contains("CN=stranger, which is no authority in"), foreign);
        Files.writeString(list, "nothing");
        String none = assertThrows(IOException.class, () -> start(Use.REQUIRED, Optional.of(list)))
                .getMessage();
        assertTrue(none.contains("revoked.pem"), none);
        Files.writeString(directory.resolve("ca.pem"), "nothing");
        String authority =
                assertThrows(IOException.class, () -> start(Use.REQUIRED)).getMessage();
        assertTrue(authority.contains("holds no certificate"), authority);
    }

    @Test
    void aSessionIsResumedWithItsCertificate() throws Exception {
        ServerUnderTest server = start(Use.ALONE);
        SSLContext shown = context(jo);
        for (int i = 0; i < 3; i++)
            try (RawClient client =
                    RawClient.secure(server.server.secureAddress().orElseThrow(), shown)) {
                assertEquals(200, options(client).status());
            }
        assertFalse(asked.isEmpty());
    }
}
