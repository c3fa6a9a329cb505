package org.mailspan.format;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Undoes a Content-Transfer-Encoding (RFC 2045 6), whole or as a stream. Lenient: what is not of the encoding is
 * skipped (base64) or kept as it is (quoted-printable, what is no uuencode), input that ends too early gives what there
 * was. An encoding that is not known is taken for none.
 */
public final class TransferDecoding {
    private static final int CHUNK = 8 << 10;

    private TransferDecoding() {}

    /** The state between two pieces of the input. */
    sealed interface Decoder permits Base64Decoder, QuotedPrintableDecoder, UuDecoder {
        /** The most octets that so many of input can give, together with what is held back from earlier pieces. */
        int capacity(int octets);

        /** @return how many octets were written to {@code out} from {@code at} on */
        int decode(byte[] in, int from, int to, byte[] out, int at);

        int finish(byte[] out, int at);
    }

    private static Optional<Decoder> decoder(String encoding) {
        return switch (encoding) {
            case "base64" -> Optional.of(new Base64Decoder());
            case "quoted-printable" -> Optional.of(new QuotedPrintableDecoder());
            case "uuencode", "x-uuencode", "x-uue" -> Optional.of(new UuDecoder());
            default -> Optional.empty();
        };
    }

    /** A stream that writes decoded what is written to it encoded. Closing it completes, and closes {@code out}. */
    public static OutputStream to(OutputStream out, String encoding) {
        return decoder(encoding).<OutputStream>map(how -> new Decoded(out, how)).orElse(out);
    }

    /** A stream of the decoded octets of {@code in}. */
    public static InputStream from(InputStream in, String encoding) {
        return decoder(encoding).<InputStream>map(how -> new Decoding(in, how)).orElse(in);
    }

    /** The decoded octets; the array itself if there is nothing to decode. */
    public static byte[] decode(byte[] octets, String encoding) {
        return decoder(encoding).map(how -> decode(octets, how)).orElse(octets);
    }

    private static byte[] decode(byte[] octets, Decoder decoder) {
        byte[] out = new byte[decoder.capacity(octets.length)];
        int size = decoder.decode(octets, 0, octets.length, out, 0);
        size += decoder.finish(out, size);
        return size == out.length ? out : Arrays.copyOf(out, size);
    }

    /**
     * About how many octets an encoded part has when decoded; base64 in lines of 76 with CRLF, as it is always sent, and
     * uuencode in those of 61.
     */
    public static long estimate(long octets, String encoding) {
        return switch (encoding) {
            case "base64" -> octets / 78 * 57 + octets % 78 * 3 / 4;
            case "uuencode", "x-uuencode", "x-uue" -> octets / 63 * 45 + octets % 63 * 3 / 4;
            default -> octets;
        };
    }

    private static final class Decoded extends FilterOutputStream {
        private final Decoder decoder;
        private boolean closed;

        Decoded(OutputStream out, Decoder decoder) {
            super(out);
            this.decoder = decoder;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            byte[] decoded = new byte[decoder.capacity(Math.min(length, CHUNK))];
            for (int at = offset, end = offset + length; at < end; ) {
                int to = Math.min(end, at + CHUNK);
                out.write(decoded, 0, decoder.decode(octets, at, to, decoded, 0));
                at = to;
            }
        }

        @Override
        public void close() throws IOException {
            if (closed) return;
            closed = true;
            byte[] rest = new byte[decoder.capacity(0)];
            out.write(rest, 0, decoder.finish(rest, 0));
            super.close();
        }
    }

    private static final class Decoding extends InputStream {
        private final InputStream in;
        private final Decoder decoder;
        private final byte[] encoded = new byte[CHUNK];
        private byte[] decoded = new byte[0];
        private int position;
        private int filled;
        private boolean ended;

        Decoding(InputStream in, Decoder decoder) {
            this.in = in;
            this.decoder = decoder;
        }

        @Override
        public int read() throws IOException {
            return fill() ? decoded[position++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) return 0;
            if (!fill()) return -1;
            int run = Math.min(length, filled - position);
            System.arraycopy(decoded, position, into, offset, run);
            position += run;
            return run;
        }

        private boolean fill() throws IOException {
            while (position == filled && !ended) {
                int read = in.read(encoded);
                int capacity = decoder.capacity(Math.max(read, 0));
                if (decoded.length < capacity) decoded = new byte[capacity];
                position = 0;
                ended = read < 0;
                filled = ended ? decoder.finish(decoded, 0) : decoder.decode(encoded, 0, read, decoded, 0);
            }
            return position < filled;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
