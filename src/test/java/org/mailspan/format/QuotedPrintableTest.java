package org.mailspan.format;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuotedPrintableTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "Hi, Hi",
                "a=b, a=3Db",
                "ü, =C3=BC",
                "\"end \", end=20",
                "\"a \nb\t\", \"a=20\r\nb=09\"",
                "\"a\rb\nc\r\nd\", \"a\r\nb\r\nc\r\nd\"",
                "From: a, From: a",
                "From a, =46rom a",
                ".x, =2Ex"
            })
    void whatMailServersMayTouchIsEncoded(String text, String encoded) {
        assertEquals(encoded, QuotedPrintable.of(text));
    }

    @Test
    void anyTextComesBackAndNoLineIsTooLong() {
        var random = new Random(1);
        String alphabet = "abc =.\t\u00fc\u20ac\ud83d\ude00F";
        for (int round = 0; round < 300; round++) {
            var text = new StringBuilder();
            for (int i = 0; i < random.nextInt(300); i++) {
                int at = alphabet.offsetByCodePoints(0, random.nextInt(alphabet.codePointCount(0, alphabet.length())));
                text.appendCodePoint(alphabet.codePointAt(at));
                if (random.nextInt(30) == 0) text.append("\r\n");
            }
            String encoded = QuotedPrintable.of(text.toString());
            for (String line : encoded.split("\r\n", -1)) assertTrue(line.length() <= 76, line);
            byte[] decoded = TransferDecoding.decode(encoded.getBytes(US_ASCII), "quoted-printable");
            assertEquals(text.toString(), new String(decoded, UTF_8));
        }
    }
}
