package org.mailspan.format;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is known of a message before its bodies are fetched: the first of the two phases.
 *
 * @param header the raw lines of {@link #HEADER_FIELDS}, as the host has them (8-bit text and folding included)
 * @param stamp the flags, see {@link MailFlags}
 * @param received INTERNALDATE
 * @param size RFC822.SIZE
 */
public record MessageData(byte[] header, MimePart structure, String stamp, Instant received, long size) {
    /**
     * The header fields that an email item is made of. The header itself rather than ENVELOPE: one parser for all
     * hosts, raw 8-bit text kept, and no host's own idea of a missing Date (GreenMail puts in INTERNALDATE).
     */
    public static final List<String> HEADER_FIELDS = List.of(
            "From",
            "Sender",
            "Reply-To",
            "To",
            "Cc",
            "Bcc",
            "Subject",
            "Date",
            "Message-ID",
            "In-Reply-To",
            "References",
            "Thread-Topic",
            "Thread-Index",
            "Importance",
            "X-Priority",
            "Priority",
            "Content-Class",
            "Content-Type");

    private static final Set<String> KEPT =
            HEADER_FIELDS.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());

    /** The lines of these fields alone, of a whole header, as far as they have no more octets than that together. */
    public static byte[] fieldsOf(byte[] header, int most) {
        var kept = new ByteArrayOutputStream();
        var lines = new HeaderLines(header, 0, header.length);
        while (lines.next()) {
            int length = lines.end() - lines.start();
            if (KEPT.contains(lines.key()) && kept.size() + length <= most) kept.write(header, lines.start(), length);
        }
        return kept.toByteArray();
    }
}
