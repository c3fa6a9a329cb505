package org.mailspan.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes inputs of inputs: octets changed, cut out and doubled, words put in, one joined to another. The same seed makes
 * the same inputs.
 */
final class Mutator {
    /** So that doubling does not run away. */
    private static final int LONGEST = 100_000;

    private static final int[] TELLING = {0x00, 0x01, 0x03, 0x0A, 0x0D, 0x20, 0x22, 0x28, 0x7F, 0x80, 0xC0, 0xC3, 0xFF};

    private final Random random;
    private final List<byte[]> seeds;
    private final List<byte[]> words;

    Mutator(Target target, long seed) {
        random = new Random(seed);
        seeds = target.seeds().get();
        words = target.words().stream()
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    byte[] next() {
        byte[] input = any(seeds);
        for (int n = random.nextInt(6); n >= 0; n--) input = changed(input);
        return input;
    }

    private byte[] any(List<byte[]> of) {
        return of.get(random.nextInt(of.size()));
    }

    private byte[] changed(byte[] in) {
        int at = random.nextInt(in.length + 1);
        int to = Math.min(in.length, at + 1 + random.nextInt(random.nextInt(10) == 0 ? in.length + 1 : 16));
        return switch (random.nextInt(9)) {
            case 0 -> Arrays.copyOf(in, at);
            case 1 -> joined(in, at, new byte[0], to);
            case 2 -> joined(in, at, new byte[] {(byte) random.nextInt(256)}, to);
            case 3 -> joined(in, at, new byte[] {(byte) TELLING[random.nextInt(TELLING.length)]}, at);
            case 4, 5 -> words.isEmpty() ? in : joined(in, at, any(words), random.nextBoolean() ? at : to);
            case 6 -> repeated(in, at, to);
            case 7 -> flipped(in);
            default -> {
                byte[] other = any(seeds);
                int from = random.nextInt(other.length + 1);
                yield joined(in, at, Arrays.copyOfRange(other, from, other.length), in.length);
            }
        };
    }

    /** Depth and number are what a reader most easily forgets to bound. */
    private byte[] repeated(byte[] in, int from, int to) {
        byte[] piece = Arrays.copyOfRange(in, from, to);
        int times = Math.min(random.nextInt(4) == 0 ? 2000 : 3, LONGEST / Math.max(1, in.length));
        byte[] all = new byte[piece.length * times];
        for (int i = 0; i < times; i++) System.arraycopy(piece, 0, all, i * piece.length, piece.length);
        return all.length > LONGEST ? in : joined(in, to, all, to);
    }

    private byte[] flipped(byte[] in) {
        if (in.length == 0) return in;
        byte[] out = in.clone();
        out[random.nextInt(out.length)] ^= (byte) (1 << random.nextInt(8));
        return out;
    }

    private static byte[] joined(byte[] in, int end, byte[] middle, int from) {
        byte[] all = Arrays.copyOf(in, end + middle.length + in.length - from);
        System.arraycopy(middle, 0, all, end, middle.length);
        System.arraycopy(in, from, all, end + middle.length, in.length - from);
        return all;
    }
}
