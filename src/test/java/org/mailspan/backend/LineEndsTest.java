package org.mailspan.backend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LineEndsTest {
    private static String written(String text, int at) throws IOException {
        var out = new ByteArrayOutputStream();
        byte[] octets = text.getBytes(US_ASCII);
        try (var ends = new LineEnds(out)) {
            ends.write(octets, 0, at);
            ends.write(octets, at, octets.length - at);
        }
        return out.toString(US_ASCII);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "\"a\r\nb\r\n\", \"a\r\nb\r\n\"",
                "\"a\nb\", \"a\r\nb\"",
                "\"a\rb\r\", \"a\r\nb\r\n\"",
                "\"\r\r\n\n\", \"\r\n\r\n\r\n\"",
                "\"a\r.\r\", \"a\r\n.\r\n\""
            })
    void everyLineEndIsWhole(String text, String whole) throws IOException {
        for (int at = 0; at <= text.length(); at++) assertEquals(whole, written(text, at), "cut at " + at);
    }

    @Test
    void nothingElseChanges() throws IOException {
        var random = new Random(1);
        for (int round = 0; round < 500; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) text.append("ab\r\n".charAt(random.nextInt(4)));
            String plain = text.toString();
            String expected = plain.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
            assertEquals(expected, written(plain, random.nextInt(plain.length() + 1)));
        }
    }
}
