package org.mailspan.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Recognises a login with its password without keeping it: HMAC-SHA256 under a key that lives in this process only. */
final class Fingerprints {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    Fingerprints() {
        var random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
    }

    Fingerprint of(String id, String password) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(id.getBytes(UTF_8));
            mac.update((byte) 0);
            return new Fingerprint(mac.doFinal(password.getBytes(UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }

    /** Equality takes the same time wherever the first difference is. */
    record Fingerprint(byte[] octets) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Fingerprint(byte[] theirs) && MessageDigest.isEqual(octets, theirs);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(octets);
        }
    }
}
