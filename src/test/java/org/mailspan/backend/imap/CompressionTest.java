package org.mailspan.backend.imap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What goes through one of the two streams comes out of the other as it was, whenever it is flushed. */
final class CompressionTest {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Deflating out = new Deflating(line);

    private static byte[] letters(int length) {
        byte[] text = new byte[length];
        var random = new Random(length);
        for (int i = 0; i < length; i++) text[i] = (byte) ('a' + random.nextInt(4));
        return text;
    }

    @Test
    void whatIsFlushedCanBeRead() throws IOException {
        var all = new ByteArrayOutputStream();
        for (int length : new int[] {1, 20, 4095, 4096, 4097, 3, 200_000, 5, 0, 70_000, 12}) {
            byte[] text = letters(length);
            out.write(text);
            out.flush();
            all.write(text);
            byte[] read =
                    new Inflating(new byte[0], new ByteArrayInputStream(line.toByteArray())).readNBytes(all.size());
            assertArrayEquals(all.toByteArray(), read, "after " + length);
        }
    }

    @Test
    void smallOnesCostFiveOctetsAndLargeOnesAreMadeSmall() throws IOException {
        out.write(letters(30));
        out.flush();
        assertEquals(35, line.size());
        line.reset();
        out.write(letters(100_000));
        out.flush();
        assertTrue(line.size() < 35_000, line.size() + " octets");
    }

    @Test
    void nothingIsWrittenForNothing() throws IOException {
        out.flush();
        out.flush();
        assertEquals(0, line.size());
    }

    @Test
    void octetByOctetIsTheSame() throws IOException {
        byte[] text = letters(10_000);
        for (byte octet : text) out.write(octet);
        out.flush();
        var in = new Inflating(new byte[0], new ByteArrayInputStream(line.toByteArray()));
        for (byte octet : text) assertEquals(octet, in.read());
        assertEquals(-1, in.read());
    }

    @Test
    void whatCameEarlyIsReadFirst() throws IOException {
        out.write("* OK early".getBytes(US_ASCII));
        out.flush();
        byte[] all = line.toByteArray();
        var in = new Inflating(Arrays.copyOf(all, 7), new ByteArrayInputStream(Arrays.copyOfRange(all, 7, all.length)));
        assertEquals("* OK early", new String(in.readNBytes(10), US_ASCII));
    }

    @Test
    void aReadThatTimesOutLosesNothing() throws IOException {
        out.write("* 1 EXISTS".getBytes(US_ASCII));
        out.flush();
        byte[] all = line.toByteArray();
        var in = new Inflating(new byte[0], new InputStream() {
            private int at;
            private boolean late;

            @Override
            public int read() throws IOException {
                late = !late;
                if (late) throw new SocketTimeoutException("not yet");
                return all[at++] & 0xff;
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                into[from] = (byte) read();
                return 1;
            }
        });
        var read = new StringBuilder();
        while (read.length() < 10) {
            try {
                read.append((char) in.read());
            } catch (SocketTimeoutException again) {
                // as an IDLE does
            }
        }
        assertEquals("* 1 EXISTS", read.toString());
    }

    @Test
    void rubbishIsABrokenConnection() {
        byte[] rubbish = new byte[100];
        Arrays.fill(rubbish, (byte) 0xff);
        assertThrows(IOException.class, () -> new Inflating(new byte[0], new ByteArrayInputStream(rubbish)).read());
    }

    @Test
    void whoReadsWhatWasClosedIsToldSo() {
        var in = new Inflating(new byte[0], InputStream.nullInputStream());
        in.close();
        in.close();
        assertThrows(IOException.class, in::read);
    }

    @Test
    void onlyHostsFarAwayAreWorthIt() throws IOException {
        for (String near :
                new String[] {"127.0.0.1", "::1", "192.168.1.2", "10.0.0.1", "172.16.3.4", "fe80::1", "fd00::1"})
            assertFalse(Compression.REMOTE.isFor(InetAddress.getByName(near)), near);
        for (String far : new String[] {"192.0.2.1", "2001:db8::1", "100.64.0.1"})
            assertTrue(Compression.REMOTE.isFor(InetAddress.getByName(far)), far);
        assertTrue(Compression.ALWAYS.isFor(InetAddress.getLoopbackAddress()));
        assertFalse(Compression.NEVER.isFor(InetAddress.getByName("192.0.2.1")));
    }
}
