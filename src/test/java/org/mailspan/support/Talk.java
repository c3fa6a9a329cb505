package org.mailspan.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailspan.support.WeatherProxy.Dialect;

/**
 * Where one connection stands: cuts what is said into pieces, and tells to which command they belong. One thread reads
 * the bridge, another one the host.
 */
final class Talk {
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)(\\+?)}$");
    private static final Pattern COMMAND = Pattern.compile("(\\S+) (UID \\S+|\\S+).*", Pattern.DOTALL);

    private final Dialect dialect;
    /** By tag, those that are not answered yet. */
    private final Map<String, String> asked = new ConcurrentHashMap<>();

    private volatile String command = "";
    /** SMTP: the host waits for a message, up to the dot. */
    private volatile boolean message;

    // of the thread that reads the bridge
    private String tag = "";
    private int literal;
    private boolean waits;
    private boolean goesOn;
    private boolean dot;
    private boolean encrypted;
    // of the thread that reads the host
    private boolean encryptedToo;

    /** A line with its end, a literal, a message, or whatever came in one go. */
    record Piece(byte[] octets, String text, String tag, String command) {}

    Talk(Dialect dialect) {
        this.dialect = dialect;
        encrypted = dialect == Dialect.OPAQUE;
        encryptedToo = encrypted;
    }

    /** The next piece from the bridge. */
    Piece asked(InputStream in) throws IOException {
        if (encrypted) return raw(in);
        return dialect == Dialect.SMTP ? smtp(in) : imap(in);
    }

    private Piece imap(InputStream in) throws IOException {
        if (literal > 0) return new Piece(in.readNBytes(taken()), "{literal}", tag, command);
        byte[] line = line(in);
        String text = text(line);
        Matcher said = COMMAND.matcher(text);
        if (text.equals("DONE")) command = "DONE";
        else if (!goesOn && said.matches()) {
            tag = said.group(1);
            command = said.group(2).toUpperCase(Locale.ROOT);
            asked.put(tag, command);
        }
        expect(text);
        encrypted = command.equals("STARTTLS");
        return new Piece(line, text, tag, command);
    }

    private int taken() {
        int length = literal;
        literal = 0;
        return length;
    }

    /** Whether the line announces a literal, after which the command goes on. */
    private void expect(String line) {
        Matcher length = LITERAL.matcher(line);
        goesOn = length.find();
        if (!goesOn) return;
        literal = Integer.parseInt(length.group(1));
        waits = length.group(2).isEmpty();
    }

    /** The host was not told of the command: what goes on from it is not for the host either. */
    void dropRest(InputStream in) throws IOException {
        while (goesOn) {
            int length = taken();
            // who waits for leave to send it has heard a no instead
            if (waits) goesOn = false;
            else {
                in.readNBytes(length);
                expect(text(line(in)));
            }
        }
    }

    private Piece smtp(InputStream in) throws IOException {
        if (dot) {
            dot = false;
            command = ".";
            return new Piece(new byte[] {'.', '\r', '\n'}, ".", "", command);
        }
        byte[] line = line(in);
        if (message) return message(line, in);
        String text = text(line);
        // what answers a challenge of AUTH is no command
        if (text.matches("[A-Za-z]{4}( .*)?")) command = text.substring(0, 4).toUpperCase(Locale.ROOT);
        return new Piece(line, text, "", command);
    }

    private Piece message(byte[] first, InputStream in) throws IOException {
        var octets = new ByteArrayOutputStream();
        byte[] line = first;
        for (; !text(line).equals("."); line = line(in)) octets.write(line);
        message = false;
        dot = true;
        command = "MESSAGE";
        return new Piece(octets.toByteArray(), "{message}", "", command);
    }

    /** All of one response of the host. */
    List<Piece> response(InputStream in) throws IOException {
        if (encryptedToo) return List.of(raw(in));
        var pieces = new ArrayList<Piece>();
        byte[] line = line(in);
        String answered = asked.remove(text(line).split(" ", 2)[0]);
        String about = answered == null ? command : answered;
        while (true) {
            String text = text(line);
            pieces.add(new Piece(line, text, "", about));
            Matcher length = LITERAL.matcher(text);
            if (dialect == Dialect.SMTP || !length.find()) break;
            byte[] octets = in.readNBytes(Integer.parseInt(length.group(1)));
            pieces.add(new Piece(octets, "{literal}", "", about));
            line = line(in);
        }
        if (dialect == Dialect.SMTP && pieces.getFirst().text().startsWith("354")) message = true;
        encryptedToo = "STARTTLS".equals(answered) && pieces.getFirst().text().contains(" OK");
        return pieces;
    }

    private static Piece raw(InputStream in) throws IOException {
        var buffer = new byte[1 << 14];
        int got = in.read(buffer);
        if (got < 0) throw new EOFException();
        return new Piece(Arrays.copyOf(buffer, got), "{octets}", "", "");
    }

    private static byte[] line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = in.read(); ; octet = in.read()) {
            if (octet < 0) throw new EOFException();
            line.write(octet);
            if (octet == '\n') return line.toByteArray();
        }
    }

    private static String text(byte[] line) {
        return new String(line, ISO_8859_1).stripTrailing();
    }
}
