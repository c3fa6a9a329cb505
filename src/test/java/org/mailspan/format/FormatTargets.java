package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mailspan.fuzz.Target;
import org.mailspan.item.ApplicationData;
import org.mailspan.item.Body;
import org.mailspan.item.BodyFields;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.Version;

/** What stands in other people's mail, and the mail that phones write, for fuzzing. */
public final class FormatTargets {
    private static final List<String> OPTIONS = List.of(
            "none",
            "html",
            "html50",
            "plain",
            "plain50",
            "both",
            "rtf",
            "preview",
            "allornone",
            "mime",
            "smime",
            "part");

    private static final List<String> MAIL_WORDS = List.of(
            "\r\n",
            "\r\n\r\n",
            "\n",
            "--",
            "=?utf-8?B?",
            "=?utf-7?Q?",
            "?=",
            "\"",
            "(",
            "<",
            ";",
            "Content-Type: multipart/mixed; boundary=a\r\n",
            "Content-Type: message/rfc822\r\n\r\n",
            "Content-Type: text/html; charset=utf-16\r\n",
            "Content-Transfer-Encoding: base64\r\n",
            "Content-Transfer-Encoding: quoted-printable\r\n",
            "charset=iso-2022-jp",
            "filename*0*=utf-8''%",
            "\r\n--a\r\n",
            "Bcc: x@y\r\n",
            "From: x@y\r\n",
            "References: <a@b>\r\n",
            "begin 644 a\r\n");

    private FormatTargets() {}

    public static List<Target> all() {
        return List.of(
                new Target("mime", FormatTargets::mime, FormatTargets::mails, MAIL_WORDS),
                new Target("compose", FormatTargets::compose, FormatTargets::mails, MAIL_WORDS),
                html(),
                calendar(),
                tnef(),
                rtf());
    }

    /** Asked for in a way that the message's own octets choose. */
    private static void mime(byte[] input) {
        String options = OPTIONS.get(Math.floorMod(Arrays.hashCode(input), OPTIONS.size()));
        Item item = Golden.item(input, Golden.options(options));
        assertTrue(item.get(EmailFields.DateReceived).isPresent());
        Body body = item.get(BodyFields.Body).orElseThrow();
        if (options.endsWith("50") && !body.data().toString().contains("could not be converted"))
            assertTrue(body.data().length() <= 50);
        for (Version version : Version.values())
            assertTrue(ApplicationData.write(EmailFields.TABLE, item, version).size() > 5);
    }

    private static void compose(byte[] input) {
        var own = List.of("me@example.com", "other@example.com");
        if (Compose.outgoing(input, own, true) instanceof Composed.Ready(Outgoing mail))
            ComposeTest.assertSound(mail, own);
    }

    private static Target html() {
        return new Target(
                "html",
                input -> {
                    String html = new String(input, StandardCharsets.UTF_8);
                    for (var links : Html.Links.values()) Html.text(html, Long.MAX_VALUE, links);
                },
                () -> List.of(
                        utf8("<html><head><title>t</title><style>x{}</style></head><body><p>Hi <b>you</b><br><a"
                                + " href=\"https://example.org/?a=1&amp;b\">link</a><ul><li>a<li>b</ul><blockquote>q"
                                + "<blockquote>r</blockquote></blockquote><pre>"
                                + " x\n"
                                + " y</pre></body></html>"),
                        utf8("<table><tr><td>1<td>2<tr><th>3</table><ol><li>x</ol><!--[if"
                                + " mso]>a<![endif]-->&nbsp;&#128512;<div style=\"display:"
                                + " none\">no</div><svg><p>s</svg><template>t</template>")),
                List.of(
                        "<b>",
                        "</b>",
                        "<table>",
                        "<td>",
                        "<li>",
                        "<ol>",
                        "<a href=http:x>",
                        "<blockquote>",
                        "<pre>",
                        "<svg>",
                        "<math>",
                        "<select>",
                        "<template>",
                        "<!--",
                        "-->",
                        "<![CDATA[",
                        "&",
                        "&#x110000;",
                        "<p ",
                        "=\"",
                        "<font>",
                        "<form>",
                        "<nobr>",
                        "<plaintext>"));
    }

    private static Target calendar() {
        return new Target(
                "calendar",
                FormatTargets::calendar,
                () -> Stream.of(
                                "apple-cancel",
                                "exchange-exception",
                                "exchange-weekly",
                                "google-all-day",
                                "google-monthly-last-friday",
                                "outlook-counter",
                                "outlook-reply-declined",
                                "strange-lines",
                                "thunderbird-floating",
                                "windows-zone-without-rules",
                                "zone-that-ended")
                        .map(name -> utf8(CalendarGoldenTest.text(name)))
                        .toList(),
                List.of(
                        "RRULE:FREQ=SECONDLY\r\n",
                        "RRULE:FREQ=YEARLY;BYDAY=-53SU;BYSETPOS=-366;COUNT=99999999;INTERVAL=99999\r\n",
                        ";UNTIL=99991231T235959Z",
                        "BYMONTHDAY=",
                        "DTSTART;TZID=x:",
                        "00010101T000000",
                        "EXDATE:",
                        "RDATE;VALUE=PERIOD:",
                        "BEGIN:VEVENT\r\n",
                        "END:VEVENT\r\n",
                        "BEGIN:VTIMEZONE\r\n",
                        "BEGIN:VALARM\r\nTRIGGER:-P999999999W\r\n",
                        "DURATION:P1Y",
                        "\r\n ",
                        "ATTENDEE;CN=\"a\":mailto:",
                        "\\n"));
    }

    /** As a part of a mail, and answered as a phone would. */
    private static void calendar(byte[] input) {
        byte[] head = utf8("Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n");
        byte[] mail = Arrays.copyOf(head, head.length + input.length);
        System.arraycopy(input, 0, mail, head.length, input.length);
        mime(mail);
        String text = new String(input, StandardCharsets.UTF_8);
        Optional<Meeting> meeting = ICalendar.read(text, "request", CalendarGoldenTest.LOCAL);
        meeting.ifPresent(read -> {
            assertTrue(!read.uid().isEmpty() && read.uid().length() <= Meeting.LONGEST_UID);
            var answer = new ITip.Answer(
                    Meeting.PartStat.ACCEPTED,
                    new Mailbox("Me", "me@example.com"),
                    "yes",
                    "",
                    Optional.empty(),
                    Optional.empty());
            ITip.mail(read, answer, Instant.parse("2026-11-21T10:00:00Z")).ifPresent(FormatTargets::compose);
        });
    }

    private static Target tnef() {
        return new Target(
                "tnef",
                FormatTargets::tnef,
                () -> List.of(part("winmail", "2"), part("winmail-alone", "1")),
                List.of("\0\0\0\0", "\0\0\1\0", "\177\177\177\177", "LZFu", "MELA", "{\\rtf1"));
    }

    private static void tnef(byte[] input) {
        Tnef.read(input).ifPresent(all -> {
            for (int i = 0; i <= Math.min(all.files().size() + 1, 20); i++) Winmail.file(input, i);
        });
        mime(utf8("Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(input)));
    }

    private static byte[] part(String name, String section) {
        return TransferDecoding.decode(
                MimeTree.parse(Golden.message(name)).section(section).orElseThrow(), "base64");
    }

    private static Target rtf() {
        String wrapped = String.join(
                "",
                "{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 \\deff0{\\fonttbl {\\f0\\fmodern Courier;}}",
                "\\pard{\\*\\htmltag19 <html>}{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 Hi",
                " \\'cf}{\\pict\\bin3 }}}{\\*\\htmltag27 </html>}}");
        String japanese = "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0\\fcharset128 x;}}\\f0 a\\par \\'82\\'a0{\\b c}}";
        return new Target(
                "rtf",
                Rtf::read,
                () -> List.of(utf8(wrapped), utf8(japanese), utf8("{\\rtf1\\fromtext one\\par two\\line}")),
                List.of(
                        "{",
                        "}",
                        "\\",
                        "\\bin2147483647 ",
                        "\\" + "u-10179 ?",
                        "\\" + "uc9999",
                        "\\'",
                        "{\\*",
                        "\\f",
                        "\\fcharset",
                        "\\htmlrtf"));
    }

    private static List<byte[]> mails() {
        return Golden.files(".eml").stream()
                .map(Path::getFileName)
                .map(name -> Golden.message(name.toString().replace(".eml", "")))
                .toList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
