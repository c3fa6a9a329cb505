package org.mailspan.backend.sieve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailspan.backend.imap.Security;

/** A ManageSieve host without scripts that answers a verb as told, else as a friendly one would. */
final class FakeSieve implements AutoCloseable {
    /** An answer: it hangs up. */
    static final String HANGS_UP = "hangs up";
    /** An answer: it says no more. */
    static final String SILENCE = "silence";

    static final String FRIENDLY = """
        "IMPLEMENTATION" "fake"
        "SASL" "PLAIN"
        "SIEVE" "fileinto vacation envelope date relational include"
        "VERSION" "1.0"
        OK
        """;

    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)\\+}\r\n$");

    private final ServerSocket listener;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    FakeSieve() throws IOException {
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        answers.put("", FRIENDLY);
        Thread.ofVirtual().start(this::serve);
    }

    /** @param verb or the greeting, if it is empty; LF stands for CRLF */
    FakeSieve on(String verb, String answer) {
        answers.put(verb, answer);
        return this;
    }

    SieveSettings settings(Security security, boolean named) {
        return SieveSettings.of("127.0.0.1", listener.getLocalPort(), security, named)
                .withTimes(Duration.ofMillis(300), Duration.ofSeconds(1));
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The verbs so far; GREETING for each connection. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    private void serve() {
        try {
            while (true) {
                try (Socket socket = listener.accept()) {
                    talk(socket);
                } catch (SocketException gone) {
                    if (listener.isClosed()) return;
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void talk(Socket socket) throws IOException {
        var in = new BufferedInputStream(socket.getInputStream());
        heard.add("GREETING");
        if (!say(socket, in, answers.getOrDefault("", ""))) return;
        for (String command = command(in); !command.isEmpty(); command = command(in)) {
            String verb = command.strip().split("[ \r\n]")[0];
            heard.add(verb);
            if (!say(socket, in, answers.getOrDefault(verb, "OK\n"))) return;
        }
    }

    private static boolean say(Socket socket, InputStream in, String answer) throws IOException {
        if (answer.equals(HANGS_UP)) return false;
        if (answer.equals(SILENCE)) {
            while (in.read() >= 0) {}
            return false;
        }
        socket.getOutputStream().write(answer.replace("\n", "\r\n").getBytes(UTF_8));
        return true;
    }

    /** A line, and the literals in it; empty at the end. */
    private static String command(InputStream in) throws IOException {
        var said = new StringBuilder();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            said.append(line);
            Matcher literal = LITERAL.matcher(line);
            if (!literal.find()) return said.toString();
            said.append(new String(in.readNBytes(Integer.parseInt(literal.group(1))), UTF_8));
        }
        return "";
    }

    private static String line(InputStream in) throws IOException {
        var octets = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            octets.write(c);
            if (c == '\n') return octets.toString(UTF_8);
        }
        return "";
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
