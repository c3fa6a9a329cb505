package org.mailspan.backend.sieve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;

/** One connection: what is said becomes octets here and nowhere else, and all of it has an end. */
final class SieveWire implements AutoCloseable {
    /** RFC 5804 4: longer strings are literals. */
    private static final int LONGEST_QUOTED = 1024;

    enum Verb {
        STARTTLS,
        AUTHENTICATE,
        LISTSCRIPTS,
        GETSCRIPT,
        PUTSCRIPT,
        CHECKSCRIPT,
        SETACTIVE,
        HAVESPACE,
        LOGOUT
    }

    /** What may follow a verb. */
    sealed interface Argument {
        record Text(String text) implements Argument {}

        record Count(int number) implements Argument {}
    }

    private final SieveSettings settings;
    private final Socket plain;
    private final Thread clock;
    private Socket socket;
    private SieveReader in;

    private SieveWire(SieveSettings settings, Socket plain) throws IOException {
        this.settings = settings;
        this.plain = plain;
        this.socket = plain;
        this.in = new SieveReader(plain.getInputStream());
        // Only a closed socket ends a write to a host that reads nothing.
        this.clock = Thread.ofVirtual().name("sieve-clock").start(() -> closeAfter(plain, settings.whole()));
    }

    static SieveWire open(SieveSettings settings) throws IOException {
        var address = new InetSocketAddress(settings.host(), settings.port());
        if (address.isUnresolved()) throw new UnknownHostException(settings.host());
        var plain = new Socket();
        try {
            plain.connect(address, millis(settings.connect()));
            plain.setSoTimeout(millis(settings.silence()));
            plain.setTcpNoDelay(true);
            return new SieveWire(settings, plain);
        } catch (IOException failed) {
            plain.close();
            throw failed;
        }
    }

    private static int millis(Duration time) {
        return Math.clamp(time.toMillis(), 1, Integer.MAX_VALUE);
    }

    private static void closeAfter(Socket socket, Duration time) {
        try {
            Thread.sleep(time);
            socket.close();
        } catch (InterruptedException | IOException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** With the host's name held against its certificate. */
    void startTls() throws IOException {
        if (in.hasMore()) throw new IOException("somebody speaks before TLS");
        var tls = (SSLSocket)
                settings.trust().get().getSocketFactory().createSocket(plain, settings.host(), settings.port(), true);
        var parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        socket = tls;
        in = new SieveReader(tls.getInputStream());
    }

    void say(Verb verb, Argument... arguments) throws IOException {
        var line = new ByteArrayOutputStream();
        line.writeBytes(ascii(verb.name()));
        for (Argument argument : arguments) {
            line.write(' ');
            switch (argument) {
                case Argument.Count(int number) -> line.writeBytes(ascii(Integer.toString(number)));
                case Argument.Text(String text) -> string(text, line);
            }
        }
        line.writeBytes(ascii("\r\n"));
        OutputStream out = socket.getOutputStream();
        out.write(line.toByteArray());
        out.flush();
    }

    /** A literal is announced by its size, and whatever is in it stays in it. */
    private static void string(String text, ByteArrayOutputStream line) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        boolean quotable = octets.length <= LONGEST_QUOTED && text.chars().noneMatch(Character::isISOControl);
        line.writeBytes(
                quotable
                        ? ("\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                                .getBytes(StandardCharsets.UTF_8)
                        : ascii("{" + octets.length + "+}\r\n"));
        if (!quotable) line.writeBytes(octets);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    SieveAnswer answer() throws IOException {
        return in.answer();
    }

    @Override
    public void close() {
        clock.interrupt();
        try {
            plain.close();
        } catch (IOException alreadyGone) {
            // it is closed in any case
        }
    }
}
