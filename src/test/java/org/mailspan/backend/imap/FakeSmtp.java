package org.mailspan.backend.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A submission server that answers a command by its beginning: as told, else as a friendly server would. */
final class FakeSmtp implements AutoCloseable {
    private final ServerSocket listener;
    private final Map<String, String> answers = new LinkedHashMap<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> messages = new CopyOnWriteArrayList<>();

    FakeSmtp(String... extensions) throws IOException {
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var hello = new ArrayList<>(List.of("250-hello"));
        for (String extension : extensions) hello.add("250-" + extension);
        hello.add("250 HELP");
        answers.put("EHLO", String.join("\r\n", hello));
        answers.put("AUTH PLAIN", "235 in");
        answers.put("MAIL", "250 fine");
        answers.put("RCPT", "250 fine");
        answers.put("RSET", "250 fine");
        answers.put("QUIT", "221 bye");
        answers.put("DATA", "354 go on");
        answers.put(".", "250 taken");
        Thread.ofVirtual().start(this::serve);
    }

    /** The answer to commands that begin so; empty to hang up. */
    FakeSmtp on(String command, String answer) {
        answers.put(command, answer);
        return this;
    }

    SmtpSettings settings() {
        var quick = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5));
        return SmtpSettings.of("127.0.0.1", listener.getLocalPort(), Security.NONE)
                .withTimeouts(quick);
    }

    /** The commands so far. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    /** The messages that were taken, as they came, dots and all. */
    List<String> messages() {
        return List.copyOf(messages);
    }

    private void serve() {
        try {
            while (true) {
                try (Socket socket = listener.accept()) {
                    talk(socket);
                } catch (java.net.SocketException gone) {
                    if (listener.isClosed()) return;
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void talk(Socket socket) throws IOException {
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        say(socket, answers.getOrDefault("", "220 ready"));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            heard.add(line);
            String answer = answer(line);
            if (answer.isEmpty()) return;
            say(socket, answer);
            if (!answer.startsWith("354")) continue;
            var message = new StringBuilder();
            for (String text = in.readLine(); text != null && !text.equals("."); text = in.readLine())
                message.append(text).append("\r\n");
            String end = answer(".");
            if (end.isEmpty()) return;
            if (end.startsWith("250")) messages.add(message.toString());
            say(socket, end);
        }
    }

    /** The longest beginning counts. */
    private String answer(String line) {
        return answers.entrySet().stream()
                .filter(entry -> !entry.getKey().isEmpty() && line.startsWith(entry.getKey()))
                .max(java.util.Comparator.comparingInt(entry -> entry.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse("502 what?");
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n").getBytes(ISO_8859_1));
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
