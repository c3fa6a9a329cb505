package org.mailspan.cli.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The table of sample messages: which file lies in which folder, how old it looks, and what was done with it. */
final class Samples {
    enum Mark {
        READ,
        FLAGGED,
        ANSWERED
    }

    record Sample(String file, String folder, Duration age, Set<Mark> marks) {
        boolean has(Mark mark) {
            return marks.contains(mark);
        }

        /** The octets of a complete message. The file has the headers that are always the same, and LF line ends. */
        byte[] message(String recipient, Instant date) throws IOException {
            String text = read(file);
            String own = "\n" + text.substring(0, text.indexOf("\n\n") + 1);
            var headers = new StringBuilder();
            headers.append("Date: ")
                    .append(DATE.format(date.atZone(ZoneId.systemDefault())))
                    .append('\n');
            if (!own.contains("\nTo:"))
                headers.append("To: Anna <").append(recipient).append(">\n");
            if (!own.contains("\nMessage-ID:"))
                headers.append("Message-ID: <").append(UUID.randomUUID()).append("@garden.example>\n");
            return (headers + text).replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    static final List<Sample> MAILBOX = List.of(
            in("INBOX", "welcome.eml", Duration.ofMinutes(3), Mark.FLAGGED),
            in("INBOX", "inline-picture.eml", Duration.ofMinutes(40)),
            in("INBOX", "invoice-pdf.eml", Duration.ofHours(2)),
            in("INBOX", "japanese.eml", Duration.ofHours(5)),
            in("INBOX", "newsletter-html.eml", Duration.ofHours(9), Mark.READ),
            in("INBOX", "russian-koi8.eml", Duration.ofHours(20), Mark.READ),
            in("INBOX", "hebrew.eml", Duration.ofHours(26)),
            in("INBOX", "thread-question.eml", Duration.ofHours(30), Mark.READ, Mark.ANSWERED),
            in("INBOX", "thread-reply.eml", Duration.ofHours(28), Mark.READ),
            in("INBOX", "forwarded-message.eml", Duration.ofDays(2), Mark.READ),
            in("INBOX", "two-attachments.eml", Duration.ofDays(3), Mark.READ, Mark.FLAGGED),
            in("INBOX", "urgent.eml", Duration.ofDays(4), Mark.READ),
            in("INBOX", "long-text.eml", Duration.ofDays(6), Mark.READ),
            in("INBOX", "broken.eml", Duration.ofDays(7)),
            in("Sent", "sent-answer.eml", Duration.ofHours(29), Mark.READ),
            in("Archive.Garden", "archived.eml", Duration.ofDays(90), Mark.READ),
            in("Junk", "junk.eml", Duration.ofDays(1)));

    /** One after the other, and then from the start again. */
    static final List<Sample> ARRIVING = List.of(
            in("INBOX", "arriving-tomatoes.eml", Duration.ZERO),
            in("INBOX", "arriving-parcel.eml", Duration.ZERO),
            in("INBOX", "arriving-greek.eml", Duration.ZERO));

    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME;

    private Samples() {}

    private static Sample in(String folder, String file, Duration age, Mark... marks) {
        return new Sample(file, folder, age, Set.of(marks));
    }

    private static String read(String file) throws IOException {
        try (InputStream in = Samples.class.getResourceAsStream(file)) {
            if (in == null) throw new FileNotFoundException(file);
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
