package org.mailspan.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;

/**
 * The header of a draft: that of the message as it was, with what the client wrote laid over it. Fields that no phone
 * knows (In-Reply-To, those of other programs) stay.
 */
final class DraftHeader {
    /** By which a repeated request finds the draft that it filed. */
    static final String MARK = "X-Mailspan-Draft";

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

    private static final Set<String> ALWAYS_NEW = Set.of("mime-version", MARK.toLowerCase(Locale.ROOT));
    private static final List<String> PRIORITIES = List.of("importance", "priority", "x-priority", "x-msmail-priority");
    private static final List<String> THREAD = List.of("Message-ID", "In-Reply-To", "References");

    /** Names in lower case; an empty text for a field that goes. */
    private final Map<String, String> replaced = new HashMap<>();

    private final byte[] base;
    private final Headers headers;

    private DraftHeader(byte[] base) {
        this.base = base;
        this.headers = Headers.parse(base);
    }

    /**
     * @param mime what the client sent instead
     * @param earlier the header of the message at the host; empty if there is none
     * @return all fields but those of the content, without the empty line
     */
    static byte[] of(Optional<byte[]> mime, byte[] earlier, DraftMail.Order order) {
        var header = new DraftHeader(mime.orElse(earlier));
        Item patch = order.patch();
        header.recipients(patch);
        patch.get(EmailFields.Subject).ifPresent(text -> header.put("Subject", HeaderText.words(Texts.line(text))));
        patch.get(EmailFields.ReplyTo).ifPresent(text -> header.put("Reply-To", mailboxes(text)));
        patch.get(EmailFields.Importance).ifPresent(header::importance);
        // A MIME has the date that its client gave it; of anything else it is when it was last written.
        if (mime.isEmpty() || header.headers.date("Date").isEmpty()) header.put("Date", DATE.format(order.now()));
        header.thread(Headers.parse(earlier), order);
        if (header.headers.mailboxes("From").isEmpty()) header.put("From", HeaderText.mailbox(order.me()));
        header.put("MIME-Version", "1.0");
        if (!order.leaves()) header.put(MARK, order.mark());
        return header.written();
    }

    private void put(String name, String value) {
        replaced.put(name.toLowerCase(Locale.ROOT), value.isEmpty() ? "" : name + ": " + value + "\r\n");
    }

    /**
     * The three are one list to the client that edits it, so a field that is left out is one that was emptied
     * (MS-ASCMD_R879): somebody whom the user took out of Cc must not get the mail.
     */
    private void recipients(Item patch) {
        if (!DraftMail.namesRecipients(patch)) return;
        recipients("To", patch.get(EmailFields.To), EmailItem.LONGEST_LIST);
        recipients("Cc", patch.get(EmailFields.Cc), EmailItem.LONGEST_LIST);
        recipients("Bcc", patch.get(EmailFields.Bcc), EmailItem.LONGEST_BCC);
    }

    /** A client that sends back the beginning of a list, which is all that there was room for, means all of it. */
    private void recipients(String name, Optional<String> text, int longest) {
        List<Mailbox> there = headers.mailboxes(name);
        List<Mailbox> wanted = Mailbox.list(text.orElse(""));
        int count = wanted.size();
        boolean begins =
                count > 0 && count < there.size() && addresses(wanted).equals(addresses(there.subList(0, count)));
        if (begins && shown(there.subList(0, count + 1)) > longest) return;
        put(name, mailboxes(text.orElse("")));
    }

    private static List<String> addresses(List<Mailbox> mailboxes) {
        return mailboxes.stream().map(Mailbox::address).toList();
    }

    /** How long an element of these is. */
    private static int shown(List<Mailbox> mailboxes) {
        return mailboxes.stream()
                .map(Mailbox::quoted)
                .collect(Collectors.joining(", "))
                .length();
    }

    private static String mailboxes(String text) {
        return Mailbox.list(text).stream().map(DraftHeader::mailbox).collect(Collectors.joining(",\r\n "));
    }

    /** Of a draft an address may be half written: that stays too. */
    private static String mailbox(Mailbox mailbox) {
        return mailbox.address().isEmpty() ? HeaderText.words(mailbox.name()) : HeaderText.mailbox(mailbox);
    }

    private void importance(int importance) {
        PRIORITIES.forEach(name -> replaced.put(name, ""));
        if (importance == 2) {
            put("Importance", "high");
            put("X-Priority", "1");
        } else if (importance == 0) {
            put("Importance", "low");
            put("X-Priority", "5");
        }
    }

    /** A draft stays the same one, and the answer that it is, whatever MIME a client makes of it. */
    private void thread(Headers earlier, DraftMail.Order order) {
        boolean without = headers.ids("In-Reply-To").isEmpty()
                && headers.ids("References").isEmpty();
        for (String name : THREAD) {
            boolean taken = name.equals("Message-ID") ? headers.ids(name).isEmpty() : without;
            if (taken && !earlier.ids(name).isEmpty()) put(name, String.join("\r\n ", earlier.ids(name)));
        }
        if (headers.ids("Message-ID").isEmpty() && earlier.ids("Message-ID").isEmpty())
            put("Message-ID", "<" + order.unique() + "@" + domain(order.me().address()) + ">");
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    private byte[] written() {
        var out = new ByteArrayOutputStream(base.length + 500);
        replaced.values().forEach(line -> out.writeBytes(line.getBytes(UTF_8)));
        var lines = new HeaderLines(base, 0, base.length);
        while (lines.next()) {
            String name = lines.key();
            boolean kept = !replaced.containsKey(name) && !ALWAYS_NEW.contains(name) && !name.startsWith("content-");
            if (kept) copy(lines.start(), lines.end(), out);
        }
        return out.toByteArray();
    }

    /** A field as it is, but that its lines end in CRLF and are not blank. */
    private void copy(int from, int to, ByteArrayOutputStream out) {
        for (int line = from; line < to; ) {
            int next = line;
            while (next < to && base[next] != '\n') next++;
            int end = next > line && base[next - 1] == '\r' ? next - 1 : next;
            if (!isBlank(line, end)) {
                out.write(base, line, end - line);
                out.writeBytes(HeaderText.CRLF);
            }
            line = next + 1;
        }
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) if (base[i] != ' ' && base[i] != '\t') return false;
        return true;
    }
}
