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
 * @param object of the host's own id of what is in it (EMAILID, RFC 8474)
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
        long known = object.isEmpty() ? 0 : digest("object", object, 0, 0);
        if (messageId.isEmpty() || size <= 0) return known == 0 ? NONE : new Likeness(known, 0, 0);
        return new Likeness(known, digest("exact", messageId, date, size), digest("loose", messageId, 0, size));
    }

    /** Not by a sum that can be aimed at: whoever writes a mail chooses its Message-ID. */
    private static long digest(String kind, String text, long date, long size) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(kind.getBytes(StandardCharsets.US_ASCII));
            sha.update(ByteBuffer.allocate(16).putLong(date).putLong(size).flip());
            long digest = ByteBuffer.wrap(sha.digest(text.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
            return digest == 0 ? 1 : digest;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
