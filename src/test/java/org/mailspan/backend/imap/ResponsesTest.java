package org.mailspan.backend.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResponsesTest {
    private static final List<String> SAID = List.of(
            "* OK hello\r\n",
            "* 1 FETCH (BODY[1] {5}\r\nab\r\n) FLAGS ())\r\n",
            "* 2 FETCH (BODY[1] {0}\r\n BODY[2] {3}\r\nabc)\r\n",
            "* LIST () \".\" {3}\r\n{9}\r\n",
            "* 3 FETCH (BODY[1] {30000}\r\n" + "x".repeat(30_000) + ")\r\n",
            "* 4 FETCH (BODY[1] {2000}\r\n" + "y".repeat(2000) + " BODY[2] {3}\r\nabc BODY[3] {600}\r\n"
                    + "z".repeat(600) + " UID 9)\r\n",
            "* OK a line with a bare \n in it\r\n",
            "* OK no literal {}\r\n",
            "* OK none either {12x}\r\n",
            "* OK nor this {99999999999999999999}\r\n",
            "a1 OK done\r\n");

    @Test
    void responsesComeWholeHoweverTheyArrive() throws Exception {
        var random = new Random(3);
        byte[] wire = String.join("", SAID).getBytes(ISO_8859_1);
        for (int run = 0; run < 50; run++) {
            int most = run < 2 ? 1 : 1 + random.nextInt(20_000);
            var responses = new Responses(inPieces(wire, random, most));
            var heard = new ArrayList<String>();
            for (int i = 0; i < SAID.size(); i++) heard.add(next(responses));
            assertEquals(SAID, heard);
            assertThrows(IOException.class, () -> next(responses));
        }
    }

    private static InputStream inPieces(byte[] wire, Random random, int most) {
        return new ByteArrayInputStream(wire) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1 + random.nextInt(most)));
            }
        };
    }

    private static String next(Responses responses) throws IOException {
        var response = responses.readResponse(null);
        var whole = new StringBuilder(new String(response.getBytes(), 0, response.getCount(), ISO_8859_1));
        for (Responses.Aside aside : responses.asides().reversed())
            whole.insert(aside.at(), new String(aside.octets(), ISO_8859_1));
        return whole.toString();
    }

    @Test
    void aTimeoutBetweenResponsesLosesNothing() throws Exception {
        var responses = new Responses(new InputStream() {
            private int reads;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (reads++ == 0) throw new SocketTimeoutException("nothing yet");
                byte[] line = "* OK later\r\n".getBytes(ISO_8859_1);
                System.arraycopy(line, 0, into, offset, line.length);
                return line.length;
            }
        });
        assertThrows(SocketTimeoutException.class, () -> next(responses));
        assertEquals("* OK later\r\n", next(responses));
    }

    @Test
    void moreThanFitsIntoMemoryIsNotWaitedFor() {
        var responses =
                new Responses(new ByteArrayInputStream("* 1 FETCH (BODY[] {2147480000}\r\nabc".getBytes(ISO_8859_1)));
        var refused = assertThrows(IOException.class, () -> next(responses));
        assertEquals("the host announces 2147480000 octets at once", refused.getMessage());
    }

    @Test
    void aLiteralThatIsCutOffIsAnError() {
        var responses = new Responses(new ByteArrayInputStream("* 1 FETCH (BODY[] {10}\r\nabc".getBytes(ISO_8859_1)));
        assertThrows(IOException.class, () -> next(responses));
    }
}
