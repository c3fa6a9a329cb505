package org.mailspan.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A message ready for submission, as {@code Compose} made it: all headers complete, no Bcc.
 *
 * @param sender the envelope's sender address
 * @param recipients the envelope's recipients, Bcc included, never empty
 * @param messageId with angle brackets; by it the copy in Sent is recognised
 * @param octets the message with CRLF line ends
 * @param bcc the lines of its header that only the sender may see, with CRLF line ends; empty if there are none
 * @param saveInSent whether a copy belongs into Sent
 */
public record Outgoing(
        String sender, List<String> recipients, String messageId, MailOctets octets, byte[] bcc, boolean saveInSent) {
    public Outgoing {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) throw new IllegalArgumentException("mail without recipients");
    }

    public Outgoing(String sender, List<String> recipients, String messageId, byte[] message, boolean saveInSent) {
        this(sender, recipients, messageId, MailOctets.of(message), new byte[0], saveInSent);
    }

    /** As it belongs into Sent: who looks there later wants to know who got it. */
    public MailOctets filed() {
        return octets.after(bcc);
    }

    /** The same mail with more in it. */
    public Outgoing with(MailOctets message) {
        return new Outgoing(sender, recipients, messageId, message, bcc, saveInSent);
    }

    /** All of the message in memory, however large it is. */
    public byte[] message() {
        if (octets instanceof MailOctets.InMemory(byte[] message)) return message;
        var out = new ByteArrayOutputStream(Math.toIntExact(octets.size()));
        try {
            octets.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
