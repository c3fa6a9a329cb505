package org.mailspan.format;

import java.time.Instant;
import java.util.List;

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
}
