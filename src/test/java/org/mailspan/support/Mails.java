package org.mailspan.support;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Mail as it comes, from a seed: plain, HTML, alternative, with attachments and inline images, in many charsets and
 * encodings. The same seed and number give the same message in every run.
 */
public final class Mails implements IntFunction<Sample> {
    private static final Instant NEWEST = Instant.parse("2026-11-01T12:00:00Z");
    private static final List<Person> PEOPLE = List.of(
            new Person("Anna Keller", "anna@example.org"),
            new Person("Jörg Müller", "joerg@example.net"),
            new Person("Śliwa, Zofia", "zofia@example.org"),
            new Person("山田太郎", "yamada@example.jp"),
            new Person("", "no-reply@shop.example"));
    private static final List<String> WORDS = List.of(
            "meeting",
            "invoice",
            "tomorrow",
            "the",
            "quick",
            "garden",
            "about",
            "Grüße",
            "façade",
            "and",
            "letter",
            "train",
            "würde",
            "station",
            "please",
            "number",
            "señor",
            "photo",
            "holiday",
            "over",
            "river",
            "contract",
            "was",
            "signed");
    private static final List<String> FOREIGN = List.of("привет", "мир", "日本語", "テキスト", "您好", "😀", "Ελλάδα", "שלום");
    private static final List<Charset> CHARSETS = Stream.of(
                    "UTF-8", "ISO-8859-1", "windows-1252", "UTF-8", "ISO-8859-15")
            .map(Charset::forName)
            .toList();

    private final long seed;
    private final boolean bulky;

    private record Person(String name, String address) {}

    private Mails(long seed, boolean bulky) {
        this.seed = seed;
        this.bulky = bulky;
    }

    /** Every kind, mostly small: for tests. */
    public static Mails mixed(long seed) {
        return new Mails(seed, false);
    }

    /** Sized as in a mailbox: 9 KB on average, newsletters up to beyond 32 KB: for measuring. */
    public static Mails bulky(long seed) {
        return new Mails(seed, true);
    }

    public Stream<Sample> first(int count) {
        return IntStream.range(0, count).mapToObj(this);
    }

    /** Newest last, one a quarter of an hour, so that an age filter finds a border. */
    @Override
    public Sample apply(int number) {
        var random = new Random(seed * 1_000_003 + number);
        for (int i = 0; i < 3; i++) random.nextInt();
        Charset charset = CHARSETS.get(random.nextInt(CHARSETS.size()));
        String subject = subject(random, number);
        Person from = PEOPLE.get(random.nextInt(PEOPLE.size()));
        String messageId = "<" + seed + "." + number + "@mails.example>";
        String text = text(random, charset, textSize(random));
        String html = html(random, charset, htmlSize(random));
        var attachments = new ArrayList<Sample.Attachment>();
        var mime = new MimeWriter(random);
        MimeWriter.Part plainPart = mime.text("plain", text, charset);
        MimeWriter.Part htmlPart = mime.text("html", html, charset);
        MimeWriter.Part body = switch (random.nextInt(10)) {
            case 0, 1, 2 -> {
                html = "";
                yield plainPart;
            }
            case 3, 4 -> {
                text = "";
                yield htmlPart;
            }
            case 5, 6, 7 -> mime.multipart("alternative", List.of(plainPart, htmlPart));
            case 8 -> {
                var image = attachment(random, "image", true);
                attachments.add(image);
                var related = mime.multipart("related", List.of(htmlPart, mime.attachment(image)));
                yield mime.multipart("alternative", List.of(plainPart, related));
            }
            default -> {
                html = "";
                var parts = new ArrayList<>(List.of(plainPart));
                int count = 1 + random.nextInt(3);
                for (int i = 0; i < count; i++) attachments.add(attachment(random, "file" + i, false));
                attachments.forEach(a -> parts.add(mime.attachment(a)));
                yield mime.multipart("mixed", parts);
            }
        };
        Instant date = NEWEST.minus(Duration.ofMinutes(15L * (1_000_000 - number) % 15_000_000));
        byte[] raw = mime.message(date, from.name(), from.address(), subject, messageId, body);
        return new Sample(
                number,
                messageId,
                subject,
                from.name(),
                from.address(),
                date,
                flags(random),
                text,
                html,
                List.copyOf(attachments),
                raw);
    }

    private int textSize(Random random) {
        return bulky ? logNormal(random, 1_000, 0.8, 20_000) : logNormal(random, 300, 1, 60_000);
    }

    private int htmlSize(Random random) {
        return bulky ? logNormal(random, 4_200, 0.95, 120_000) : logNormal(random, 700, 1.2, 80_000);
    }

    private static int logNormal(Random random, int median, double sigma, int most) {
        return (int) Math.min(most, median * Math.exp(sigma * random.nextGaussian()));
    }

    private static Set<String> flags(Random random) {
        var flags = new TreeSet<String>();
        if (random.nextInt(10) < 7) flags.add("\\Seen");
        if (random.nextInt(10) == 0) flags.add("\\Flagged");
        if (random.nextInt(8) == 0) flags.add("\\Answered");
        if (random.nextInt(20) == 0) flags.add("$Forwarded");
        return flags;
    }

    private static String subject(Random random, int number) {
        return switch (random.nextInt(6)) {
            case 0 -> "Re: " + words(random, UTF_8, 3) + " " + number;
            case 1 -> pick(random, FOREIGN) + " " + words(random, UTF_8, 2) + " " + number;
            case 2 -> (pick(random, FOREIGN) + " ").repeat(30) + number;
            case 3 -> words(random, US_ASCII, 40) + " " + number;
            default -> words(random, US_ASCII, 4) + " " + number;
        };
    }

    private static String text(Random random, Charset charset, int octets) {
        var text = new StringBuilder();
        while (text.length() < octets) {
            text.append(words(random, charset, 3 + random.nextInt(10)));
            // Lines that mbox and SMTP treat specially must come through as any other.
            if (random.nextInt(30) == 0) text.append("\r\n.");
            if (random.nextInt(30) == 0) text.append("\r\nFrom ").append(words(random, charset, 2));
            text.append(random.nextInt(4) == 0 ? "\r\n\r\n" : "\r\n");
        }
        return text.append("the end\r\n").toString();
    }

    private static String html(Random random, Charset charset, int octets) {
        var html = new StringBuilder("<!DOCTYPE html>\r\n<html><head><style>p { margin: 0 }</style></head><body>\r\n");
        while (html.length() < octets) {
            html.append("<p style=\"color:#")
                    .append(Integer.toHexString(0x100000 + random.nextInt(0xeffff)))
                    .append("\">")
                    .append(words(random, charset, 5 + random.nextInt(20)))
                    .append(" &amp; <a href=\"https://example.org/")
                    .append(random.nextInt(100_000))
                    .append("\">link</a></p>\r\n");
        }
        return html.append("</body></html>\r\n").toString();
    }

    private static String words(Random random, Charset charset, int count) {
        var encoder = charset.newEncoder();
        var words = new ArrayList<String>();
        while (words.size() < count) {
            String word = random.nextInt(12) == 0 ? pick(random, FOREIGN) : pick(random, WORDS);
            if (encoder.canEncode(word)) words.add(word);
        }
        return String.join(" ", words);
    }

    private Sample.Attachment attachment(Random random, String stem, boolean inline) {
        byte[] octets = new byte[bulky ? logNormal(random, 4_000, 1, 200_000) : logNormal(random, 2_000, 1.5, 150_000)];
        random.nextBytes(octets);
        String name = random.nextInt(3) == 0 ? "Übersicht " + pick(random, FOREIGN) + " " + stem : stem;
        return inline
                ? new Sample.Attachment(
                        name + ".png", "image/png", "img" + random.nextInt(1000) + "@mails.example", octets)
                : new Sample.Attachment(name + ".pdf", "application/pdf", "", octets);
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** For a folder of many: letters as {@link ImapWitness#appendAll} takes them, one at a time. */
    public Iterable<Witness.Letter> letters(int count) {
        return () -> first(count).map(Sample::letter).iterator();
    }

    /** Samples in the order in which a phone gets them: newest first. */
    public static Comparator<Sample> newestFirst() {
        return Comparator.comparing(Sample::date).reversed();
    }
}
