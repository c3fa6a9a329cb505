package org.mailspan.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailspan.item.ApplicationData;
import org.mailspan.item.BodyFields;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.Version;
import org.mailspan.support.Allocated;

/**
 * Mail made to cost more than it weighs. What is held against it is memory: the octets that a thread allocates, which
 * do not depend on the machine; the time limit only ends what would hang. Sizes are such that what is quadratic hangs.
 */
final class HostileMailTest {
    private static final int MEGABYTE = 1 << 20;

    /** Beside the octets of the message many times over: a tree of HTML, the texts on their way to UTF-8. */
    private static final long FIXED = 48L * MEGABYTE;

    private static final long FACTOR = 24;

    private static final Duration HANGS = Duration.ofSeconds(30);

    private static final List<String> OPTIONS = List.of("none", "html", "plain", "both", "preview", "mime", "part");

    private static Map<String, Supplier<byte[]>> corpus() {
        var mails = new LinkedHashMap<String, Supplier<byte[]>>();
        headers(mails);
        structures(mails);
        texts(mails);
        HostileHtml.add(mails);
        HostileCalendars.add(mails);
        HostilePackages.add(mails);
        return mails;
    }

    static Stream<String> names() {
        return corpus().keySet().stream();
    }

    static Stream<String> headersAndStructures() {
        var mails = new LinkedHashMap<String, Supplier<byte[]>>();
        headers(mails);
        structures(mails);
        return mails.keySet().stream();
    }

    private static void headers(Map<String, Supplier<byte[]>> mails) {
        mails.put("one header line of 16 MB", () -> mail("X-Long: " + "x".repeat(16 * MEGABYTE), "Hi"));
        mails.put("a million header lines", () -> mail("A: b\r\n".repeat(1_000_000) + "Subject: x", "Hi"));
        mails.put(
                "a million fields of a part",
                () -> mail(many(1_000_000, i -> "Content-X" + i + ": y\r\n") + "Content-Type: text/plain", "Hi"));
        mails.put("blanks before a colon", () -> mail("Subject" + " ".repeat(4 * MEGABYTE) + ": x", "Hi"));
        mails.put("blanks and no colon", () -> mail("Subject" + " ".repeat(4 * MEGABYTE) + "x", "Hi"));
        mails.put("folded 1,000,000 times", () -> mail("Subject: x" + "\r\n y".repeat(1_000_000), "Hi"));
        mails.put("100,000 references", () -> mail("References:" + many(100_000, i -> " <" + i + "@x>"), "Hi"));
        mails.put("brackets that never close", () -> mail("References: " + "<".repeat(MEGABYTE), "Hi"));
        mails.put("one id of a megabyte", () -> mail("Message-ID: <" + "i".repeat(MEGABYTE) + "@x>", "Hi"));
        mails.put("Re: Re: Re:", () -> mail("Subject: " + "Re:".repeat(100_000), "Hi"));
        mails.put("Re and blanks", () -> mail("Subject: Re" + " ".repeat(100_000) + "x : y", "Hi"));
        mails.put("encoded words", () -> mail("Subject: " + "=?utf-8?q?=41?= ".repeat(100_000), "Hi"));
        mails.put("beginnings of words", () -> mail("Subject: " + "=?".repeat(200_000), "Hi"));
        mails.put("words without an end", () -> mail("Subject: " + "=?a?b?".repeat(100_000), "Hi"));
        mails.put(
                "words in charsets that are none",
                () -> mail("Subject: " + many(20_000, i -> "=?x-" + i + "?q?=FF?= a "), "Hi"));
        mails.put("100,000 recipients", () -> mail("To: " + many(100_000, i -> "a" + i + "@example.org, "), "Hi"));
        mails.put(
                "2,000 lists of recipients", () -> mail(many(2_000, i -> "To: " + "a@x,".repeat(500) + "\r\n"), "Hi"));
        for (String sign : List.of("(", "\"", "<", ":", ";", ",", "\\", "<\"", "()", "\"\"", "@", "<@", "a(", "=?=<"))
            mails.put(
                    "a megabyte of " + sign + " as addresses",
                    () -> mail("From: " + sign.repeat(MEGABYTE / sign.length()) + "\r\nTo: x@y", "Hi"));
        mails.put("a date of brackets", () -> mail("Date: " + "(".repeat(MEGABYTE), "Hi"));
        mails.put("a date of comments", () -> mail("Date: " + "() ".repeat(300_000), "Hi"));
        mails.put("a date of signs", () -> mail("Date: " + "1-2-3:4:5+6 ".repeat(80_000), "Hi"));
        mails.put("brackets as a type", () -> mail("Content-Type: text/plain; " + "(".repeat(4 * MEGABYTE), "Hi"));
        mails.put("quotes as a type", () -> mail("Content-Type: text/plain; a=" + "\"".repeat(4 * MEGABYTE), "Hi"));
        mails.put(
                "a million parameters",
                () -> mail("Content-Type: text/plain" + many(1_000_000, i -> "; p" + i + "=v"), "Hi"));
        mails.put(
                "a name in 100,000 pieces",
                () -> mail("Content-Disposition: attachment" + many(100_000, i -> "; filename*" + i + "*=%41"), "Hi"));
        mails.put("NUL", () -> mail("Subject: " + "\0".repeat(MEGABYTE) + "\r\n\0: \0", "\0".repeat(MEGABYTE)));
        mails.put("nothing but line feeds", () -> "\n".repeat(MEGABYTE).getBytes(ISO_8859_1));
        mails.put("nothing but colons", () -> ":\r\n".repeat(MEGABYTE).getBytes(ISO_8859_1));
        mails.put("nothing", () -> new byte[0]);
    }

    private static void structures(Map<String, Supplier<byte[]>> mails) {
        mails.put("multiparts 10,000 deep", () -> deep(10_000, i -> "b" + i));
        mails.put("multiparts of one boundary 10,000 deep", () -> deep(10_000, i -> "b"));
        mails.put(
                "messages 10,000 deep",
                () -> ("Subject: x\r\nContent-Type: message/rfc822\r\n\r\n".repeat(10_000) + "\r\nHi")
                        .getBytes(ISO_8859_1));
        mails.put("100,000 parts", () -> mixed(many(100_000, i -> "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n")));
        mails.put("100,000 empty parts", () -> mixed("--b\r\n".repeat(100_000)));
        mails.put(
                "100,000 attachments of one name",
                () -> mixed(many(100_000, i -> "--b\r\nContent-Disposition: attachment; filename=a\r\n\r\nx\r\n")));
        mails.put(
                "1,000 parts with headers of 8 KB",
                () -> mixed(many(1_000, i -> "--b\r\nContent-Description: " + "d".repeat(8000) + "\r\n\r\nx\r\n")));
        mails.put("a boundary of a megabyte", () -> {
            String boundary = "b".repeat(MEGABYTE);
            return mail("Content-Type: multipart/mixed; boundary=" + boundary, "--" + boundary + "\r\n\r\nHi\r\n");
        });
        mails.put(
                "boundaries that nearly match",
                () -> mail(
                        "Content-Type: multipart/mixed; boundary=" + "b".repeat(70),
                        ("--" + "b".repeat(69) + "c\r\n").repeat(50_000)));
        mails.put(
                "a boundary of dashes",
                () -> mail("Content-Type: multipart/mixed; boundary=\"--\"", "--\r\n".repeat(MEGABYTE)));
        mails.put(
                "a digest of 100,000",
                () -> mail(
                        "Content-Type: multipart/digest; boundary=b",
                        "--b\r\n\r\nSubject: x\r\n\r\ny\r\n".repeat(100_000)));
        mails.put("messages and multiparts in turn", () -> {
            var out = new StringBuilder();
            for (int i = 0; i < 5_000; i++)
                out.append("Content-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary=b")
                        .append(i)
                        .append("\r\n\r\n--b")
                        .append(i)
                        .append("\r\n");
            return out.toString().getBytes(ISO_8859_1);
        });
    }

    private static void texts(Map<String, Supplier<byte[]>> mails) {
        for (String garbage : List.of("=", "====", "\0", "!", "A", "A=", "\r\n", " ", "=\r\n", "= "))
            for (String encoding : List.of("base64", "quoted-printable"))
                mails.put(
                        encoding + " of " + garbage.replace("\r\n", "CRLF").replace("\0", "NUL"),
                        () -> mail(
                                "Content-Transfer-Encoding: " + encoding,
                                garbage.repeat(2 * MEGABYTE / garbage.length())));
        for (String charset : List.of("utf-16", "utf-7", "iso-2022-jp", "gb18030", "utf-32", "x-none", "euc-kr"))
            mails.put(
                    "garbage in " + charset,
                    () -> mail(
                            "Content-Type: text/plain; charset=" + charset, "\u001B$B+&\u00FF\u0081".repeat(200_000)));
        mails.put(
                "quotes of format=flowed",
                () -> mail("Content-Type: text/plain; format=flowed", (">".repeat(2000) + " \r\n").repeat(1000)));
        mails.put(
                "flowed lines that never end",
                () -> mail("Content-Type: text/plain; format=flowed; delsp=yes", "a \r\n".repeat(400_000)));
        mails.put(
                "a signed mail of garbage",
                () -> mail(
                        "Content-Type: multipart/signed; boundary=b; protocol=\"application/pkcs7-signature\"",
                        "--b\r\n".repeat(100_000)));
        mails.put(
                "a report of garbage",
                () -> mail(
                        "Content-Type: multipart/report; boundary=b; report-type=delivery-status",
                        "--b\r\nContent-Type: message/delivery-status\r\n\r\n" + "Action: x\r\n".repeat(200_000)));
    }

    static byte[] mail(String fields, String body) {
        return ("From: a@example.org\r\n" + fields + "\r\nMIME-Version: 1.0\r\n\r\n" + body).getBytes(ISO_8859_1);
    }

    static byte[] mixed(String parts) {
        return mail("Content-Type: multipart/mixed; boundary=b", parts + "--b--\r\n");
    }

    static String many(int count, IntFunction<String> one) {
        var out = new StringBuilder();
        for (int i = 0; i < count; i++) out.append(one.apply(i));
        return out.toString();
    }

    private static byte[] deep(int levels, IntFunction<String> boundary) {
        var out = new StringBuilder("Subject: Deep\r\n");
        for (int i = 0; i < levels; i++)
            out.append("Content-Type: multipart/mixed; boundary=")
                    .append(boundary.apply(i))
                    .append("\r\n\r\n--")
                    .append(boundary.apply(i))
                    .append("\r\n");
        return out.append("\r\nAt the bottom.\r\n").toString().getBytes(ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("names")
    void anItemComesOfItWithinBounds(String name) {
        byte[] mail = corpus().get(name).get();
        for (String options : name.startsWith("HTML") ? List.of("plain", "preview") : OPTIONS) {
            var allocated = new Allocated();
            Item item = assertTimeoutPreemptively(
                    HANGS,
                    () -> allocated.by(() -> Golden.item(mail, Golden.options(options))),
                    name + " as " + options);
            assertWithin(allocated, mail, FACTOR, name + " as " + options);
            assertTrue(item.get(EmailFields.DateReceived).isPresent());
            assertTrue(item.get(BodyFields.Body).isPresent());
            for (Version version : Version.values())
                assertTrue(
                        ApplicationData.write(EmailFields.TABLE, item, version).size() > 5);
        }
    }

    private static void assertWithin(Allocated allocated, byte[] mail, long factor, String what) {
        long most = FIXED + factor * mail.length;
        assertTrue(
                allocated.octets() <= most,
                what + ": " + allocated.octets() / 1024 + " KB for " + mail.length / 1024 + " KB of mail");
    }

    /** A mail that somebody answers or forwards is quoted, taken apart and put together again. */
    @ParameterizedTest
    @MethodSource("names")
    void itIsAnsweredAndForwardedWithinBounds(String name) {
        byte[] mail = corpus().get(name).get();
        byte[] mine = mail("To: b@example.org\r\nSubject: Re", "Look at this.");
        var tree = MimeTree.parse(mail);
        var data = tree.data("", Golden.RECEIVED);
        var original = Original.read(data, Golden.item(mail, Original.TEXTS));
        for (boolean forward : List.of(true, false)) {
            var allocated = new Allocated();
            List<Piece> pieces = assertTimeoutPreemptively(
                    HANGS,
                    () -> allocated.by(() -> forward
                            ? Enclosing.forward(mine, original, "u", ZoneOffset.UTC)
                            : Enclosing.reply(mine, original, "u", ZoneOffset.UTC)),
                    name);
            assertWithin(allocated, mail, 6 * FACTOR, name);
            assertTrue(!pieces.isEmpty());
        }
    }

    /** What a phone sends is read by the same rules, and nothing leaves that has a second header in it. */
    @ParameterizedTest
    @MethodSource("headersAndStructures")
    void itIsSentOrRefusedWithinBounds(String name) {
        byte[] mail = corpus().get(name).get();
        var own = List.of("me@example.com");
        var allocated = new Allocated();
        Composed composed =
                assertTimeoutPreemptively(HANGS, () -> allocated.by(() -> Compose.outgoing(mail, own, true)), name);
        assertWithin(allocated, mail, FACTOR, name);
        if (composed instanceof Composed.Ready(Outgoing out)) ComposeTest.assertSound(out, own);
    }
}
