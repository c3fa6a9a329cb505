package org.mailspan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.acme.AcmeSettings;
import org.mailspan.cli.Settings.Listener;
import org.mailspan.cli.Settings.Result;
import org.mailspan.http.tls.PhoneCertificates;
import org.mailspan.http.tls.PhoneCertificates.Use;

/** What may be said of certificates: the server's own and those of phones. */
final class HttpsSettingsTest {
    private static final String HTTPS = "imap.host = a\nhttp.listen =\nhttps.listen = 0.0.0.0:443\n";
    private static final String AUTHORITY = HTTPS + "acme.directory = letsencrypt\nacme.agree = on\n";

    @TempDir
    private Path directory;

    private Result read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("bridge.properties"), text);
        return Settings.read(file, Map.of());
    }

    private Listener.Https good(String text) throws IOException {
        var settings = assertInstanceOf(Result.Good.class, read(text)).settings();
        return assertInstanceOf(Listener.Https.class, settings.listeners().getLast());
    }

    private List<String> bad(String text) throws IOException {
        return assertInstanceOf(Result.Bad.class, read(text)).mistakes().stream()
                .map(Settings.Mistake::toString)
                .toList();
    }

    @Test
    void anAuthorityNeedsThreeLines() throws IOException {
        Listener.Https https = good(AUTHORITY + "public.name = Mail.example.org:8443\n");
        Path kept = directory.resolve("data/acme");
        assertEquals(kept.resolve("certificate.pem"), https.certificate());
        assertEquals(kept.resolve("certificate.pem"), https.key());
        assertEquals(
                Optional.of(new AcmeSettings(
                        URI.create("https://acme-v02.api.letsencrypt.org/directory"),
                        List.of("mail.example.org"),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        kept,
                        Optional.empty())),
                https.acme());
        assertEquals(Optional.empty(), https.phones());
    }

    @Test
    void allOfAnAuthorityCanBeSaid() throws IOException {
        AcmeSettings acme = good(HTTPS + """
            acme.directory = https://ca.example.org:9000/acme/acme/directory
            acme.agree = On
            acme.names = mail.example.org, autodiscover.example.org
            acme.mail = anna@example.org
            acme.http = [::]:80
            """).acme().orElseThrow();
        assertEquals(URI.create("https://ca.example.org:9000/acme/acme/directory"), acme.authority());
        assertEquals(List.of("mail.example.org", "autodiscover.example.org"), acme.names());
        assertEquals(Optional.of("anna@example.org"), acme.mail());
        assertEquals(Optional.of(new InetSocketAddress("::", 80)), acme.http());
    }

    @Test
    void termsAreAgreedToByTheirReaderAlone() throws IOException {
        assertEquals(
                List.of("acme.agree: is off, and the authority gives a certificate only to who agrees to its terms of"
                        + " service. Read them (Let's Encrypt: https://letsencrypt.org/repository/), then write"
                        + " acme.agree = on."),
                bad(HTTPS + "acme.directory = letsencrypt\npublic.name = mail.example.org\n"));
    }

    @Test
    void aCertificateComesFromOnePlaceAndHasAName() throws IOException {
        assertEquals(
                List.of(
                                "line 6, tls.key: is set, and acme.directory too. Keep one of them: an authority that"
                                        + " is asked, or a certificate of your own.",
                                "line 4, acme.directory: needs the name that the certificate is for."
                                        + " Add public.name = mail.example.org.")
                        .stream()
                        .sorted()
                        .toList(),
                bad(AUTHORITY + "tls.key = k.pem\n").stream().sorted().toList());
        assertEquals(
                List.of("line 6, public.name: \"192.0.2.1\" is no name that an authority gives a certificate for."
                        + " Write one of the public DNS, such as mail.example.org."),
                bad(AUTHORITY + "public.name = 192.0.2.1:8443\n"));
        assertEquals(
                List.of("line 2, acme.directory: is of no use without https.listen."
                        + " Add https.listen = 0.0.0.0:443, or remove it."),
                bad("imap.host = a\nacme.directory = letsencrypt\nacme.agree = on\npublic.name = mail.example.org\n"));
        assertEquals(
                List.of("line 2, acme.mail: is of no use without acme.directory."
                        + " Add acme.directory = letsencrypt, or remove it."),
                bad("imap.host = a\nacme.mail = anna@example.org\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme.directory = http://ca.example.org/",
                "acme.directory = zerossl",
                "acme.names = localhost",
                "acme.names = mail.example.org,",
                "acme.names = 192.0.2.1",
                "acme.names = *.example.org",
                "acme.http = 80",
                "acme.mail = anna",
                "acme.agree = yes",
                "tls.clients = on"
            })
    void eachIsHeldAgainstItsRule(String line) throws IOException {
        String key = line.substring(0, line.indexOf(' '));
        List<String> others =
                AUTHORITY.lines().filter(one -> !one.startsWith(key)).toList();
        List<String> mistakes = bad(String.join("\n", others) + "\npublic.name = mail.example.org\n" + line + "\n");
        assertEquals(1, mistakes.size(), mistakes.toString());
        assertEquals(true, mistakes.getFirst().contains(", " + key + ": \""), mistakes.toString());
    }

    @Test
    void phonesShowCertificatesOfAnAuthorityOfOnesOwn() throws IOException {
        Files.writeString(directory.resolve("ca.pem"), "");
        Files.writeString(directory.resolve("crl.pem"), "");
        String text = AUTHORITY + "public.name = mail.example.org\nuser.domain = example.org\ntls.clients = Alone\n"
                + "tls.clients.authority = ca.pem\n";
        assertEquals(
                Optional.of(
                        new PhoneCertificates(Use.ALONE, directory.resolve("ca.pem"), Optional.empty(), "example.org")),
                good(text).phones());
        assertEquals(
                Optional.of(directory.resolve("crl.pem")),
                good(text + "tls.clients.revoked = crl.pem\n")
                        .phones()
                        .orElseThrow()
                        .revoked());
        assertEquals(
                List.of("line 7, tls.clients.authority: there is no file " + directory.resolve("none")
                        + ". Look at its name."),
                bad(AUTHORITY
                        + "public.name = mail.example.org\ntls.clients.authority = none\ntls.clients = required\n"));
        assertEquals(
                List.of("tls.clients.authority: is missing, and tls.clients needs it."
                        + " Name the PEM file with the certificate of who gives them out."),
                bad(AUTHORITY + "public.name = mail.example.org\ntls.clients = either\n"));
        assertEquals(
                List.of("line 2, tls.clients.authority: is of no use without tls.clients."
                        + " Add tls.clients = required, or remove it."),
                bad("imap.host = a\ntls.clients.authority = ca.pem\n"));
    }

    @Test
    void aListenerThatCertificatesCloseIsAWarning() throws IOException {
        Files.writeString(directory.resolve("ca.pem"), "");
        var result = assertInstanceOf(Result.Good.class, read(AUTHORITY.replace("http.listen =\n", "") + """
            public.name = mail.example.org
            tls.clients = required
            tls.clients.authority = ca.pem
            """));
        assertEquals(
                List.of("tls.clients = required lets nobody in by http.listen, where no certificate is shown."
                        + " Write \"http.listen =\" to close it."),
                result.warnings());
    }
}
