package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Header fields as they come: folded, raw, encoded, nonsense. */
final class HeadersTest {
    private static Headers headers(String text, Charset charset) {
        return Headers.parse(text.replace("\n", "\r\n").getBytes(charset));
    }

    private static String subject(String value) {
        return headers("Subject: " + value + "\n\n", StandardCharsets.ISO_8859_1)
                .text("subject");
    }

    @Test
    void foldedLinesAreOne() {
        assertEquals("one two three", subject("one\n two\n\tthree"));
        assertEquals(
                "one two",
                headers("Subject:\n one\n two", StandardCharsets.UTF_8).text("Subject"));
    }

    @Test
    void theBodyIsNotReadAndGarbageIsSkipped() {
        var headers =
                headers("From mbox\nno field here\nSubject : spaced\n\nTo: body@example.org\n", StandardCharsets.UTF_8);
        assertEquals("spaced", headers.text("Subject"));
        assertEquals(Optional.empty(), headers.raw("To"));
    }

    @Test
    void encodedWordsAreDecoded() {
        assertEquals("Café", subject("=?iso-8859-1?q?Caf=E9?="));
        assertEquals("a b", subject("=?us-ascii?Q?a_b?="));
        assertEquals("ab", subject("=?UTF-8?Q?a?=\n =?utf-8?Q?b?="), "white space between words is not text");
        assertEquals("a b", subject("=?UTF-8?Q?a?= b"));
        assertEquals("xé", subject("x=?UTF-8*de?Q?=C3=A9?="), "a language, and no space before");
        assertEquals("é?", subject("=?utf-8?Q?=C3=A9??="));
    }

    @Test
    void aCharacterCutByTwoWordsIsOneAgain() {
        assertEquals("会議", subject("=?utf-8?B?5Lya6A==?= =?utf-8?B?rbA=?="));
        assertEquals("ü", subject("=?utf-8?Q?=C3?=\n =?UTF-8?Q?=BC?="));
    }

    @Test
    void nonsenseStaysReadable() {
        assertEquals("=?utf-8?Z?x?=", subject("=?utf-8?Z?x?="));
        assertEquals("=?utf-8?Q?open", subject("=?utf-8?Q?open"));
        assertEquals("=? =?= =??=", subject("=? =?= =??="));
        assertEquals("a=ZZb", subject("=?utf-8?Q?a=ZZb?="));
        assertEquals("", subject("=?utf-8?Q??="));
    }

    @Test
    void decodedLineEndsAreSpaces() {
        assertEquals("a  b", subject("=?utf-8?Q?a=0D=0Ab?="));
    }

    @Test
    void rawTextIsReadInTheCharsetItLooksLike() {
        assertEquals("Grüße", headers("Subject: Grüße", StandardCharsets.UTF_8).text("Subject"));
        assertEquals(
                "Grüße",
                headers("Subject: Grüße", Charset.forName("windows-1252")).text("Subject"));
        assertEquals(
                "Zoë", headers("Subject: Zoë", Charset.forName("windows-1252")).text("Subject"), "at the very end");
        assertEquals(
                "Привет, как дела",
                headers("Subject: Привет, как дела", Charset.forName("windows-1251"))
                        .text("Subject"));
    }

    @Test
    void parametersOfRfc2231() {
        var parsed = Parameters.parse("attachment; FileName*0*=utf-8''a%20%C3; filename*1*=%A9; filename*2=\".pdf\"");
        assertEquals("a é.pdf", Parameters.decoded(parsed, "filename"));
        assertEquals("ä", Parameters.decoded(Map.of("name*", "ISO-8859-1'de'%E4"), "name"));
        assertEquals("100%.txt", Parameters.decoded(Map.of("name*", "utf-8''100%.txt"), "name"));
        assertEquals("onetwo", Parameters.decoded(Map.of("name*0", "one", "name*1", "two"), "name"));
        assertEquals("é.txt", Parameters.decoded(Map.of("name", "=?utf-8?Q?=C3=A9?=.txt"), "name"));
        assertEquals("é", Parameters.decoded(Map.of("name", "\u00C3\u00A9"), "name"), "raw UTF-8");
        assertEquals("日", Parameters.decoded(Map.of("name", "日"), "name"), "a host that decoded it");
    }

    @Test
    void parametersAsTheyAreWritten() {
        var parsed = Parameters.parse("text/plain (comment); charset = \"ut\\f-8\" ; name=two words.txt;; x; y=\"open");
        assertEquals(
                Map.of("", "text/plain", "charset", "utf-8", "name", "two words.txt", "x", "", "y", "\"open"), parsed);
    }

    @Test
    void dates() {
        var expected = Optional.of(Instant.parse("2026-11-21T08:30:00Z"));
        for (String text : List.of(
                "Sat, 21 Nov 2026 09:30:00 +0100",
                "21 Nov 2026 08:30 GMT",
                "Sat, 21 Nov 26 03:30:00 EST",
                "Sat Nov 21 08:30:00 2026",
                "Saturday, 21-Nov-26 08:30:00 UTC",
                "Sat, 21 November 2026 09:30:00.123 (CET) +0100 (Central)",
                "Sat,21 Nov 2026 09:30:00 GMT+0100",
                "Sat, 21 Nov 2026 09:30:00 +01:00",
                "Sat, 21 Nov 2026 03:00:00 -05:30",
                "Sat, 21 Nov 2026 08:30:00 Z")) assertEquals(expected, MailDates.parse(text), text);
    }

    @Test
    void datesThatAreNone() {
        for (String text : List.of(
                "",
                "x",
                "32 Nov 2026 09:00 +0000",
                "21 Foo 2026 09:00",
                "21 Nov 2026 25:00",
                "21 Nov 2026 aa:bb",
                "21 Nov",
                "-",
                ":",
                "+",
                "1-2-3",
                "--",
                "21-Nov-",
                "9".repeat(1000))) assertEquals(Optional.empty(), MailDates.parse(text), text);
    }

    @Test
    void messageIds() {
        var headers =
                headers("References: <a@b> junk <c@d>\n <e@f>\nIn-Reply-To: bare@id rest\n", StandardCharsets.UTF_8);
        assertEquals(List.of("<a@b>", "<c@d>", "<e@f>"), headers.ids("References"));
        assertEquals(List.of("<bare@id>"), headers.ids("In-Reply-To"));
        assertEquals(List.of(), headers.ids("Message-ID"));
    }
}
