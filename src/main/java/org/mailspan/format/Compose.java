package org.mailspan.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A client's MIME, checked and made ready for submission. The header keeps the client's lines but for what a phone must
 * not decide: From is one of the account's own addresses, and one alone; nobody else is its Sender; Bcc becomes
 * recipients, and stands in the sender's own copy alone. Date, Message-ID and MIME-Version are there afterwards. The
 * body's octets stay, since a signature may hold them, but that every line ends in CRLF as SMTP wants it (a bare line
 * end is how mail is smuggled through a relay).
 */
public final class Compose {
    private static final Set<String> REMOVED = Set.of("bcc", "sender", "return-path", "received", "x-sender");
    private static final Set<String> ONCE = Set.of("from", "date", "message-id", "mime-version");
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

    private static final int LONGEST_ID = 250;

    private final byte[] mime;
    private final List<String> addresses;
    private final Headers headers;
    private final ByteArrayOutputStream out;

    private Compose(byte[] mime, List<String> addresses) {
        this.mime = mime;
        this.addresses = addresses;
        this.headers = Headers.parse(mime);
        this.out = new ByteArrayOutputStream(mime.length + 512);
    }

    /** @param addresses the account's, the primary one first, never empty */
    public static Composed outgoing(byte[] mime, List<String> addresses, boolean saveInSent) {
        return outgoing(
                mime, addresses, saveInSent, Instant.now(), UUID.randomUUID().toString());
    }

    static Composed outgoing(byte[] mime, List<String> addresses, boolean saveInSent, Instant now, String id) {
        var lines = new HeaderLines(mime, 0, mime.length);
        int fields = 0;
        while (lines.next()) fields++;
        if (fields == 0 || lines.hadGarbage())
            return new Composed.InvalidMime("the header has a line that is no field");
        return new Compose(mime, addresses).composed(saveInSent, now, id);
    }

    private Composed composed(boolean saveInSent, Instant now, String id) {
        var recipients = new LinkedHashMap<String, String>();
        for (String field : List.of("To", "Cc", "Bcc"))
            for (Mailbox one : headers.mailboxes(field)) {
                if (!isSendable(one.address()))
                    return new Composed.InvalidMime("not an address in " + field + ": " + one.display());
                recipients.putIfAbsent(one.address().toLowerCase(Locale.ROOT), one.address());
            }
        if (recipients.isEmpty()) return new Composed.NoRecipient();
        Mailbox from = from();
        String messageId = messageId().orElse("<" + id + "@" + domain(from.address()) + ">");
        byte[] bcc = bcc();
        write(from, messageId, now);
        var to = new ArrayList<>(recipients.values());
        return new Composed.Ready(
                new Outgoing(from.address(), to, messageId, MailOctets.of(out.toByteArray()), bcc, saveInSent));
    }

    /** What may stand in RCPT TO; whether it is somebody, the submission server knows. */
    private static boolean isSendable(String address) {
        for (int i = 0; i < address.length(); i++)
            if (address.charAt(i) <= ' ' || "<>,;".indexOf(address.charAt(i)) >= 0) return false;
        return !address.isEmpty();
    }

    /** The client's choice among the account's addresses; else the primary one, under the name that the client gave. */
    private Mailbox from() {
        var asked = headers.mailboxes("From");
        for (Mailbox one : asked)
            for (String address : addresses)
                if (address.equalsIgnoreCase(one.address())) return new Mailbox(one.name(), address);
        String name = asked.isEmpty() ? "" : asked.getFirst().name();
        return new Mailbox(name.contains("@") ? "" : name, addresses.getFirst());
    }

    private Optional<String> messageId() {
        var ids = headers.ids("Message-ID");
        return ids.size() != 1 ? Optional.empty() : Optional.of(ids.getFirst()).filter(Compose::isSoundId);
    }

    private static boolean isSoundId(String id) {
        for (int i = 1; i < id.length() - 1; i++)
            if (id.charAt(i) <= ' ' || id.charAt(i) > '~' || "<>".indexOf(id.charAt(i)) >= 0) return false;
        return id.indexOf('@') > 1 && id.length() < LONGEST_ID;
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    private byte[] bcc() {
        if (headers.mailboxes("Bcc").isEmpty()) return new byte[0];
        var lines = new HeaderLines(mime, 0, mime.length);
        while (lines.next()) if (lines.name().equalsIgnoreCase("Bcc")) copy(lines.start(), lines.end());
        byte[] bcc = out.toByteArray();
        out.reset();
        return bcc;
    }

    private void write(Mailbox from, String messageId, Instant now) {
        Optional<Instant> date = headers.date("Date");
        // what becomes of its control characters when it is copied might be no date any more
        if (date.isPresent() && headers.raw("Date").filter(Compose::isPlain).isPresent()) copy("date");
        else field("Date", DATE.format(date.orElse(now)));
        field("From", HeaderText.mailbox(from));
        field("Message-ID", messageId);
        field("MIME-Version", "1.0");
        var lines = new HeaderLines(mime, 0, mime.length);
        while (lines.next()) {
            String name = lines.name().toLowerCase(Locale.ROOT);
            boolean dropped = REMOVED.contains(name) || ONCE.contains(name) || name.startsWith("resent-");
            if (!dropped) copy(lines.start(), lines.end());
        }
        out.writeBytes(HeaderText.CRLF);
        body(lines.position());
    }

    private void field(String name, String value) {
        out.writeBytes((name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private void copy(String wanted) {
        var lines = new HeaderLines(mime, 0, mime.length);
        while (lines.next())
            if (lines.name().equalsIgnoreCase(wanted)) {
                copy(lines.start(), lines.end());
                return;
            }
    }

    /** A field as it is, folding included; control characters, by which a field could become two, become spaces. */
    private void copy(int from, int to) {
        for (int line = from; line < to; ) {
            int next = line;
            while (next < to && mime[next] != '\n') next++;
            int end = next > line && mime[next - 1] == '\r' ? next - 1 : next;
            if (!isBlank(line, end)) {
                for (int i = line; i < end; i++) out.write(isControl(mime[i]) ? ' ' : mime[i]);
                out.writeBytes(HeaderText.CRLF);
            }
            line = next + 1;
        }
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~' || c == '\t' || c == '\r' || c == '\n');
    }

    private static boolean isControl(byte b) {
        return b >= 0 && b < ' ' && b != '\t' || b == 0x7F;
    }

    /** A line of nothing but white space looks like the end of the header to some servers. */
    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) if (mime[i] < 0 || mime[i] > ' ') return false;
        return true;
    }

    private void body(int from) {
        for (int i = from; i < mime.length; i++) {
            byte b = mime[i];
            boolean pair = b == '\r' && i + 1 < mime.length && mime[i + 1] == '\n';
            if (pair) i++;
            if (pair || b == '\n' || b == '\r') out.writeBytes(HeaderText.CRLF);
            else out.write(b);
        }
    }
}
