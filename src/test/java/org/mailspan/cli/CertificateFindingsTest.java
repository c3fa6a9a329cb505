package org.mailspan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.acme.AcmeSettings;
import org.mailspan.cli.Settings.Listener;
import org.mailspan.cli.probe.Finding;
import org.mailspan.http.tls.PhoneCertificates;
import org.mailspan.support.PebbleAuthority;
import org.mailspan.support.TestAuthority;
import org.mailspan.support.TestAuthority.Says;
import org.mailspan.support.TestCertificate;

/** What check says of certificates. */
final class CertificateFindingsTest {
    private static final Optional<URI> MAIL = Optional.of(URI.create("https://mail.example.org"));

    private final Instant now = Instant.now();
    private final TestAuthority ca = TestAuthority.root(Says.authority("home", now));

    @TempDir
    private Path directory;

    private List<String> findings(TestCertificate certificate, Optional<URI> publicAddress) throws IOException {
        return findings(certificate, "rw-------", publicAddress);
    }

    private List<String> findings(TestCertificate certificate, String permissions, Optional<URI> publicAddress)
            throws IOException {
        Path chain = Files.writeString(directory.resolve("chain.pem"), certificate.certificatePem());
        Path key = Files.writeString(directory.resolve("key.pem"), certificate.keyPem());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(permissions));
        return texts(new Listener.Https("127.0.0.1", 443, chain, key), publicAddress);
    }

    private static List<String> texts(Listener.Https listener, Optional<URI> publicAddress) {
        return CertificateFindings.of(listener, publicAddress).stream()
                .map(finding -> switch (finding) {
                    case Finding.Good(var subject, var text) -> "ok " + subject + ": " + text;
                    case Finding.Doubtful(var subject, var text, var remedy) ->
                        "doubtful " + subject + ": " + text + ". " + remedy;
                    case Finding.Bad(var subject, var text, var remedy) ->
                        "bad " + subject + ": " + text + ". " + remedy;
                })
                .toList();
    }

    private TestCertificate from(Says says, String... names) {
        GeneralName[] all = Arrays.stream(names)
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toArray(GeneralName[]::new);
        TestAuthority given = ca.givesTo(new GeneralNames(all), says.to(KeyPurposeId.id_kp_serverAuth));
        return new TestCertificate(given.certificate(), given.keys());
    }

    @Test
    void oneThatIsSignedByItselfIsDoubtful() throws IOException {
        List<String> said = findings(TestCertificate.named("mail.example.org"), MAIL);
        assertEquals(2, said.size(), said.toString());
        assertTrue(
                said.get(0).startsWith("ok tls.certificate: for mail.example.org, valid for 29 more days"),
                said.get(0));
        assertTrue(said.get(1).startsWith("doubtful tls.certificate: is signed by itself"), said.get(1));
    }

    @Test
    void aChainThatLeadsNowhereIsDoubtful() throws IOException {
        Says says = Says.person("mail.example.org", now).during(now.minusSeconds(9), now.plusSeconds(90 * 86_400));
        List<String> said = findings(from(says, "mail.example.org"), MAIL);
        assertEquals(2, said.size(), said.toString());
        assertTrue(
                said.get(1)
                        .startsWith(
                                "doubtful tls.certificate: leads to no authority that this machine knows; its last one"
                                        + " is of CN=home"),
                said.get(1));
        assertTrue(said.get(1).contains("take fullchain.pem"), said.get(1));
    }

    @Test
    void itsNamesAreHeldAgainstTheOneOfPhones() throws IOException {
        Says says = Says.person("x", now).during(now.minusSeconds(9), now.plusSeconds(90 * 86_400));
        assertEquals(2, findings(from(says, "a.org", "*.Example.org"), MAIL).size());
        for (String wrong : List.of("example.org", "*.mail.example.org", "*.org", "xmail.example.org")) {
            List<String> said = findings(from(says, wrong), MAIL);
            assertEquals(
                    "bad tls.certificate: is not for mail.example.org, by which phones come."
                            + " Get one for that name, or write the right one into public.name.",
                    said.get(1),
                    wrong);
        }
    }

    @Test
    void whatIsOverOrNotYetBegunIsBad() throws IOException {
        Says over = Says.person("x", now).during(now.minusSeconds(900), now.minusSeconds(9));
        assertTrue(findings(from(over, "mail.example.org"), MAIL)
                .getFirst()
                .startsWith("bad tls.certificate: for mail.example.org, has expired."));
        Says early = Says.person("x", now).during(now.plusSeconds(900), now.plusSeconds(9000));
        assertTrue(findings(from(early, "mail.example.org"), MAIL)
                .getFirst()
                .startsWith("bad tls.certificate: for mail.example.org, is not valid yet."));
        Says late = Says.person("x", now).during(now.minusSeconds(9), now.plusSeconds(5 * 86_400));
        assertTrue(findings(from(late, "mail.example.org"), MAIL)
                .getFirst()
                .startsWith("doubtful tls.certificate: for mail.example.org, valid for 4 more days"));
    }

    @Test
    void aKeyIsForItsOwner() throws IOException {
        var own = TestCertificate.named("mail.example.org");
        String key = directory.resolve("key.pem").toString();
        assertEquals(
                "bad tls.key: " + key + " is open to every user of this machine. chmod 600 closes it.",
                findings(own, "rw-r--r--", MAIL).getLast());
        assertTrue(findings(own, "rw-r-----", MAIL)
                .getLast()
                .startsWith("doubtful tls.key: " + key + " is open to a group"));
    }

    private AcmeSettings acme(PebbleAuthority pebble, Optional<InetSocketAddress> http) {
        return new AcmeSettings(
                pebble.address(),
                List.of("mail.example.org"),
                Optional.empty(),
                http,
                true,
                directory.resolve("acme"),
                Optional.of(pebble.itsOwn().trust()));
    }

    private static Listener.Https listener(AcmeSettings acme, int port) {
        return new Listener.Https(
                "127.0.0.1", port, acme.certificate(), acme.certificate(), Optional.of(acme), Optional.empty());
    }

    @Test
    void ofAnAuthorityItIsSaidWhetherItIsThereAndWhereItLooks() throws IOException {
        AcmeSettings settings;
        try (var pebble = PebbleAuthority.start();
                var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            settings = acme(pebble, Optional.empty());
            assertEquals(
                    List.of(
                            "ok acme.directory: localhost is there; its terms of service:"
                                    + " data:text/plain,Do%20what%20thou%20wilt",
                            "doubtful acme.directory: no certificate for mail.example.org yet."
                                    + " serve asks for one as soon as it runs."),
                    texts(listener(settings, 443), MAIL));
            assertEquals(
                    "doubtful acme.directory: the authority looks at port 443 of mail.example.org, and https.listen is"
                            + " port 8443. See that the router leads 443 to it, or set acme.http = 0.0.0.0:80.",
                    texts(listener(settings, 8443), MAIL).getLast());
            int port = pebble.http().getPort();
            assertEquals(
                    "doubtful acme.http: free to listen at; the authority looks at port 80."
                            + " See that the router leads 80 to port " + port + ".",
                    texts(listener(acme(pebble, Optional.of(pebble.http())), 8443), MAIL)
                            .getLast());
            var busy = (InetSocketAddress) taken.getLocalSocketAddress();
            assertTrue(texts(listener(acme(pebble, Optional.of(busy)), 8443), MAIL)
                    .getLast()
                    .startsWith("bad acme.http: cannot be listened at ("));
        }
        assertTrue(
                texts(listener(settings, 443), MAIL).getFirst().startsWith("bad acme.directory: localhost cannot be"));
    }

    @Test
    void ofPhonesItIsSaidHowManyAreRevokedAndWhetherTheListIsOld() throws IOException {
        Files.writeString(
                directory.resolve("ca.pem"), new TestCertificate(ca.certificate(), ca.keys()).certificatePem());
        TestAuthority jo = ca.gives(Says.person("jo", now));
        byte[] list = ca.revokes(now.minusSeconds(100), now.minusSeconds(10), jo.certificate());
        Files.writeString(
                directory.resolve("crl.pem"),
                "-----BEGIN X509 CRL-----\n" + Base64.getMimeEncoder().encodeToString(list)
                        + "\n-----END X509 CRL-----\n");
        var phones = new PhoneCertificates(
                PhoneCertificates.Use.REQUIRED,
                directory.resolve("ca.pem"),
                Optional.of(directory.resolve("crl.pem")),
                "");
        Path none = directory.resolve("none");
        var listener = new Listener.Https("127.0.0.1", 443, none, none, Optional.empty(), Optional.of(phones));
        List<String> said = texts(listener, Optional.empty());
        assertTrue(said.get(1).startsWith("ok tls.clients: required; 1 authority, revoked: 1"), said.get(1));
        assertTrue(said.get(2).startsWith("doubtful tls.clients.revoked: a newer list was due at "), said.get(2));
        Files.writeString(directory.resolve("ca.pem"), "nothing");
        assertTrue(texts(listener, Optional.empty()).get(1).startsWith("bad tls.clients: "));
    }
}
