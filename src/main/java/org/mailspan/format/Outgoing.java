package org.mailspan.format;

import java.util.List;

/**
 * A message ready for submission, as {@code Compose} made it: all headers complete, no Bcc.
 *
 * @param sender the envelope's sender address
 * @param recipients the envelope's recipients, Bcc included, never empty
 * @param messageId with angle brackets; by it the copy in Sent is recognised
 * @param message octets with CRLF line ends
 * @param saveInSent whether a copy belongs into Sent
 */
public record Outgoing(String sender, List<String> recipients, String messageId, byte[] message, boolean saveInSent) {
    public Outgoing {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) throw new IllegalArgumentException("mail without recipients");
    }
}
