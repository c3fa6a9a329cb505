package org.mailspan.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Brings one message to a server that speaks SMTP or LMTP. */
final class Delivery {
    /** How the client says hello: the only difference that matters here (RFC 2033 4.1). */
    enum Hello {
        EHLO,
        LHLO
    }

    private final BufferedReader in;
    private final OutputStream out;

    private Delivery(Socket socket) throws IOException {
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        out = socket.getOutputStream();
    }

    static void deliver(int port, Hello hello, String recipient, byte[] message) {
        deliver(port, hello, "outside@example.org", recipient, message);
    }

    static void deliver(int port, Hello hello, String sender, String recipient, byte[] message) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            var session = new Delivery(socket);
            session.expect("220");
            session.say(hello + " localhost", "250");
            session.say("MAIL FROM:<" + sender + ">", "250");
            session.say("RCPT TO:<" + recipient + ">", "250");
            session.say("DATA", "354");
            // A dot at the start of a line is doubled (RFC 5321 4.5.2).
            String dotted = new String(message, StandardCharsets.ISO_8859_1).replace("\r\n.", "\r\n..");
            if (dotted.startsWith(".")) dotted = "." + dotted;
            if (!dotted.endsWith("\r\n")) dotted += "\r\n";
            session.say(dotted + ".", "250");
            session.say("QUIT", "221");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void say(String line, String expected) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        expect(expected);
    }

    private void expect(String code) throws IOException {
        String line;
        do {
            line = in.readLine();
            if (line == null || !line.startsWith(code)) throw new IOException("expected " + code + ", got " + line);
        } while (line.startsWith(code + "-"));
    }
}
