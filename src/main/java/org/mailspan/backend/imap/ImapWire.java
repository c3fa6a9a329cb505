package org.mailspan.backend.imap;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.ResponseInputStream;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.util.MailLogger;

/** Angus' IMAP protocol (connect, TLS, login, framing, quoting) with what it keeps to itself: see the overrides. */
final class ImapWire extends IMAPProtocol {
    private static final MailLogger QUIET = new MailLogger(
            "org.mailspan.backend.imap.wire",
            "IMAP",
            false,
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

    ImapWire(ImapSettings settings, Properties properties) throws IOException, ProtocolException {
        super("imap", settings.host(), settings.port(), properties, settings.security() == Security.TLS, QUIET);
    }

    /** Unparsed: see {@link ImapRow}. The constructor above calls this before any field of ours is set. */
    @Override
    public ImapRow readResponse() throws IOException, ProtocolException {
        return new ImapRow(this);
    }

    /** While the constructor above reads the greeting, the properties are all that there is. */
    @Override
    protected ResponseInputStream getInputStream() {
        try {
            return SocketHooks.of(props).responses();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    /** A folder's name as the host wants it, modified UTF-7 or UTF-8, quoted so that it stays one argument. */
    Argument mailbox(Argument arguments, String name) {
        writeMailboxName(arguments, name);
        return arguments;
    }

    /** A line without a tag: what ends an IDLE. */
    void line(String text) throws IOException {
        OutputStream out = getOutputStream();
        out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
