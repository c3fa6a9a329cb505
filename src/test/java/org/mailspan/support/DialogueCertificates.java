package org.mailspan.support;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.mailspan.certificate.Trust;
import org.mailspan.support.Dialogue.Words;
import org.mailspan.support.TestAuthority.Says;

/**
 * The certificates of one dialogue, right and wrong ones. Those that say no better are by an authority that every bridge
 * of the tests trusts, hold now, and name a list that says that they are good.
 */
final class DialogueCertificates {
    private static final TestAuthority ROOT = TestAuthority.root(Says.authority("Root of the dialogues", Instant.EPOCH)
            .during(Instant.EPOCH, Instant.parse("2199-12-31T00:00:00Z")));
    private static final Set<String> WRONGS =
            Set.of("expired", "for-servers", "untrusted", "revoked", "unlisted", "unanswered");
    private static final Map<String, byte[]> LISTS = new ConcurrentHashMap<>();
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    /** Asks nobody outside of this JVM. */
    static final Trust TRUST = new Trust(
            () -> Set.of(ROOT.certificate()),
            (address, question) -> Optional.ofNullable(LISTS.get(address.toString()))
                    .orElseThrow(() -> new IOException("nobody answers at " + address)));

    private final Map<String, TestAuthority> named = new HashMap<>();

    /** A line {@code authority NAME [by=NAME] WORDS}. @return its base64 */
    String authority(Words words) {
        return made(Says.authority(words.at(1), Instant.now()), words);
    }

    /** A line {@code certificate NAME [by=NAME] WORDS}. @return its base64 */
    String person(Words words) {
        return made(Says.person(words.at(1), Instant.now()), words);
    }

    private String made(Says plain, Words words) {
        Instant now = Instant.now();
        Set<String> wrong = Set.copyOf(words.from(2));
        if (!WRONGS.containsAll(wrong)) throw new IllegalArgumentException("none of " + WRONGS + ": " + wrong);
        String address = "http://lists.dialogue.test/" + ADDRESSES.incrementAndGet();
        Says says = wrong.contains("unlisted") ? plain : plain.listed(address);
        if (wrong.contains("expired")) says = says.during(now.minusSeconds(900), now.minusSeconds(60));
        if (wrong.contains("for-servers")) says = says.to(KeyPurposeId.id_kp_serverAuth);
        TestAuthority issuer = issuer(words);
        TestAuthority one = wrong.contains("untrusted") ? TestAuthority.root(says) : issuer.gives(says);
        X509Certificate[] revoked =
                wrong.contains("revoked") ? new X509Certificate[] {one.certificate()} : new X509Certificate[0];
        byte[] list = issuer.revokes(now.minusSeconds(60), now.plusSeconds(3600), revoked);
        if (!wrong.contains("unanswered")) LISTS.put(address, list);
        named.put(words.at(1), one);
        return base64(one.certificate());
    }

    private TestAuthority issuer(Words words) {
        String by = words.named().get("by");
        if (by == null) return ROOT;
        return Optional.ofNullable(named.get(by))
                .orElseThrow(() -> new IllegalArgumentException("no certificate " + by));
    }

    private static String base64(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException("no base64", impossible);
        }
    }
}
