package org.mailspan.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IMAP host for thousands of connections, which a real one serves by a process each: any login is let in, and finds
 * three messages in its inbox. It can what an old host can, IDLE and UIDPLUS, and speaks just enough of it to be
 * watched.
 */
final class LightHost implements AutoCloseable {
    private static final String CAPABILITY = "IMAP4rev1 LITERAL+ SASL-IR IDLE UIDPLUS NAMESPACE CHILDREN AUTH=PLAIN";
    private static final int MESSAGES = 3;
    private static final String HEADER = "From: Anna <anna@example.org>\r\nTo: b@example.org\r\nSubject: news\r\n"
            + "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n\r\n";
    private static final String TEXT = "A few words.\r\n";
    private static final String STRUCTURE =
            "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"us-ascii\") NIL NIL \"7BIT\" " + TEXT.length() + " 1)";
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)(\\+?)}$");
    private static final Pattern PART = Pattern.compile("BODY(?:\\.PEEK)?\\[([^]]*)](?:<(\\d+)\\.\\d+>)?");

    private final ServerSocket server;
    private final AtomicInteger connections = new AtomicInteger();

    LightHost() throws IOException {
        server = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("light-host").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // the end of the measurement
        }
    }

    private void serve(Socket client) {
        connections.incrementAndGet();
        try (client) {
            client.setTcpNoDelay(true);
            var talk = new Talk(new BufferedInputStream(client.getInputStream(), 256), client.getOutputStream());
            talk.say("* OK [CAPABILITY " + CAPABILITY + "] ready");
            while (!talk.ended) talk.command();
        } catch (IOException hungUp) {
            // as clients do
        } finally {
            connections.decrementAndGet();
        }
    }

    /** One connection. */
    private static final class Talk {
        private final InputStream in;
        private final OutputStream out;
        private boolean ended;

        Talk(InputStream in, OutputStream out) {
            this.in = in;
            this.out = out;
        }

        void say(String... lines) throws IOException {
            out.write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                if (octet < 0) throw new IOException("hung up");
                if (octet != '\r') line.append((char) octet);
            }
            return line.toString();
        }

        /** A line with what its literals hold. */
        private String whole() throws IOException {
            String line = line();
            for (Matcher end = LITERAL.matcher(line); end.find(); end = LITERAL.matcher(line)) {
                if (end.group(2).isEmpty()) say("+ go on");
                byte[] octets = in.readNBytes(Integer.parseInt(end.group(1)));
                String held = new String(octets, StandardCharsets.ISO_8859_1);
                line = line.substring(0, end.start()) + '"' + held + '"' + line();
            }
            return line;
        }

        void command() throws IOException {
            String[] words = whole().split(" ", 3);
            String tag = words[0];
            String name = words.length > 1 ? words[1].toUpperCase(Locale.ROOT) : "";
            String rest = words.length > 2 ? words[2] : "";
            List<String> rows = new ArrayList<>();
            String done = "OK done";
            switch (name) {
                case "CAPABILITY" -> rows.add("* CAPABILITY " + CAPABILITY);
                case "AUTHENTICATE" -> {
                    if (rest.split(" ", -1).length < 2) {
                        say("+ ");
                        line();
                    }
                }
                case "NAMESPACE" -> rows.add("* NAMESPACE ((\"\" \"/\")) NIL NIL");
                case "LIST", "LSUB" -> rows.addAll(list(name, rest));
                case "SELECT", "EXAMINE" -> rows.addAll(selected(rest));
                case "STATUS" -> rows.add(status(rest));
                case "UID" -> rows.addAll(uid(rest));
                case "SEARCH" -> rows.add("* SEARCH 1 2 3");
                case "IDLE" -> {
                    say("+ idling");
                    line();
                }
                case "LOGOUT" -> {
                    rows.add("* BYE");
                    ended = true;
                }
                case "LOGIN", "NOOP", "CHECK", "CLOSE", "UNSELECT", "CREATE", "SUBSCRIBE" -> {}
                default -> done = "BAD unknown";
            }
            rows.add(tag + " " + done);
            say(rows.toArray(String[]::new));
        }

        private static List<String> list(String name, String rest) {
            if (rest.endsWith(" \"\"")) return List.of("* " + name + " (\\Noselect) \"/\" \"\"");
            var rows = new ArrayList<String>();
            for (String folder : List.of("INBOX", "Drafts", "Sent", "Trash", "Junk"))
                rows.add("* " + name + " (\\HasNoChildren) \"/\" " + folder);
            return rows;
        }

        private static int messages(String folder) {
            return folder.replace("\"", "").toUpperCase(Locale.ROOT).startsWith("INBOX") ? MESSAGES : 0;
        }

        private static List<String> selected(String folder) {
            int messages = messages(folder);
            return List.of(
                    "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)",
                    "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)] ok",
                    "* " + messages + " EXISTS",
                    "* 0 RECENT",
                    "* OK [UIDVALIDITY 1] ok",
                    "* OK [UIDNEXT " + (messages + 1) + "] ok");
        }

        private static String status(String rest) {
            String folder = rest.substring(0, rest.indexOf('(')).strip();
            int messages = messages(folder);
            var told = new StringBuilder();
            for (String item :
                    rest.substring(rest.indexOf('(') + 1, rest.lastIndexOf(')')).split(" "))
                told.append(told.isEmpty() ? "" : " ")
                        .append(item)
                        .append(' ')
                        .append(
                                switch (item) {
                                    case "MESSAGES" -> messages;
                                    case "UIDNEXT" -> messages + 1;
                                    case "UIDVALIDITY" -> 1;
                                    default -> 0;
                                });
            return "* STATUS " + folder + " (" + told + ")";
        }

        private static List<String> uid(String rest) {
            String upper = rest.toUpperCase(Locale.ROOT);
            if (upper.startsWith("SEARCH")) return List.of("* SEARCH 1 2 3");
            if (!upper.startsWith("FETCH")) return List.of();
            var rows = new ArrayList<String>();
            for (int uid = 1; uid <= MESSAGES; uid++) rows.add(row(uid, rest));
            return rows;
        }

        private static String row(int uid, String asked) {
            var row = new StringBuilder("* " + uid + " FETCH (UID " + uid);
            if (asked.contains("FLAGS")) row.append(" FLAGS ()");
            if (asked.contains("INTERNALDATE")) row.append(" INTERNALDATE \"21-Nov-2026 10:00:00 +0000\"");
            if (asked.contains("RFC822.SIZE")) row.append(" RFC822.SIZE ").append(HEADER.length() + TEXT.length());
            if (asked.contains("BODYSTRUCTURE")) row.append(" BODYSTRUCTURE ").append(STRUCTURE);
            for (Matcher part = PART.matcher(asked); part.find(); ) {
                String octets = part.group(1).startsWith("HEADER")
                        ? HEADER
                        : part.group(1).isEmpty() ? HEADER + TEXT : TEXT;
                row.append(" BODY[").append(part.group(1)).append(']');
                if (part.group(2) != null) row.append('<').append(part.group(2)).append('>');
                row.append(" {").append(octets.length()).append("}\r\n").append(octets);
            }
            return row.append(')').toString();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
