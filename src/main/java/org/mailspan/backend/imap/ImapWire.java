package org.mailspan.backend.imap;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.ResponseInputStream;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.util.MailLogger;
import org.jspecify.annotations.Nullable;

/** Angus' IMAP protocol (connect, TLS, login, framing, quoting) with what it keeps to itself: see the overrides. */
final class ImapWire extends IMAPProtocol {
    private static final MailLogger QUIET = new MailLogger(
            "org.mailspan.backend.imap.wire",
            "IMAP",
            false,
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

    private static final byte[] CRLF = {'\r', '\n'};

    // None of these has an initial value: the constructor above sends a command before it would be set.
    private int commands;
    private boolean small;
    private boolean utf8;
    private @Nullable DataOutputStream compressed;
    private @Nullable Consumer<ImapRow> listener;

    ImapWire(ImapSettings settings, Properties properties) throws IOException, ProtocolException {
        super("imap", settings.host(), settings.port(), properties, settings.security() == Security.TLS, QUIET);
    }

    /** Unparsed: see {@link ImapRow}. The constructor above calls this before any field of ours is set. */
    @Override
    public ImapRow readResponse() throws IOException, ProtocolException {
        var row = new ImapRow(this);
        if (listener != null) listener.accept(row);
        return row;
    }

    /**
     * Has each response heard. Angus reads some for itself, and drops them: those that come before the host says "go on"
     * to a literal, and any can.
     */
    void tellAll(Consumer<ImapRow> all) {
        listener = all;
    }

    /** Of the last response. */
    List<Responses.Aside> asides() throws IOException {
        return SocketHooks.of(props).responses().asides();
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

    @Override
    protected OutputStream getOutputStream() {
        return compressed == null ? super.getOutputStream() : compressed;
    }

    /** Angus writes to a stream that it lets nobody put another before. */
    @Override
    public String writeCommand(String command, @Nullable Argument arguments) throws IOException, ProtocolException {
        // The stream keeps the low half of each character: one beyond ASCII could end the line. What users write comes
        // as an argument, quoted or as a literal.
        for (int i = 0; i < command.length(); i++)
            if (command.charAt(i) < ' ' || command.charAt(i) > '~')
                throw new ProtocolException("a command has one line, of ASCII");
        var out = (DataOutputStream) getOutputStream();
        String tag = "M" + commands++;
        small = arguments instanceof SizedArgument sized && sized.isSmall();
        out.writeBytes(tag + " " + command);
        if (arguments != null) {
            out.write(' ');
            arguments.write(this);
        }
        out.write(CRLF);
        out.flush();
        return tag;
    }

    /** Of LITERAL- (RFC 7888) Angus does not know: literals go without being asked for, if they are small. */
    @Override
    protected synchronized boolean supportsNonSyncLiterals() {
        return hasCapability("LITERAL+") || small && hasCapability("LITERAL-");
    }

    /** From here on all text is UTF-8 (RFC 6855). Angus' own way waits for an answer of its own. */
    void bothSpeakUtf8() {
        utf8 = true;
    }

    @Override
    public boolean supportsUtf8() {
        return utf8;
    }

    @Override
    protected void writeMailboxName(Argument arguments, String name) {
        if (utf8) arguments.writeString(name, StandardCharsets.UTF_8);
        else super.writeMailboxName(arguments, name);
    }

    /**
     * From here on both sides compress (RFC 4978): to be called right after the OK to COMPRESS. Angus' own way takes its
     * own reader, and a deflater for each connection that nobody ends.
     */
    void bothCompress() throws IOException {
        OutputStream plain = super.getOutputStream();
        SocketHooks.of(props).inflate();
        compressed = new DataOutputStream(new Deflating(plain));
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
