package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailspan.support.Shows;

/** What is sent stays in the conversation of what it answers, and in its place there. */
class ConversationTest {
    @Test
    @Shows("MS-ASCON_R82 MS-ASCON_R86 MS-ASCON_R87 MS-ASCON_R88 MS-ASCON_R90 MS-ASCON_R91 MS-ASCON_R92 MS-ASCON_R95 "
            + "MS-ASCON_R97 MS-ASCON_R259 MS-ASCON_R260 MS-ASCON_R304 MS-ASCON_R305 MS-ASCON_R306 MS-ASCON_R307 "
            + "MS-ASCON_R308 MS-ASCON_R309 MS-ASCON_R323 MS-ASCON_R400")
    void theIndexOfAnAnswerBeginsWithTheOriginals() {
        var first = "Message-ID: <1@x>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000";
        var second = answer(first, "Message-ID: <2@x>\r\nDate: Sat, 21 Nov 2026 12:00:00 +0000");
        var third = answer(second, "Message-ID: <3@x>\r\nDate: Fri, 21 Jan 2028 12:00:00 +0000");
        byte[] one = index(first);
        byte[] two = index(second);
        byte[] three = index(third);
        assertEquals(List.of(5, 10, 15), List.of(one.length, two.length, three.length));
        assertArrayEquals(one, Arrays.copyOf(two, 5));
        assertArrayEquals(two, Arrays.copyOf(three, 10));
        assertEquals(id(first), id(third));
        // two hours in units of 2^18 times 100 ns, but for what the header cut off
        assertTrue(Math.abs((7200 * 10_000_000L >> 18) - number(two, 5)) <= 1);
        assertTrue(number(three, 10) > number(two, 5));
        var late = answer(first, "Message-ID: <4@x>\r\nDate: Wed, 21 Nov 2029 10:00:00 +0000");
        assertTrue(Math.abs((1096L * 86_400 * 10_000_000L >> 23 | 0x8000_0000L) - number(index(late), 5)) <= 1);
    }

    private static String answer(String original, String mail) {
        return mail + "\r\n"
                + Threading.fields(headers(mail), headers(original)).strip();
    }

    private static Headers headers(String text) {
        return Headers.parse(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static long number(byte[] octets, int at) {
        long number = 0;
        for (int i = at; i < at + 4; i++) number = number << 8 | octets[i] & 0xFF;
        return number;
    }

    @Test
    void aConversationOfManyAnswersStaysAHeader() {
        String mail = "Message-ID: <0@x>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000";
        for (int i = 1; i < 210; i++)
            mail = answer(mail, "Message-ID: <" + i + "@x>\r\nDate: Sat, 21 Nov 2026 12:00:00 +0000");
        assertTrue(mail.lines().allMatch(line -> line.length() < 80), mail);
        assertEquals(id("Message-ID: <0@x>"), id(mail));
    }

    @Test
    void whatAnAnswerWouldNotNameNamesNoConversation() {
        String longest = "<" + "x".repeat(300) + "@x>";
        String mail = "Message-ID: <2@x>\r\nReferences: " + longest + "\r\n";
        assertEquals(id(mail), id(answer(mail, "Message-ID: <3@x>")));
        String several = "Message-ID: <2@x>\r\nIn-Reply-To: <0@x> <1@x>\r\n";
        assertEquals(id(several), id(answer(several, "Message-ID: <3@x>")));
        assertEquals(id(several), id("Message-ID: <4@x>\r\nReferences: <2@x>"), "as RFC 5322 3.6.4 has it");
    }

    private static byte[] index(String header) {
        return Conversation.index(headers(header), Golden.RECEIVED).bytes();
    }

    private static String id(String header) {
        return Conversation.name(headers(header));
    }
}
