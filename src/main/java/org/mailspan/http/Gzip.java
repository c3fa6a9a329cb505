package org.mailspan.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.mailspan.wbxml.Pieces;

/** The one content coding that is spoken, both ways (quirk A12). */
final class Gzip {
    /** Below this the answer fits into one packet anyway; it keeps Ping and an empty Sync from being packed. */
    private static final int WORTH_IT = 1024;

    private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final int CHUNK = 16 * 1024;

    /** Of a weight that is no weight. */
    private static final Pattern REFUSED = Pattern.compile("q\\s*=\\s*0(\\.0*)?");

    private Gzip() {}

    /** Whether an Accept-Encoding header takes gzip; {@code gzip;q=0} refuses it. */
    static boolean isAccepted(String header) {
        for (String one : header.toLowerCase(Locale.ROOT).split(",")) {
            int end = one.indexOf(';');
            String coding = end < 0 ? one : one.substring(0, end);
            if (!coding.strip().equals("gzip")) continue;
            return end < 0 || !REFUSED.matcher(one.substring(end + 1).strip()).matches();
        }
        return false;
    }

    /** The packed octets, if that pays. */
    static Optional<Pieces> packed(Pieces plain) {
        if (plain.size() < WORTH_IT) return Optional.empty();
        var out = new Pieces();
        try (Packing packing = packing(out)) {
            plain.writeTo(packing);
            packing.finish();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.size() < plain.size() ? Optional.of(out) : Optional.empty();
    }

    /** Packs what is written to it, piece by piece. */
    static Packing packing(OutputStream out) throws IOException {
        out.write(HEAD);
        return new Packing(out);
    }

    /** Closing it gives its memory back, and leaves what is below open. */
    static final class Packing extends OutputStream {
        private final OutputStream out;
        private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        private final DeflaterOutputStream deflated;
        private final CRC32 check = new CRC32();

        private Packing(OutputStream out) {
            this.out = out;
            deflated = new DeflaterOutputStream(out, deflater, CHUNK);
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
            check.update(octets, from, length);
            deflated.write(octets, from, length);
        }

        /** An answer that broke off must not look complete, so only {@link #finish} writes the end. */
        void finish() throws IOException {
            deflated.finish();
            var end = new ByteArrayOutputStream();
            littleEndian(end, check.getValue());
            littleEndian(end, deflater.getBytesRead());
            end.writeTo(out);
        }

        @Override
        public void close() {
            deflater.end();
        }
    }

    private static void littleEndian(ByteArrayOutputStream out, long number) {
        for (int shift = 0; shift < 32; shift += 8) out.write((int) (number >>> shift));
    }
}
