package org.mailspan.format;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The octets of a mail that goes out, wherever they lie: to be read more than once (for submission, for the copy in
 * Sent), the same each time.
 */
public interface MailOctets {
    /** Exactly: a host is told it before the first octet. */
    long size();

    boolean isAscii();

    void writeTo(OutputStream out) throws IOException;

    static MailOctets of(byte[] octets) {
        return new InMemory(octets);
    }

    /** These, with others before them. */
    default MailOctets after(byte[] first) {
        return first.length == 0 ? this : new Joined(new InMemory(first), this);
    }

    /** One after the other. */
    record Joined(MailOctets first, MailOctets rest) implements MailOctets {
        @Override
        public long size() {
            return first.size() + rest.size();
        }

        @Override
        public boolean isAscii() {
            return first.isAscii() && rest.isAscii();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            first.writeTo(out);
            rest.writeTo(out);
        }
    }

    /** A mail without attachments of another one, as a client sent it. */
    record InMemory(byte[] octets) implements MailOctets {
        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public boolean isAscii() {
            for (byte octet : octets) if (octet < 0) return false;
            return true;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(octets);
        }
    }
}
