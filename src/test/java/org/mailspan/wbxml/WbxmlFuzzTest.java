package org.mailspan.wbxml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Documents of phones with bytes changed: the reader answers an element or a {@link WbxmlException}, nothing else, and
 * takes memory in proportion to what came. A failure names its seed and the bytes.
 */
final class WbxmlFuzzTest {
    private static final long SEED = Long.getLong("mailspan.seed", 26);
    private static final int MUTANTS = 30_000;

    /** Global tokens, ends of numbers, page switches: where a reader's decisions lie. */
    private static final int[] TELLING = {0x00, 0x01, 0x02, 0x03, 0x04, 0x40, 0x43, 0x7F, 0x80, 0x83, 0xC3, 0xFF, 0x45};

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void anyMutantIsReadOrRefusedWithinItsMemory() {
        List<byte[]> documents =
                Samples.documents().stream().map(WbxmlWriter::bytes).toList();
        loadClasses(documents);
        int read = 0;
        for (long seed = SEED; seed < SEED + MUTANTS; seed++) {
            byte[] mutant = mutant(documents, new Random(seed));
            if (isRead(mutant, "seed " + seed)) read++;
        }
        assertTrue(read > MUTANTS / 20 && read < MUTANTS * 19 / 20, "mutants should be of both kinds, read: " + read);
    }

    /** Else the first mutants would be charged for them. */
    private static void loadClasses(List<byte[]> documents) {
        for (int seed = 0; seed < 500; seed++)
            attempt(mutant(documents, new Random(seed)), "seed " + seed, seed % 2 == 0);
    }

    private static boolean isRead(byte[] document, String name) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean read = attempt(document, name, false);
        boolean streamed = attempt(document, name, true);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertEquals(read, streamed, () -> name + " differs from a stream");
        assertTrue(allocated < 80_000 + 100L * document.length, () -> name + " took " + allocated + " bytes");
        return read;
    }

    private static boolean attempt(byte[] document, String name, boolean streamed) {
        try {
            if (streamed) WbxmlReader.read(new ByteArrayInputStream(document), Limits.DEFAULT);
            else WbxmlReader.read(document, Limits.DEFAULT);
            return true;
        } catch (WbxmlException refused) {
            return false;
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(name + ": " + HexFormat.of().formatHex(document), e);
        }
    }

    private static byte[] mutant(List<byte[]> documents, Random random) {
        byte[] mutant = documents.get(random.nextInt(documents.size())).clone();
        for (int i = random.nextInt(4); i >= 0; i--) mutant = changed(mutant, documents, random);
        return mutant;
    }

    private static byte[] changed(byte[] bytes, List<byte[]> documents, Random random) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(8));
        byte[] head = Arrays.copyOf(bytes, at);
        byte[] tail = Arrays.copyOfRange(bytes, end, bytes.length);
        return switch (random.nextInt(7)) {
            case 0 -> head;
            case 1 -> joined(head, tail);
            case 2 -> joined(head, new byte[] {(byte) random.nextInt(256)}, tail);
            case 3 -> joined(head, new byte[] {(byte) TELLING[random.nextInt(TELLING.length)]}, tail);
            case 4 -> joined(head, number(random), Arrays.copyOfRange(bytes, at, bytes.length));
            case 5 -> joined(Arrays.copyOf(bytes, end), Arrays.copyOfRange(bytes, at, bytes.length));
            default -> {
                byte[] other = documents.get(random.nextInt(documents.size()));
                yield joined(head, Arrays.copyOfRange(other, random.nextInt(other.length), other.length));
            }
        };
    }

    /** OPAQUE or a tag, and a length of any size behind it. */
    private static byte[] number(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(6)];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (0x80 | random.nextInt(128));
        bytes[0] = (byte) (random.nextBoolean() ? 0xC3 : 0x45);
        bytes[bytes.length - 1] &= 0x7F;
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        try {
            for (byte[] part : parts) out.write(part);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }
}
