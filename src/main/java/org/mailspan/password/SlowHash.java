package org.mailspan.password;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) with the smallest memory that OWASP lists, 7 MiB in five passes, one at a time: the same work for
 * whoever guesses as 19 MiB in two, and a bridge for a few phones stays small. What is hashed has 104 bits of chance;
 * the hash is for those who shorten it one day.
 */
final class SlowHash {
    static final int MEMORY = 7 * 1024;
    static final int PASSES = 5;

    static final int SALT = 16;
    static final int LENGTH = 32;

    private final SecureRandom random = new SecureRandom();
    private final AtomicLong count = new AtomicLong();
    /** Each takes {@link #MEMORY}; who waits has passed the limit of attempts. */
    private final Semaphore one = new Semaphore(1, true);

    /** How many ran, whatever they were for. */
    long count() {
        return count.get();
    }

    byte[] salt() {
        var salt = new byte[SALT];
        random.nextBytes(salt);
        return salt;
    }

    byte[] of(AppPassword password, byte[] salt, int memory, int passes) throws InterruptedException {
        byte[] octets = password.letters().getBytes(UTF_8);
        one.acquire();
        count.incrementAndGet();
        try {
            var argon2 = new Argon2BytesGenerator();
            argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(memory)
                    .withIterations(passes)
                    .withParallelism(1)
                    .withSalt(salt)
                    .build());
            var hash = new byte[LENGTH];
            argon2.generateBytes(octets, hash);
            return hash;
        } finally {
            one.release();
            Arrays.fill(octets, (byte) 0);
        }
    }

    boolean matches(AppPassword password, byte[] salt, int memory, int passes, byte[] hash)
            throws InterruptedException {
        return MessageDigest.isEqual(of(password, salt, memory, passes), hash);
    }
}
