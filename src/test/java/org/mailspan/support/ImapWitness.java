package org.mailspan.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Another connection that says what really is in a mailbox, and does to it what another client would do. IMAP over a
 * bare socket; for one thread. Every question selects its folder anew, so it sees the folder as it is now.
 */
public final class ImapWitness implements Witness {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd-MMM-yyyy HH:mm:ss Z", Locale.ENGLISH);
    private static final DateTimeFormatter ANY_DATE =
            DateTimeFormatter.ofPattern("d-MMM-yyyy HH:mm:ss Z", Locale.ENGLISH);
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)}$");
    private static final Pattern FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");
    private static final Pattern INTERNALDATE = Pattern.compile("INTERNALDATE \"([^\"]+)\"");
    private static final int BATCH = 500;

    private final String host;
    private final int port;
    private final String login;
    private final boolean multiAppend;
    private Talk talk;
    private int tags;

    /** One response, its literals apart; in the text each leaves its {@code {length}}. */
    private record Row(String text, List<byte[]> literals) {}

    public ImapWitness(String host, int port, String user, String password) {
        this.host = host;
        this.port = port;
        login = "LOGIN " + quoted(user) + " " + quoted(password);
        talk = Talk.open(host, port);
        logIn();
        multiAppend = command("CAPABILITY").getFirst().text().contains(" MULTIAPPEND");
    }

    private record Talk(Socket socket, InputStream in, OutputStream out) {
        static Talk open(String host, int port) {
            try {
                var socket = new Socket(host, port);
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(60_000);
                return new Talk(
                        socket, new BufferedInputStream(socket.getInputStream(), 1 << 16), socket.getOutputStream());
            } catch (IOException refused) {
                throw new UncheckedIOException(refused);
            }
        }
    }

    private void logIn() {
        row();
        command(login);
    }

    /** Any other command; answers its untagged responses, without their literals. */
    public List<String> say(String line) {
        return command(line).stream().map(Row::text).toList();
    }

    public List<String> folders() {
        var name = Pattern.compile("\\* LIST \\([^)]*\\) \\S+ (?:\"(.*)\"|(\\S+))");
        return matches(command("LIST \"\" *"), name)
                .map(m -> m.group(1) != null ? m.group(1) : m.group(2))
                .toList();
    }

    @Override
    public void create(String folder) {
        command("CREATE " + mailbox(folder));
    }

    @Override
    public void rename(String folder, String name) {
        command("RENAME " + mailbox(folder) + " " + mailbox(name));
    }

    @Override
    public void remove(String folder) {
        // Dovecot hangs up on whoever has it selected.
        select("INBOX");
        command("DELETE " + mailbox(folder));
    }

    @Override
    public long append(String folder, byte[] octets, Set<String> flags, Instant date) {
        return appendAll(folder, List.of(new Letter(octets, flags, date))).getFirst();
    }

    /** Many at once: MULTIAPPEND (RFC 3502) where the host has it, else a pipeline of APPENDs. */
    @Override
    public List<Long> appendAll(String folder, Iterable<Letter> letters) {
        var uids = new ArrayList<Long>();
        Iterator<Letter> rest = letters.iterator();
        while (rest.hasNext()) uids.addAll(appendBatch(folder, rest));
        return uids;
    }

    private List<Long> appendBatch(String folder, Iterator<Letter> letters) {
        var bytes = new ByteArrayOutputStream();
        String command = "APPEND " + mailbox(folder);
        int commands = 0;
        for (int i = 0; i < BATCH && bytes.size() < 4 << 20 && letters.hasNext(); i++) {
            Letter letter = letters.next();
            if (i > 0 && !multiAppend) bytes.writeBytes(ascii("\r\n"));
            if (i == 0 || !multiAppend) bytes.writeBytes(ascii("W" + (tags + ++commands) + " " + command));
            String date = DATE.format(letter.date().atZone(ZoneOffset.UTC));
            String flags = String.join(" ", letter.flags());
            bytes.writeBytes(ascii(" (" + flags + ") \"" + date + "\" {" + letter.octets().length + "+}\r\n"));
            bytes.writeBytes(letter.octets());
        }
        bytes.writeBytes(ascii("\r\n"));
        write(bytes.toByteArray());
        var uids = new ArrayList<Long>();
        for (int i = 0; i < commands; i++) {
            List<Row> rows = answer("W" + ++tags);
            Matcher code = Pattern.compile("APPENDUID \\d+ ([\\d:,]+)]")
                    .matcher(rows.getLast().text());
            if (!code.find()) throw new IllegalStateException("no APPENDUID in " + rows.getLast());
            uids.addAll(set(code.group(1)));
        }
        return uids;
    }

    @Override
    public List<Long> uids(String folder) {
        select(folder);
        return matches(command("UID SEARCH ALL"), Pattern.compile("^\\* SEARCH([ \\d]*)"))
                .flatMap(m -> Arrays.stream(m.group(1).trim().split(" ")))
                .filter(number -> !number.isEmpty())
                .map(Long::valueOf)
                .sorted()
                .toList();
    }

    @Override
    public long uidValidity(String folder) {
        return matches(select(folder), Pattern.compile("UIDVALIDITY (\\d+)"))
                .mapToLong(m -> Long.parseLong(m.group(1)))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public Set<String> flags(String folder, long uid) {
        Matcher flags = FLAGS.matcher(fetch(folder, uid, "FLAGS").text());
        if (!flags.find()) throw new IllegalStateException("no FLAGS");
        return Arrays.stream(flags.group(1).split(" "))
                .filter(flag -> !flag.isEmpty() && !flag.equalsIgnoreCase("\\Recent"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public Instant date(String folder, long uid) {
        Matcher date = INTERNALDATE.matcher(fetch(folder, uid, "INTERNALDATE").text());
        if (!date.find()) throw new IllegalStateException("no INTERNALDATE");
        return ZonedDateTime.parse(date.group(1).strip(), ANY_DATE).toInstant();
    }

    @Override
    public byte[] fetch(String folder, long uid) {
        List<byte[]> literals = fetch(folder, uid, "BODY.PEEK[]").literals();
        return literals.isEmpty() ? new byte[0] : literals.getFirst();
    }

    private Row fetch(String folder, long uid, String what) {
        select(folder);
        return command("UID FETCH " + uid + " (" + what + ")").stream()
                .filter(row -> row.text().matches("\\* \\d+ FETCH .*"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no message " + uid + " in " + folder));
    }

    @Override
    public void store(String folder, long uid, String change, String... flags) {
        select(folder);
        command("UID STORE " + uid + " " + change + " (" + String.join(" ", flags) + ")");
    }

    @Override
    public void expunge(String folder, long uid) {
        store(folder, uid, "+FLAGS", "\\Deleted");
        command("UID EXPUNGE " + uid);
    }

    @Override
    public long move(String folder, long uid, String to) {
        select(folder);
        return matches(command("UID MOVE " + uid + " " + mailbox(to)), Pattern.compile("COPYUID \\d+ \\d+ (\\d+)"))
                .mapToLong(m -> Long.parseLong(m.group(1)))
                .findFirst()
                .orElseThrow();
    }

    /** Waits as a bare IMAP client does; close it before the next command. */
    public Idle idle(String folder) {
        select(folder);
        write(ascii("W" + ++tags + " IDLE\r\n"));
        awaitRow("+");
        return new Idle();
    }

    /** A running IDLE (RFC 2177). */
    public final class Idle implements AutoCloseable {
        private Idle() {}

        /**
         * Reads until a response holds this word: EXISTS, EXPUNGE, FETCH; answers {@code System.nanoTime()} of then.
         */
        public long await(String word) {
            awaitRow(word);
            return System.nanoTime();
        }

        @Override
        public void close() {
            write(ascii("DONE\r\n"));
            answer("W" + tags);
        }
    }

    /** Its process may go on refusing where another one does not. */
    private void anew() {
        close();
        talk = Talk.open(host, port);
        logIn();
    }

    /** Dovecot 2.3 refuses a folder for a moment that was deleted and made anew while another had it open (2026-11). */
    private List<Row> select(String folder) {
        for (int tries = 0; ; tries++) {
            try {
                return command("SELECT " + mailbox(folder));
            } catch (IllegalStateException refused) {
                boolean again = String.valueOf(refused.getMessage()).contains("[SERVERBUG]") && tries < 40;
                if (!again) throw refused;
            }
            if (tries == 10) anew();
            else command("SELECT INBOX");
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private List<Row> command(String line) {
        String tag = "W" + ++tags;
        write(ascii(tag + " " + line + "\r\n"));
        return answer(tag);
    }

    /** All rows up to the tagged one, which is the last; anything but OK is an error of the test. */
    private List<Row> answer(String tag) {
        var rows = new ArrayList<Row>();
        do rows.add(row());
        while (!rows.getLast().text().startsWith(tag + " "));
        if (!rows.getLast().text().startsWith(tag + " OK"))
            throw new IllegalStateException(rows.getLast().text());
        return rows;
    }

    private void awaitRow(String word) {
        String text;
        do text = row().text();
        while (!text.contains(word));
    }

    private Row row() {
        var text = new StringBuilder();
        var literals = new ArrayList<byte[]>();
        try {
            while (true) {
                text.append(line());
                Matcher literal = LITERAL.matcher(text);
                if (!literal.find()) return new Row(text.toString(), literals);
                literals.add(talk.in.readNBytes(Integer.parseInt(literal.group(1))));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = talk.in.read(); octet != '\n'; octet = talk.in.read()) {
            if (octet < 0) throw new IOException("the host hung up after: " + line);
            if (octet != '\r') line.write(octet);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private void write(byte[] octets) {
        try {
            talk.out.write(octets);
            talk.out.flush();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Stream<Matcher> matches(List<Row> rows, Pattern pattern) {
        return rows.stream().map(row -> pattern.matcher(row.text())).filter(Matcher::find);
    }

    private static List<Long> set(String numbers) {
        return Arrays.stream(numbers.split(","))
                .map(range -> range.split(":"))
                .flatMap(ends -> LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]))
                        .boxed())
                .toList();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Modified UTF-7, RFC 3501 5.1.3. */
    private static String mailbox(String name) {
        var encoded = new StringBuilder();
        Matcher runs = Pattern.compile("[\\x20-\\x7e]+|[^\\x20-\\x7e]+").matcher(name);
        while (runs.find()) {
            String run = runs.group();
            if (run.charAt(0) >= ' ' && run.charAt(0) <= '~') encoded.append(run.replace("&", "&-"));
            else {
                byte[] utf16 = run.getBytes(StandardCharsets.UTF_16BE);
                String base64 = Base64.getEncoder().withoutPadding().encodeToString(utf16);
                encoded.append('&').append(base64.replace('/', ',')).append('-');
            }
        }
        return quoted(encoded.toString());
    }

    @Override
    public void close() {
        try {
            talk.socket.close();
        } catch (IOException alreadyGone) {
            throw new UncheckedIOException(alreadyGone);
        }
    }
}
