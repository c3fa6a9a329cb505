package org.mailspan.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Connector;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.memory.Faults;
import org.mailspan.backend.memory.Mailbox;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.format.Outgoing;

/** The mail host of the dialogues: each has a user of its own, with messages that have names, and faults at will. */
public final class DialogueHost implements Connector {
    private static final Pattern OWN_ID = Pattern.compile("(?im)^Message-ID: <(\\S+)@dialogue\\.test>\\r?$");
    private static final Pattern SUBJECT = Pattern.compile("(?im)^Subject: (.*?)\\r?$");

    private final Map<String, User> users = new ConcurrentHashMap<>();
    private final Instant began;

    public DialogueHost() {
        this(Instant.now());
    }

    /** @param began an hour after the first message came, if it does not say otherwise */
    public DialogueHost(Instant began) {
        this.began = began;
    }

    /** One user: what the host has of them, and what it was asked for. */
    public static final class User implements Faults {
        final String login;
        final Mailbox mailbox = new Mailbox();
        private final Map<String, Kind> failing = new ConcurrentHashMap<>();
        private final List<MemoryBackend> logins = new CopyOnWriteArrayList<>();
        private final Instant began;
        private final AtomicInteger asked = new AtomicInteger();
        private volatile boolean late;
        private int delivered;

        private User(String login, Instant began) {
            this.login = login;
            this.began = began;
        }

        @Override
        public void before(Operation operation) throws BackendException {
            check(operation.name());
        }

        @Override
        public boolean isLate(Operation operation) {
            return late;
        }

        private void check(String operation) throws BackendException {
            asked.incrementAndGet();
            Kind kind = failing.get(operation);
            if (kind != null) throw new BackendException(kind, "as the dialogue wants");
        }

        /** How often the host was asked for anything. */
        int asked() {
            return asked.get();
        }

        /** @param operation of the SPI, or CONNECT */
        void fail(String operation, Kind kind) {
            if (!operation.equals("CONNECT")) Operation.valueOf(operation);
            failing.put(operation, kind);
        }

        /** Of what takes long, the time is up before it is done. */
        void beLate() {
            late = true;
        }

        void heal() {
            late = false;
            failing.clear();
        }

        /** What was submitted, oldest first: {@code "Subject" to addresses}. */
        List<String> sent() {
            return logins.stream()
                    .flatMap(login -> login.sent().stream())
                    .map(User::shown)
                    .toList();
        }

        private static String shown(Outgoing mail) {
            return "\"" + header(SUBJECT, mail.message()) + "\" to " + String.join(" ", mail.recipients());
        }

        /**
         * A message arrives; those that come later in a dialogue are newer, if it does not say otherwise.
         *
         * @param what {@code in, subject, from, to, flags, date, file, body, header}, each with something usual
         * @return its UID
         */
        long deliver(String name, Map<String, String> what) {
            delivered++;
            Instant date = what.containsKey("date")
                    ? Instant.parse(what.get("date"))
                    : began.minusSeconds(3600).plusSeconds(60L * delivered);
            byte[] octets = what.containsKey("file") ? file(what.get("file")) : message(name, what);
            Set<String> flags =
                    what.containsKey("flags") ? Set.of(what.get("flags").split(",")) : Set.of();
            String folder = what.getOrDefault("in", "INBOX");
            return mailbox.append(folder, octets, flags, date)
                    .orElseThrow(() -> new IllegalArgumentException("no folder " + folder));
        }

        private static byte[] message(String name, Map<String, String> what) {
            String more = what.containsKey("header") ? what.get("header") + "\r\n" : "";
            // The first Message-ID counts; the second is by what a dialogue knows the message.
            boolean first = more.startsWith("Message-ID:");
            String text = (first ? more : "") + "From: " + what.getOrDefault("from", "Bob <bob@example.org>")
                    + "\r\nTo: " + what.getOrDefault("to", "anna@example.org")
                    + "\r\nSubject: " + what.getOrDefault("subject", name)
                    + "\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <" + name + "@dialogue.test>\r\n"
                    + (first ? "" : more)
                    + "\r\n" + what.getOrDefault("body", "Hello.");
            return text.getBytes(StandardCharsets.UTF_8);
        }

        private static byte[] file(String name) {
            try (InputStream in = DialogueHost.class.getResourceAsStream("/mail/" + name)) {
                if (in == null) throw new IllegalArgumentException("no file " + name + " among the mails");
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The messages of a folder in the order of arrival: name (or subject in quotes) and flags. */
        List<String> shown(String folder) {
            var shown = new ArrayList<String>();
            for (Mailbox.Message message : mailbox.messages(folder)) {
                String name = header(OWN_ID, message.octets());
                if (name.isEmpty()) name = "\"" + header(SUBJECT, message.octets()) + "\"";
                String flags = String.join(" ", new TreeSet<>(message.flags()));
                shown.add((name + " " + flags).strip());
            }
            return shown;
        }

        long uid(String folder, String name) {
            return mailbox.messages(folder).stream()
                    .filter(message -> header(OWN_ID, message.octets()).equals(name))
                    .mapToLong(Mailbox.Message::uid)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no message " + name + " in " + folder));
        }

        private static String header(Pattern pattern, byte[] message) {
            var m = pattern.matcher(new String(message, StandardCharsets.UTF_8));
            return m.find() ? m.group(1) : "";
        }
    }

    public User user(String login) {
        return users.computeIfAbsent(login, name -> new User(name, began));
    }

    @Override
    public Backend connect(Credentials credentials) throws BackendException {
        User user = users.get(credentials.user());
        if (user == null) throw new BackendException(Kind.LOGIN, "no such user");
        user.check("CONNECT");
        var backend = new MemoryBackend(credentials.user(), user.mailbox, MemoryBackend.Tells.INCREMENTAL, user);
        user.logins.add(backend);
        return backend;
    }
}
