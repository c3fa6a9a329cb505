package org.mailspan.format;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.mailspan.wbxml.Node.Opaque;

/**
 * To which conversation a message belongs, and its place in it (MS-ASCON 2.2.2.3, 2.2.2.4).
 *
 * <p>The id is a digest of the message that began the conversation: the first id of References, else the one of
 * In-Reply-To, else the message's own. All messages of a thread carry the first in References, so that every device and
 * folder comes to the same 16 octets without any table. Where In-Reply-To names several, none is the parent (RFC 5322
 * 3.6.4): an answer to that message begins its References with the message itself, and so must its own conversation.
 * What {@link Threading} would not hand on does not count, for the same reason. A message without any id makes a
 * conversation of its own.
 */
public final class Conversation {
    private static final int ID = 16;
    private static final int INDEX_HEADER = 22;
    private static final int LEVEL = 5;
    private static final int LONGEST_INDEX = INDEX_HEADER + 200 * LEVEL;
    /** FILETIME counts 100 ns from 1601. */
    private static final long SECONDS_FROM_1601 = 11_644_473_600L;

    /** The fields that {@link #name} looks at. */
    public static final List<String> HEADER_FIELDS =
            List.of("REFERENCES", "IN-REPLY-TO", "MESSAGE-ID", "FROM", "DATE", "SUBJECT");

    /** Looked up once, and cloned: the JDK's search for it takes as long as the digest. */
    private static final MessageDigest SHA = sha();

    private Conversation() {}

    static Opaque id(Headers headers) {
        Optional<String> root = root(headers);
        if (root.isPresent()) return digest(root.get());
        return digest(headers.raw("From").orElse("")
                + '\n'
                + headers.raw("Date").orElse("")
                + '\n'
                + headers.raw("Subject").orElse(""));
    }

    /** The id in hexadecimal digits. */
    public static String name(Headers headers) {
        return HexFormat.of().formatHex(id(headers).bytes());
    }

    /** The Message-ID of the message that began it; empty where the header has no id at all. */
    public static Optional<String> root(Headers headers) {
        var references = Threading.sound(headers, "References");
        if (!references.isEmpty()) return Optional.of(references.getFirst());
        var parents = Threading.sound(headers, "In-Reply-To");
        if (parents.size() == 1) return Optional.of(parents.getFirst());
        return Threading.sound(headers, "Message-ID").stream().findFirst();
    }

    private static Opaque digest(String text) {
        try {
            var digest = (MessageDigest) SHA.clone();
            return Opaque.of(Arrays.copyOf(digest.digest(text.getBytes(StandardCharsets.UTF_8)), ID));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("every SHA-256 of a JDK can be cloned", e);
        }
    }

    private static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Five octets of when the conversation began and five for each answer: a Thread-Index without its first octet and
     * its GUID (MS-ASCON 2.2.2.4.1). Without one, the time of the message.
     */
    static Opaque index(Headers headers, Instant date) {
        byte[] thread = threadIndex(headers.raw("Thread-Index").orElse(""));
        if (thread.length == 0) return Opaque.of(time(date));
        byte[] index = new byte[thread.length - INDEX_HEADER + LEVEL];
        System.arraycopy(thread, 1, index, 0, LEVEL);
        System.arraycopy(thread, INDEX_HEADER, index, LEVEL, thread.length - INDEX_HEADER);
        return Opaque.of(index);
    }

    /**
     * The Thread-Index of an answer or a forward: that of the original, or one of the original's conversation and date,
     * with one level more (MS-ASCON 2.2.2.4, MS-OXOMSG 2.2.1.3). So the index of the answer begins with the original's,
     * here and in Outlook. Empty where the dates are not known, or there are too many levels.
     */
    static Optional<String> threadIndex(Headers mail, Headers original) {
        Optional<Instant> sent = mail.date("Date");
        Optional<Instant> begun = original.date("Date");
        if (sent.isEmpty() || begun.isEmpty()) return Optional.empty();
        byte[] before = threadIndex(original.raw("Thread-Index").orElse(""));
        if (before.length == 0) {
            before = new byte[INDEX_HEADER];
            before[0] = 1;
            System.arraycopy(time(begun.get()), 0, before, 1, LEVEL);
            System.arraycopy(id(original).bytes(), 0, before, 1 + LEVEL, ID);
        }
        if (before.length + LEVEL > LONGEST_INDEX) return Optional.empty();
        byte[] index = Arrays.copyOf(before, before.length + LEVEL);
        System.arraycopy(level(before, sent.get(), id(mail).bytes()[0]), 0, index, before.length, LEVEL);
        return Optional.of(Base64.getEncoder().encodeToString(index));
    }

    /** How much later than the conversation began: 31 bits, in one of two units, after the bit that says which. */
    private static byte[] level(byte[] index, Instant sent, byte random) {
        long begun = 0;
        for (int i = 0; i <= LEVEL; i++) begun = begun << 8 | index[i] & 0xFF;
        long later = Math.max(0, filetime(sent) - (begun << 16));
        boolean isLong = later >>> 49 != 0;
        int delta = (int) (isLong ? later >>> 23 & 0x7FFF_FFFFL | 0x8000_0000L : later >>> 18);
        return new byte[] {
            (byte) (delta >>> 24), (byte) (delta >>> 16), (byte) (delta >>> 8), (byte) delta, (byte) (random & 0xF0)
        };
    }

    /** The octets of a sound Thread-Index, else none. */
    private static byte[] threadIndex(String text) {
        byte[] none = new byte[0];
        if (text.isEmpty()) return none;
        try {
            byte[] index = Base64.getDecoder().decode(text.replace(" ", ""));
            boolean sound = index.length >= INDEX_HEADER
                    && index.length <= LONGEST_INDEX
                    && (index.length - INDEX_HEADER) % LEVEL == 0
                    && index[0] == 1;
            return sound ? index : none;
        } catch (IllegalArgumentException e) {
            return none;
        }
    }

    private static long filetime(Instant date) {
        return (date.getEpochSecond() + SECONDS_FROM_1601) * 10_000_000 + date.getNano() / 100;
    }

    /** The octets of a FILETIME after its first, highest first. */
    private static byte[] time(Instant date) {
        long filetime = filetime(date);
        byte[] octets = new byte[LEVEL];
        for (int i = 0; i < LEVEL; i++) octets[i] = (byte) (filetime >>> (48 - 8 * i));
        return octets;
    }
}
