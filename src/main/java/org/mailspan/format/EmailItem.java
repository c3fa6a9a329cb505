package org.mailspan.format;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;

/** The fields that a message's header and flags give an email item. */
final class EmailItem {
    /** To and From have at most so many characters in the schema, Bcc so few. */
    static final int LONGEST_LIST = 32768;

    static final int LONGEST_BCC = 1024;
    private static final int LONGEST_TEXT = 8192;
    private static final int LONGEST_MARK = 8;
    private static final Duration AHEAD = Duration.ofDays(1);
    private static final String UTF_8 = "65001";

    /** The marks that mail programs of many languages put before the subject of an answer. */
    private static final Set<String> MARKS = Set.of(
            "re", "aw", "sv", "antw", "odp", "vs", "ref", "rif", "fw", "fwd", "wg", "tr", "rv", "enc", "vb", "doorst",
            "i");

    private EmailItem() {}

    static Item.Builder of(MessageData message) {
        var headers = Headers.parse(message.header());
        var flags = MailFlags.ofStamp(message.stamp());
        var item = Item.builder();
        recipients(item, headers);
        subject(item, headers);
        Instant date = date(headers, message.received());
        item.with(EmailFields.DateReceived, date)
                .with(EmailFields.Importance, importance(headers))
                .with(EmailFields.InternetCPID, UTF_8)
                .with(EmailFields.ContentClass, "urn:content-classes:message")
                .with(EmailFields.ConversationId, Conversation.id(headers))
                .with(EmailFields.ConversationIndex, Conversation.index(headers, date));
        flags.into(item);
        if (flags.has(MailFlags.Mark.Draft)) item.with(EmailFields.IsDraft, true);
        return item;
    }

    static String subject(MessageData message) {
        return Headers.parse(message.header()).text("Subject");
    }

    private static void recipients(Item.Builder item, Headers headers) {
        var from = headers.mailboxes("From");
        var sender = headers.mailboxes("Sender");
        var to = headers.parsed("To");
        list(item, EmailFields.To, to.mailboxes(), ", ", LONGEST_LIST);
        list(item, EmailFields.Cc, headers.mailboxes("Cc"), ", ", LONGEST_LIST);
        list(item, EmailFields.From, from.isEmpty() ? sender : from, ", ", LONGEST_LIST);
        list(item, EmailFields.ReplyTo, headers.mailboxes("Reply-To"), ";", LONGEST_LIST);
        list(item, EmailFields.Bcc, headers.mailboxes("Bcc"), ", ", LONGEST_BCC);
        // MS-ASEMAIL_R726: not where it says the same as From
        if (sender.size() == 1 && !from.isEmpty() && !isAmong(sender.getFirst(), from))
            list(item, EmailFields.Sender, sender, ", ", LONGEST_LIST);
        String shown = joined(to.mailboxes(), Mailbox::display, "; ", LONGEST_TEXT);
        String names = shown.isEmpty() ? String.join("; ", to.groups()) : shown;
        if (!names.isEmpty()) item.with(EmailFields.DisplayTo, Utf8.first(names, LONGEST_TEXT));
    }

    private static boolean isAmong(Mailbox one, List<Mailbox> others) {
        return others.stream().anyMatch(other -> other.address().equalsIgnoreCase(one.address()));
    }

    private static void list(
            Item.Builder item,
            org.mailspan.item.Field<String> field,
            List<Mailbox> boxes,
            String separator,
            int longest) {
        String text = joined(boxes, Mailbox::quoted, separator, longest);
        if (!text.isEmpty()) item.with(field, text);
    }

    /** As many whole mailboxes as there is room for. */
    private static String joined(List<Mailbox> boxes, Function<Mailbox, String> text, String separator, int longest) {
        var out = new StringBuilder();
        for (Mailbox one : boxes) {
            String next = text.apply(one);
            if (out.length() + separator.length() + next.length() > longest) break;
            if (!out.isEmpty()) out.append(separator);
            out.append(next);
        }
        return out.toString();
    }

    private static void subject(Item.Builder item, Headers headers) {
        String subject = Utf8.first(headers.text("Subject"), LONGEST_TEXT);
        String topic = Utf8.first(headers.text("Thread-Topic"), LONGEST_TEXT);
        if (topic.isEmpty()) topic = withoutMarks(subject);
        if (!subject.isEmpty()) item.with(EmailFields.Subject, subject);
        if (!topic.isEmpty()) item.with(EmailFields.ThreadTopic, topic);
    }

    private static String withoutMarks(String subject) {
        int at = 0;
        for (int next = afterMark(subject, 0); next > at; next = afterMark(subject, at)) at = next;
        return at == 0 ? subject : subject.substring(at).strip();
    }

    /**
     * Behind the mark that begins there, {@code Re [2]:}; the same place if none does. By hand: for a regular expression
     * a subject of thousands of marks is a stack that overflows, and one of blanks takes the square of their number.
     */
    private static int afterMark(String subject, int from) {
        int word = afterBlanks(subject, from);
        int end = word;
        while (end < subject.length() && end - word < LONGEST_MARK && Character.isLetter(subject.charAt(end))) end++;
        if (!MARKS.contains(subject.substring(word, end).toLowerCase(Locale.ROOT))) return from;
        int colon = afterBlanks(subject, afterNumber(subject, afterBlanks(subject, end)));
        boolean is = colon < subject.length() && (subject.charAt(colon) == ':' || subject.charAt(colon) == '：');
        return is ? colon + 1 : from;
    }

    private static int afterBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) <= ' ') at++;
        return at;
    }

    /** {@code [2]}: how many answers there were. */
    private static int afterNumber(String text, int from) {
        if (from == text.length() || text.charAt(from) != '[') return from;
        int at = from + 1;
        while (at < text.length() && at - from <= 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
        return at > from + 1 && at < text.length() && text.charAt(at) == ']' ? at + 1 : from;
    }

    /**
     * When it was sent, as other mail programs sort; when the host received it where the header does not say or says
     * what cannot be: a date ahead of that would keep spam at the top of the list. Never absent (quirk F3).
     */
    private static Instant date(Headers headers, Instant received) {
        return headers.date("Date")
                .filter(date -> date.isAfter(Instant.EPOCH) && date.isBefore(received.plus(AHEAD)))
                .orElse(received);
    }

    /** 0 low, 1 normal, 2 high: MS-ASEMAIL 2.2.2.38. */
    private static int importance(Headers headers) {
        String importance =
                headers.raw("Importance").or(() -> headers.raw("Priority")).orElse("");
        return switch (importance.toLowerCase(Locale.ROOT)) {
            case "high", "urgent" -> 2;
            case "low", "non-urgent" -> 0;
            default ->
                switch (headers.raw("X-Priority")
                        .map(x -> x.substring(0, Math.min(1, x.length())))
                        .orElse("3")) {
                    case "1", "2" -> 2;
                    case "4", "5" -> 0;
                    default -> 1;
                };
        };
    }
}
