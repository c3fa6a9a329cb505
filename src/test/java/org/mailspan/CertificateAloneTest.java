package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.Credentials;
import org.mailspan.http.HttpServer;
import org.mailspan.http.tls.PhoneCertificates;
import org.mailspan.http.tls.Tls;
import org.mailspan.http.tls.TlsFiles;
import org.mailspan.support.Eventually;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.MailHost;
import org.mailspan.support.TestAuthority;
import org.mailspan.support.TestAuthority.Says;
import org.mailspan.support.TestBridge;
import org.mailspan.support.TestCertificate;

/** A phone that has a certificate and no password, before a whole bridge that keeps the mail password. */
@Timeout(60)
final class CertificateAloneTest {
    private static final TestCertificate HOST = TestCertificate.shared();

    @TempDir
    private Path data;

    @TempDir
    private Path files;

    private final Instant now = Instant.now();
    private final TestAuthority ca = TestAuthority.root(Says.authority("home", now));
    private final MailHost host = GreenMailHost.shared();
    private String user;

    @AutoClose
    private TestBridge bridge;

    @BeforeEach
    void start() throws IOException {
        user = host.newUser();
        bridge = TestBridge.before(host, data);
        Path chain = Files.writeString(files.resolve("chain.pem"), HOST.certificatePem());
        Path key = Files.writeString(files.resolve("key.pem"), HOST.keyPem());
        Path authority = Files.writeString(
                files.resolve("ca.pem"), new TestCertificate(ca.certificate(), ca.keys()).certificatePem());
        var phones = new PhoneCertificates(PhoneCertificates.Use.ALONE, authority, Optional.empty(), "");
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        bridge.restart(new HttpServer.Settings(
                Optional.empty(),
                Optional.of(new HttpServer.Settings.Secure(
                        any, new Tls(new TlsFiles(chain, key), Optional.empty(), Optional.of(phones))))));
    }

    private SSLContext context(String mail) throws Exception {
        TestAuthority phone = ca.givesTo(
                new GeneralNames(new GeneralName(GeneralName.rfc822Name, mail)),
                Says.person("phone", now).to(KeyPurposeId.id_kp_clientAuth));
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("host", HOST.certificate());
        store.setKeyEntry("phone", phone.keys().getPrivate(), new char[0], new X509Certificate[] {phone.certificate()});
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private HttpResponse<String> options(String mail) throws Exception {
        try (var client = HttpClient.newBuilder().sslContext(context(mail)).build()) {
            var address = URI.create(bridge.address().toString().replace("127.0.0.1", "localhost"));
            var request = HttpRequest.newBuilder(address).method("OPTIONS", HttpRequest.BodyPublishers.noBody());
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void theKeptMailPasswordLetsInAndWithoutOneNobody() throws Exception {
        HttpResponse<String> none = options(user);
        assertEquals(403, none.statusCode());
        assertTrue(none.body().contains("no mail password is kept for " + user), none.body());

        bridge.issuing().storeMailPassword(user, new Credentials(user, MailHost.PASSWORD));
        Eventually.that("it is let in", () -> status(user) == 200);
        assertEquals(403, status(host.newUser()), "a certificate of the same authority for another user");

        bridge.restart();
        assertEquals(200, status(user));
    }

    private int status(String mail) {
        try {
            return options(mail).statusCode();
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }
}
