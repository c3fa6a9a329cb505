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
 * <p>The id is a digest of the message that began the conversation: the first id of References, else of In-Reply-To,
 * else the message's own. All messages of a thread carry the first in References, so that every device and folder comes
 * to the same 16 octets without any table. A message without any id makes a conversation of its own.
 */
public final class Conversation {
    private static final int ID = 16;
    private static final int INDEX_HEADER = 22;
    private static final int LEVEL = 5;
    private static final int LONGEST_INDEX = INDEX_HEADER + 200 * LEVEL;
    /** FILETIME counts 100 ns from 1601. */
    private static final long SECONDS_FROM_1601 = 11_644_473_600L;

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
        for (String field : List.of("References", "In-Reply-To", "Message-ID")) {
            var ids = headers.ids(field);
            if (!ids.isEmpty()) return Optional.of(ids.getFirst());
        }
        return Optional.empty();
    }

    private static Opaque digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Opaque.of(Arrays.copyOf(digest, ID));
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

    /** The octets of a FILETIME after its first, highest first. */
    private static byte[] time(Instant date) {
        long filetime = (date.getEpochSecond() + SECONDS_FROM_1601) * 10_000_000 + date.getNano() / 100;
        byte[] octets = new byte[LEVEL];
        for (int i = 0; i < LEVEL; i++) octets[i] = (byte) (filetime >>> (48 - 8 * i));
        return octets;
    }
}
