package org.mailspan.backend;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * By what a message is known again when its id at the host is another: digests of what stays with it, each 0 where the
 * host does not tell. Alike in {@code object} or {@code exact} is the same message or a copy of it; alike in {@code loose}
 * it may be, for hosts where a message that is moved from elsewhere gets a new date.
 *
 * @param object of the host's own id of what is in it (EMAILID, RFC 8474; X-GM-MSGID)
 * @param exact of Message-ID, INTERNALDATE and RFC822.SIZE
 * @param loose of Message-ID and RFC822.SIZE
 */
public record Likeness(long object, long exact, long loose) {
    public static final Likeness NONE = new Likeness(0, 0, 0);

    /**
     * @param object empty if the host has none
     * @param messageId empty for a message without one: date and size alone are no proof
     * @param date in seconds since 1970
     */
    public static Likeness of(String object, String messageId, long date, long size) {
        long known = object.isEmpty() ? 0 : digest(object);
        if (messageId.isEmpty() || size <= 0) return known == 0 ? NONE : new Likeness(known, 0, 0);
        long loose = mixed(digest(messageId), size);
        return new Likeness(known, mixed(loose, date), loose);
    }

    /** The steps of SplitMix64: what is not alike in the digest is not by its date either. */
    private static long mixed(long digest, long date) {
        long z = digest + (date + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return z == 0 ? 1 : z;
    }

    /**
     * Not by a sum that can be aimed at: whoever writes a mail chooses its Message-ID. Once for each message, and of nothing else,
     * so that most fit into one block: three digests of two blocks were a twentieth of a first sync.
     */
    private static long digest(String text) {
        long digest = ByteBuffer.wrap(sha().digest(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        return digest == 0 ? 1 : digest;
    }

    /** Looked up once, and cloned: the JDK's search for it takes as long as the digest. */
    private static final MessageDigest SHA = found();

    private static MessageDigest found() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static MessageDigest sha() {
        try {
            return (MessageDigest) SHA.clone();
        } catch (CloneNotSupportedException none) {
            return found();
        }
    }
}
