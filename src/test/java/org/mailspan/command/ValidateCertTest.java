package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.mailspan.wbxml.ValidateCert.*;

import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.certificate.MailCertificate;
import org.mailspan.certificate.RevocationSource;
import org.mailspan.protocol.Version;
import org.mailspan.support.Shows;
import org.mailspan.support.TestAuthority;
import org.mailspan.support.TestAuthority.Says;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Tag;

/** ValidateCert with authorities of the test's own: what is trusted, and each way in which a certificate is not. */
class ValidateCertTest {
    private static final Tag STATUS = org.mailspan.wbxml.ValidateCert.Status;
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final TestAuthority ROOT = TestAuthority.root(Says.authority("Root", NOW));
    private static final TestAuthority MIDDLE = ROOT.gives(Says.authority("Middle", NOW));
    private static final TestAuthority ANNA = MIDDLE.gives(Says.person("Anna", NOW));

    private static final RevocationSource NOBODY = (address, question) -> {
        throw new AssertionError("no certificate here says whom to ask");
    };

    @TempDir
    Path directory;

    @AutoClose
    private Desk desk;

    @BeforeEach
    void open() {
        desk = new Desk(directory);
    }

    private Element answer(Version version, Element request) {
        return Desk.document(new ValidateCert(() -> Set.of(ROOT.certificate()), NOBODY, () -> NOW)
                .handle(desk.call(version, request)));
    }

    private static Element request(Element... content) {
        return Element.of(ValidateCert, List.of(content));
    }

    private static Element certificates(Tag list, List<X509Certificate> certificates) {
        return Element.of(list, certificates.stream().map(one -> Element.of(Certificate, base64(one))));
    }

    private static String base64(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void assertStatus(int status, TestAuthority asked, TestAuthority... chain) {
        assertStatus(
                status,
                asked.certificate(),
                List.of(chain).stream().map(TestAuthority::certificate).toList());
    }

    private void assertStatus(int status, X509Certificate asked, List<X509Certificate> chain) {
        assertEquals(
                answered(status),
                answer(
                        Version.V16_1,
                        request(certificates(CertificateChain, chain), certificates(Certificates, List.of(asked)))));
    }

    private static Element answered(int... statuses) {
        var results = new ArrayList<Element>();
        for (int status : statuses) results.add(Element.of(Certificate, Element.of(STATUS, status)));
        return Element.of(ValidateCert, Element.of(STATUS, 1), results);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    @Shows("MS-ASCMD_R4473 MS-ASCMD_R4474 MS-ASCMD_R5387 MS-ASCMD_R5388 MS-ASCMD_R845")
    void aChainThatEndsAtATrustedAuthorityIsGood(Version version) {
        Element request = request(
                certificates(CertificateChain, List.of(MIDDLE.certificate())),
                certificates(Certificates, List.of(ANNA.certificate())));
        assertEquals(answered(1), answer(version, request));
    }

    @Test
    void theWholeChainAmongTheCertificatesIsGoodToo() {
        Element request = request(
                certificates(Certificates, List.of(ANNA.certificate(), MIDDLE.certificate(), ROOT.certificate())));
        // Authorities sign certificates, not mail.
        assertEquals(answered(1, 6, 6), answer(Version.V16_1, request));
    }

    @Test
    @Shows("MS-ASCMD_R688 MS-ASCMD_R4481 MS-ASCMD_R4482")
    void whatNoTrustedAuthorityGaveIsFromAnUntrustedSource() {
        TestAuthority other = TestAuthority.root(Says.authority("Other", NOW));
        assertStatus(4, other.gives(Says.person("Anna", NOW)), other);
        assertStatus(4, other, other);
        assertStatus(4, ANNA);
    }

    @Test
    @Shows("MS-ASCMD_R4478 MS-ASCMD_R4479")
    void aSignatureByAnotherThanTheIssuerIsInvalid() {
        TestAuthority false1 = TestAuthority.root(Says.authority("Root", NOW));
        assertStatus(3, false1.gives(Says.person("Anna", NOW)));
        TestAuthority false2 = TestAuthority.root(Says.authority("Middle", NOW));
        assertStatus(3, false2.gives(Says.person("Anna", NOW)), MIDDLE);
    }

    @Test
    void anIssuerIsFoundBesideAnotherOfItsName() {
        TestAuthority namesake = TestAuthority.root(Says.authority("Middle", NOW));
        assertStatus(1, ANNA, namesake, MIDDLE);
    }

    @Test
    void aRootThatATrustedOneSignedIsTrusted() {
        TestAuthority other = TestAuthority.root(Says.authority("Other", NOW));
        List<X509Certificate> chain = List.of(other.certificate(), ROOT.crossSigns(other, NOW));
        assertStatus(1, other.gives(Says.person("Anna", NOW)).certificate(), chain);
    }

    @Test
    void twoThatSignedEachOtherEndTheSearch() {
        TestAuthority one = TestAuthority.root(Says.authority("One", NOW));
        TestAuthority two = TestAuthority.root(Says.authority("Two", NOW));
        List<X509Certificate> chain = List.of(one.crossSigns(two, NOW), two.crossSigns(one, NOW));
        assertStatus(4, one.gives(Says.person("Anna", NOW)).certificate(), chain);
    }

    @Test
    @Shows("MS-ASCMD_R4484 MS-ASCMD_R4485")
    void aChainWithSomethingElseInItIsInvalid() {
        Element chain = Element.of(CertificateChain, Element.of(Certificate, "bm9uZQ=="));
        Element asked = certificates(Certificates, List.of(ANNA.certificate()));
        assertEquals(answered(5), answer(Version.V16_1, request(chain, asked)));
    }

    @Test
    @Shows("MS-ASCMD_R4487 MS-ASCMD_R4488")
    void oneOfAWebServerIsNotForMail() {
        assertStatus(6, MIDDLE.gives(Says.person("Anna", NOW).to(KeyPurposeId.id_kp_serverAuth)), MIDDLE);
        assertStatus(6, MIDDLE.gives(Says.person("Anna", NOW).to(KeyUsage.cRLSign)), MIDDLE);
        assertStatus(1, MIDDLE.gives(Says.person("Anna", NOW).to(KeyPurposeId.anyExtendedKeyUsage)), MIDDLE);
        assertStatus(1, MIDDLE.gives(Says.person("Anna", NOW).to(KeyUsage.keyEncipherment)), MIDDLE);
        assertStatus(1, MIDDLE.gives(Says.person("Anna", NOW).to(0)), MIDDLE);
    }

    @Test
    @Shows("MS-ASCMD_R4490 MS-ASCMD_R4491")
    void outsideOfItsTimeItHasExpired() {
        Says anna = Says.person("Anna", NOW);
        assertStatus(7, MIDDLE.gives(anna.during(NOW.minusSeconds(100), NOW.minusSeconds(1))), MIDDLE);
        assertStatus(7, MIDDLE.gives(anna.during(NOW.plusSeconds(10), NOW.plusSeconds(100))), MIDDLE);
    }

    @Test
    @Shows("MS-ASCMD_R687 MS-ASCMD_R4493 MS-ASCMD_R4494")
    void anAuthorityThatHasExpiredIsToldApart() {
        Says expired = Says.authority("Old", NOW).during(NOW.minusSeconds(1000), NOW.minusSeconds(10));
        TestAuthority old = ROOT.gives(expired);
        assertStatus(8, old.gives(Says.person("Anna", NOW)), old);
    }

    @Test
    @Shows("MS-ASCMD_R4496 MS-ASCMD_R4497")
    void anAuthorityForOtherUsesDoesNotCount() {
        TestAuthority web = ROOT.gives(Says.authority("Web", NOW).to(KeyPurposeId.id_kp_serverAuth));
        assertStatus(9, web.gives(Says.person("Anna", NOW)), web);
        TestAuthority signer = ROOT.gives(Says.authority("Signer", NOW).to(KeyUsage.digitalSignature));
        assertStatus(9, signer.gives(Says.person("Anna", NOW)), signer);
    }

    @Test
    @Shows("MS-ASCMD_R4503 MS-ASCMD_R4504")
    void aPersonIsNoAuthority() {
        assertStatus(11, ANNA.gives(Says.person("Bob", NOW)), ANNA, MIDDLE);
        TestAuthority last = ROOT.gives(Says.authority("Last", NOW).as(true, 0));
        TestAuthority below = last.gives(Says.authority("Below", NOW));
        assertStatus(11, below.gives(Says.person("Anna", NOW)), below, last);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%%%", "bm9uZQ==", "MIIB"})
    @Shows("MS-ASCMD_R4499 MS-ASCMD_R4500")
    void whatIsNoCertificateIsSaid(String text) {
        Element asked = Element.of(
                Certificates, Element.of(Certificate, text), Element.of(Certificate, base64(ROOT.certificate())));
        assertEquals(answered(10, 6), answer(Version.V16_1, request(asked)));
    }

    @Test
    void whatItMustKnowAndDoesNotIsInvalid() {
        assertStatus(10, MIDDLE.gives(Says.person("Anna", NOW).strangely()), MIDDLE);
        TestAuthority strange = ROOT.gives(Says.authority("Strange", NOW).strangely());
        assertStatus(5, strange.gives(Says.person("Anna", NOW)), strange);
    }

    @Test
    void octetsAndLinesAreReadAsWell() throws Exception {
        Element lines = Element.of(
                Certificate,
                Base64.getMimeEncoder().encodeToString(ANNA.certificate().getEncoded()));
        Element octets = Element.of(Certificate, ANNA.certificate().getEncoded());
        Element chain = certificates(CertificateChain, List.of(MIDDLE.certificate()));
        assertEquals(answered(1, 1), answer(Version.V16_1, request(chain, Element.of(Certificates, lines, octets))));
    }

    @Test
    @Shows("MS-ASCMD_R892 MS-ASCMD_R893 MS-ASCMD_R895 MS-ASCMD_R4517")
    void revocationIsUnknownToThoseWhoInsist() {
        Element chain = certificates(CertificateChain, List.of(MIDDLE.certificate()));
        Element asked = certificates(Certificates, List.of(ANNA.certificate(), ROOT.certificate()));
        assertEquals(answered(16, 6), answer(Version.V16_1, request(chain, asked, Element.of(CheckCRL, 1))));
        assertEquals(answered(1, 6), answer(Version.V16_1, request(chain, asked, Element.of(CheckCRL, 0))));
    }

    @Test
    void aWebOfNamesakesIsGivenUpInTime() {
        var web = new ArrayList<X509Certificate>();
        TestAuthority same = TestAuthority.root(Says.authority("Same", NOW));
        for (int i = 0; i < 50; i++)
            web.add(same.gives(Says.authority("Same", NOW)).certificate());
        Element request = request(certificates(CertificateChain, web), certificates(Certificates, web));
        List<String> statuses = answer(Version.V16_1, request)
                .all(Certificate, STATUS)
                .map(Element::text)
                .toList();
        assertEquals(50, statuses.size());
        assertFalse(statuses.contains("1"));
        assertEquals("17", statuses.getLast());
    }

    @Test
    @Shows("MS-ASCMD_R5662 MS-ASCMD_R4475 MS-ASCMD_R4476")
    void moreThanAHundredAreNotChecked() {
        Element refused = Element.of(ValidateCert, Element.of(STATUS, 2));
        Element hundred = Element.of(Certificates, Collections.nCopies(100, Element.of(Certificate, "x")));
        assertEquals(
                100, answer(Version.V16_1, request(hundred)).all(Certificate).count());
        Element more = Element.of(Certificates, Collections.nCopies(101, Element.of(Certificate, "x")));
        assertEquals(refused, answer(Version.V16_1, request(more)));
        Element chain = Element.of(CertificateChain, Element.of(Certificate, "x"));
        assertEquals(refused, answer(Version.V16_1, request(chain, hundred)));
    }

    @Test
    void theAuthoritiesOfTheSystemAreThere() {
        assertFalse(MailCertificate.systemAuthorities().isEmpty());
    }
}
