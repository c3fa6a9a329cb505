package org.mailspan.backend.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;
import org.mailspan.event.Events;

/**
 * An IMAP host that follows a script, one for each connection in the order in which they come: which command it expects
 * next, what it answers. It logs in anybody by itself. What the client does otherwise is a complaint, which
 * {@link #close} throws.
 */
final class FakeImap implements AutoCloseable {
    /** For the client to give up, and for the script to be played out. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How we name ourselves to a host that has ID. */
    static final String ID = "ID (\"name\" \"Mailspan\""
            + (ImapTerms.version().isEmpty() ? "" : " \"version\" \"" + ImapTerms.version() + "\"") + ")";

    private final ServerSocket listener;
    private final List<Script> scripts = new ArrayList<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean closing;

    /** What happens on one connection. */
    static final class Script {
        private final String greeting;
        private final String capabilities;
        private final Deque<Step> steps = new ArrayDeque<>();
        private final CountDownLatch done = new CountDownLatch(1);
        private final CountDownLatch loggedOut = new CountDownLatch(1);
        private final CountDownLatch hungUp = new CountDownLatch(1);
        private boolean silent;
        private List<String> beforeLiterals = List.of();

        private Script(String greeting, String capabilities) {
            this.greeting = greeting;
            this.capabilities = capabilities;
        }

        /** Expects this command, without its tag, and answers these lines; {@code $} at the start of one is the tag. */
        Script on(String command, String... answers) {
            steps.add(new Step(Optional.of(command), List.of(answers)));
            return this;
        }

        /** Says this without being asked. */
        Script say(String... lines) {
            steps.add(new Step(Optional.empty(), List.of(lines)));
            return this;
        }

        /** Says this each time before it asks for a literal. */
        Script beforeLiterals(String... lines) {
            beforeLiterals = List.of(lines);
            return this;
        }

        /** What comes after the script is neither answered nor complained of. */
        Script thenSilence() {
            silent = true;
            return this;
        }

        /** A folder that is opened. */
        Script select(String folder, long uidValidity, long uidNext, long messages, long modSeq) {
            return on(
                    "SELECT " + folder,
                    "* " + messages + " EXISTS",
                    "* OK [UIDVALIDITY " + uidValidity + "] valid",
                    "* OK [UIDNEXT " + uidNext + "] next",
                    modSeq == 0 ? "* OK [NOMODSEQ] none" : "* OK [HIGHESTMODSEQ " + modSeq + "] highest",
                    "$ OK [READ-WRITE] open");
        }

        /** Hangs up once all before is done. */
        Script hangUp() {
            return say("HANG UP");
        }

        boolean hungUp(Duration limit) throws InterruptedException {
            return hungUp.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        }

        boolean loggedOut(Duration limit) throws InterruptedException {
            return loggedOut.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        }

        /** Whether all of it was played within the time. */
        boolean isDone() throws InterruptedException {
            return done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private record Step(Optional<String> command, List<String> answers) {}

    FakeImap() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** The next connection, with what the host then says that it can. */
    Script connection(String capabilities) {
        return connection("* OK [CAPABILITY IMAP4rev1] ready", capabilities);
    }

    Script connection(String greeting, String capabilities) {
        var script = new Script(greeting, "IMAP4rev1 " + capabilities);
        scripts.add(script);
        return script;
    }

    ImapSettings settings() {
        var quick = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5));
        return ImapSettings.of("127.0.0.1", listener.getLocalPort(), Security.NONE)
                .withTimeouts(quick);
    }

    Backend backend() throws BackendException {
        return backend(settings(), new Events());
    }

    Backend backend(ImapSettings settings, Events events) throws BackendException {
        var smtp = SmtpSettings.of("127.0.0.1", 1, Security.NONE);
        return new ImapConnector(settings, smtp, "", events).connect(new Credentials("u", "pw"));
    }

    /** A logged-in connection without a backend around it. */
    ImapConnection connect() throws BackendException {
        return new ImapLogin(settings(), new Credentials("u", "pw")).connect();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (!closing) {
                Socket socket = listener.accept();
                int number = connections.getAndIncrement();
                if (number >= scripts.size()) complaints.add("a connection too many");
                else Thread.ofVirtual().start(() -> play(scripts.get(number), socket));
                open.add(socket);
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void play(Script script, Socket socket) {
        try (socket) {
            new Player(script, socket).play();
        } catch (IOException gone) {
            if (!closing && !script.steps.isEmpty()) complaints.add("the client hung up before " + script.steps.peek());
        } finally {
            script.hungUp.countDown();
        }
    }

    private final class Player {
        private final Script script;
        private final InputStream in;
        private final OutputStream out;
        private String lastTag = "";
        private boolean isIn;
        private boolean isReady;

        Player(Script script, Socket socket) throws IOException {
            this.script = script;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        void play() throws IOException {
            answer("", List.of(script.greeting));
            while (true) {
                while (isReady
                        && !script.steps.isEmpty()
                        && script.steps.peek().command.isEmpty()) {
                    List<String> lines = script.steps.remove().answers;
                    if (lines.contains("HANG UP")) {
                        script.done.countDown();
                        return;
                    }
                    answer("", lines);
                }
                if (script.steps.isEmpty()) script.done.countDown();
                String line = command();
                if (line.isEmpty()) return;
                int space = line.indexOf(' ');
                String tag = line.equals("DONE") ? lastTag : line.substring(0, space);
                lastTag = tag;
                hear(tag, line.equals("DONE") ? line : line.substring(space + 1));
            }
        }

        private void hear(String tag, String command) throws IOException {
            if (known(tag, command)) return;
            if (script.steps.isEmpty() && script.silent) return;
            Step step = script.steps.poll();
            if (step == null || !step.command.equals(Optional.of(command))) {
                complaints.add("came: " + command + ", expected: " + step);
                answer(tag, List.of("$ BAD not in the script"));
                return;
            }
            answer(tag, step.answers);
        }

        private boolean known(String tag, String command) throws IOException {
            switch (command.split(" ")[0]) {
                case "LOGIN" -> {
                    if (isExpected("LOGIN")) return false;
                    answer(tag, List.of("$ OK in"));
                    isIn = true;
                }
                case "CAPABILITY" -> {
                    answer(tag, List.of("* CAPABILITY " + script.capabilities, "$ OK told"));
                    isReady = isIn;
                }
                case "ENABLE" -> {
                    if (isExpected("ENABLE")) return false;
                    answer(tag, List.of("* ENABLED " + command.substring(7), "$ OK enabled"));
                }
                case "LOGOUT" -> script.loggedOut.countDown();
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean isExpected(String command) {
            return !script.steps.isEmpty()
                    && script.steps.peek().command.orElse("").startsWith(command);
        }

        /** One command with its literals, {@code {n}CRLF} kept; empty at the end. */
        private String command() throws IOException {
            var text = new StringBuilder();
            while (true) {
                String line = line();
                text.append(line);
                var literal =
                        java.util.regex.Pattern.compile("\\{(\\d+)(\\+?)}$").matcher(line);
                if (!literal.find()) return text.toString();
                if (literal.group(2).isEmpty()) {
                    answer("", script.beforeLiterals);
                    answer("", List.of("+ go on"));
                }
                text.append("\r\n").append(new String(in.readNBytes(Integer.parseInt(literal.group(1))), ISO_8859_1));
            }
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read())
                if (octet != '\r') line.append((char) octet);
            return line.toString();
        }

        private void answer(String tag, List<String> lines) throws IOException {
            var text = new StringBuilder();
            for (String line : lines)
                text.append(line.startsWith("$ ") ? tag + line.substring(1) : line)
                        .append("\r\n");
            out.write(text.toString().getBytes(ISO_8859_1));
            out.flush();
        }
    }

    /** Ends the host, and tells what the client did that it should not have done, or left out. */
    @Override
    public void close() {
        try {
            for (Script script : scripts.subList(0, Math.min(scripts.size(), connections.get())))
                if (!script.isDone()) complaints.add("did not come: " + script.steps.peek());
            closing = true;
            listener.close();
            for (Socket socket : open) socket.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        assertEquals(List.of(), List.copyOf(complaints), "complaints of the host");
    }
}
