package org.mailspan.support;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A generated message, and what a reader of it must find.
 *
 * @param subject decoded
 * @param text the plain text with CRLF line ends; empty if the message has none
 * @param html likewise
 * @param raw the message itself, CRLF line ends
 */
public record Sample(
        int number,
        String messageId,
        String subject,
        String fromName,
        String fromAddress,
        Instant date,
        Set<String> flags,
        String text,
        String html,
        List<Attachment> attachments,
        byte[] raw) {
    /** @param contentId without angle brackets; empty for an attachment that is not shown inline */
    public record Attachment(String name, String type, String contentId, byte[] octets) {
        public boolean inline() {
            return !contentId.isEmpty();
        }
    }

    public Witness.Letter letter() {
        return new Witness.Letter(raw, flags, date);
    }
}
