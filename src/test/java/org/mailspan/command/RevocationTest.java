package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.wbxml.ValidateCert.*;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.certificate.RememberedRevocations;
import org.mailspan.certificate.RevocationSource;
import org.mailspan.protocol.Version;
import org.mailspan.support.Shows;
import org.mailspan.support.TestAuthority;
import org.mailspan.support.TestAuthority.Says;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Tag;

/** ValidateCert and certificates that were taken back: by lists, by OCSP, and where nobody knows. */
class RevocationTest {
    private static final Tag STATUS = org.mailspan.wbxml.ValidateCert.Status;
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant BEFORE = NOW.minusSeconds(3600);
    private static final Instant AFTER = NOW.plusSeconds(3600);
    private static final String ROOTS = "http://crl.example.org/root.crl";
    private static final String MIDDLES = "http://crl.example.org/middle.crl";
    private static final String RESPONDER = "http://ocsp.example.org/";
    private static final TestAuthority ROOT = TestAuthority.root(Says.authority("Root", NOW));
    private static final TestAuthority MIDDLE =
            ROOT.gives(Says.authority("Middle", NOW).listed(ROOTS));
    private static final X509Certificate LISTED =
            MIDDLE.gives(Says.person("Anna", NOW).listed(MIDDLES)).certificate();
    private static final X509Certificate ASKED =
            MIDDLE.gives(Says.person("Bert", NOW).answered(RESPONDER)).certificate();

    @TempDir
    Path directory;

    @AutoClose
    private Desk desk;

    private final Map<String, UnaryOperator<byte[]>> answers = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    @BeforeEach
    void open() {
        desk = new Desk(directory);
        lists(ROOTS, ROOT.revokes(BEFORE, AFTER));
        lists(MIDDLES, MIDDLE.revokes(BEFORE, AFTER));
        answers.put(RESPONDER, question -> MIDDLE.answers(question, NOW, false));
    }

    private void lists(String address, byte[] list) {
        answers.put(address, question -> list);
    }

    private byte[] answer(URI address, byte[] question) throws IOException {
        asked.add("" + address);
        UnaryOperator<byte[]> answer = answers.get("" + address);
        if (answer == null) throw new IOException("nobody");
        return answer.apply(question);
    }

    private void assertStatus(int insisting, int otherwise, X509Certificate certificate) {
        assertEquals(insisting, status(certificate, 1), "CheckCRL 1");
        assertEquals(otherwise, status(certificate, 0), "CheckCRL 0");
    }

    private int status(X509Certificate certificate, int checkCrl) {
        var command = new ValidateCert(() -> Set.of(ROOT.certificate()), this::answer, () -> NOW);
        Element request = Element.of(
                ValidateCert,
                Element.of(CertificateChain, Element.of(Certificate, base64(MIDDLE.certificate()))),
                Element.of(Certificates, Element.of(Certificate, base64(certificate))),
                Element.of(CheckCRL, checkCrl));
        Element answer = Desk.document(command.handle(desk.call(Version.V16_1, request)));
        assertEquals("1", answer.text(STATUS).orElseThrow());
        return Integer.parseInt(answer.text(Certificate, STATUS).orElseThrow());
    }

    private static String base64(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void whoIsOnNoListIsGood() {
        assertStatus(1, 1, LISTED);
        assertTrue(asked.containsAll(List.of(MIDDLES, ROOTS)));
    }

    @Test
    @Shows("MS-ASCMD_R686 MS-ASCMD_R4508 MS-ASCMD_R4509")
    void whoIsOnTheListIsRevoked() {
        lists(MIDDLES, MIDDLE.revokes(BEFORE, AFTER, LISTED));
        assertStatus(13, 13, LISTED);
    }

    @Test
    @Shows("MS-ASCMD_R688 MS-ASCMD_R4514 MS-ASCMD_R4515")
    void anAuthorityOnTheListIsToldApart() {
        lists(ROOTS, ROOT.revokes(BEFORE, AFTER, MIDDLE.certificate()));
        assertStatus(15, 15, LISTED);
    }

    @Test
    @Shows("MS-ASCMD_R892 MS-ASCMD_R893 MS-ASCMD_R895 MS-ASCMD_R4511 MS-ASCMD_R4512")
    void aListThatCannotBeHadMattersToThoseWhoInsist() {
        answers.remove(MIDDLES);
        assertStatus(14, 1, LISTED);
    }

    @Test
    void aRevocationOutweighsWhatIsNotKnown() {
        answers.remove(MIDDLES);
        lists(ROOTS, ROOT.revokes(BEFORE, AFTER, MIDDLE.certificate()));
        assertStatus(15, 15, LISTED);
    }

    @Test
    @Shows("MS-ASCMD_R4517")
    void aListThatIsOldOrAnothersOrNoneIsNotBelieved() {
        TestAuthority namesake = TestAuthority.root(Says.authority("Middle", NOW));
        for (byte[] bad : List.of(
                MIDDLE.revokes(BEFORE.minusSeconds(9999), BEFORE, LISTED),
                namesake.revokes(BEFORE, AFTER, LISTED),
                ROOT.revokes(BEFORE, AFTER, LISTED),
                new byte[] {1, 2, 3})) {
            lists(MIDDLES, bad);
            assertStatus(16, 1, LISTED);
        }
    }

    @Test
    void withoutAListTheResponderIsAsked() {
        assertStatus(1, 1, ASKED);
        answers.put(RESPONDER, question -> MIDDLE.answers(question, NOW, true));
        assertStatus(13, 13, ASKED);
        answers.put(RESPONDER, question -> MIDDLE.answers(question, NOW.minusSeconds(999_999), false));
        assertStatus(16, 1, ASKED);
        answers.put(RESPONDER, question -> ROOT.answers(question, NOW, true));
        assertStatus(16, 1, ASKED);
        answers.remove(RESPONDER);
        assertStatus(14, 1, ASKED);
    }

    @Test
    void whereNobodyIsNamedItIsUnknown() {
        assertStatus(16, 1, MIDDLE.gives(Says.person("Carl", NOW)).certificate());
    }

    @Test
    void aStrangersCertificateAsksNobody() {
        TestAuthority stranger = TestAuthority.root(Says.authority("Stranger", NOW));
        assertStatus(4, 4, stranger.gives(Says.person("Eve", NOW).listed(ROOTS)).certificate());
        assertStatus(
                3,
                3,
                TestAuthority.root(Says.authority("Middle", NOW))
                        .gives(Says.person("Eve", NOW).listed(ROOTS).answered(RESPONDER))
                        .certificate());
        assertEquals(List.of(), asked);
    }

    @Test
    void listsAreKeptForAWhileAndSoIsAFailure() throws Exception {
        var now = new Instant[] {NOW};
        var kept = new RememberedRevocations(this::answer, () -> now[0]);
        URI list = URI.create(ROOTS);
        URI none = URI.create("http://crl.example.org/none.crl");
        for (int i = 0; i < 3; i++) {
            kept.answer(list, RevocationSource.NO_QUESTION);
            assertThrows(IOException.class, () -> kept.answer(none, RevocationSource.NO_QUESTION));
        }
        assertEquals(List.of("" + list, "" + none), asked);
        now[0] = NOW.plus(RememberedRevocations.FAILURE_KEPT).plusSeconds(1);
        lists("" + none, new byte[] {1});
        kept.answer(list, RevocationSource.NO_QUESTION);
        kept.answer(none, RevocationSource.NO_QUESTION);
        assertEquals(3, asked.size(), "the failure is asked for again, the list is not");
        now[0] = NOW.plus(RememberedRevocations.KEPT).plusSeconds(1);
        kept.answer(list, RevocationSource.NO_QUESTION);
        assertEquals(4, asked.size());
    }
}
