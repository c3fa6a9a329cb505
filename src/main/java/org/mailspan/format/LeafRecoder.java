package org.mailspan.format;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailspan.wbxml.Utf8Text;

/** Takes a message from its beginning and writes it with the given parts in base64. */
final class LeafRecoder extends OutputStream {
    /** A longer text whose charset is not told goes out as it is: to find out it would have to lie in memory. */
    private static final long LONGEST_GUESSED = 1 << 20;

    private static final int LONGEST_LINE = 64 << 10;

    private enum Place {
        BETWEEN,
        HEADER,
        BODY
    }

    private final OutputStream out;
    private final long size;
    private final Iterator<LeafScan.Leaf> leaves;
    private final ByteArrayOutputStream header = new ByteArrayOutputStream();
    private final Stretch stretch = new Stretch();
    private LeafScan.@Nullable Leaf leaf;
    private Place place = Place.BETWEEN;
    private long position;
    private OutputStream into = stretch;
    private @Nullable ByteArrayOutputStream guessed;

    /** @param size of the message */
    LeafRecoder(List<LeafScan.Leaf> leaves, long size, OutputStream out) {
        this.leaves = leaves.iterator();
        this.size = size;
        this.out = out;
        next();
    }

    private void next() {
        leaf = leaves.hasNext() ? leaves.next() : null;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
        for (int at = from; at < from + length; ) {
            turn();
            int some = (int) Math.min(from + length - at, edge() - position);
            into.write(octets, at, some);
            position += some;
            at += some;
        }
    }

    /** After the last octet. */
    void finish() throws IOException {
        turn();
        stretch.finish();
    }

    private long edge() {
        LeafScan.Leaf here = leaf;
        if (here == null) return Long.MAX_VALUE;
        return switch (place) {
            case BETWEEN -> here.start();
            case HEADER -> here.body();
            case BODY -> here.end();
        };
    }

    private void turn() throws IOException {
        for (LeafScan.Leaf here = leaf; here != null && position == edge(); here = leaf)
            switch (place) {
                case BETWEEN -> {
                    stretch.finish();
                    header.reset();
                    into = header;
                    place = Place.HEADER;
                }
                case HEADER -> {
                    begin(here);
                    place = Place.BODY;
                }
                case BODY -> {
                    end(here);
                    into = stretch;
                    place = Place.BETWEEN;
                    next();
                }
            }
    }

    private void begin(LeafScan.Leaf here) throws IOException {
        boolean guess = here.undeclared() && here.end() - here.body() <= LONGEST_GUESSED;
        byte[] old = header.toByteArray();
        String type = guess ? here.mediaType() + "; charset=utf-8" : "";
        text(CarriedMime.header(old, new MimeTree.Extent(0, old.length, old.length), type, here.start() == 0));
        guessed = guess ? new ByteArrayOutputStream() : null;
        OutputStream decoded = guessed == null ? Base64.getMimeEncoder().wrap(new Open(out)) : guessed;
        into = TransferDecoding.to(decoded, here.encoding());
    }

    private void end(LeafScan.Leaf here) throws IOException {
        into.close();
        ByteArrayOutputStream text = guessed;
        if (text != null) {
            boolean isHtml = here.mediaType().equals("text/html");
            byte[] utf8 = Charsets.decode(text.toByteArray(), "", isHtml).getBytes(StandardCharsets.UTF_8);
            out.write(Base64.getMimeEncoder().encode(utf8));
        }
        if (here.end() == size) text("\r\n");
    }

    private void text(String text) throws IOException {
        Utf8Text.of(text).writeTo(out);
    }

    /** The encoder above it ends, and this does not. */
    private static final class Open extends FilterOutputStream {
        Open(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
            out.write(octets, from, length);
        }

        @Override
        public void close() {}
    }

    /** What lies between: sound as it is but for headers, whose charset is guessed for all up to an empty line. */
    private final class Stretch extends OutputStream {
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private int line;

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
            int run = from;
            for (int i = from; i < from + length; i++) {
                if (octets[i] != '\r') line++;
                if (octets[i] != '\n') continue;
                boolean ends = line == 1 || held.size() + i - run >= LONGEST_LINE;
                line = 0;
                if (!ends) continue;
                held.write(octets, run, i + 1 - run);
                run = i + 1;
                finish();
            }
            held.write(octets, run, from + length - run);
            if (held.size() > 2 * LONGEST_LINE) split();
        }

        /** A line without end, perhaps within a character. */
        private void split() throws IOException {
            byte[] line = held.toByteArray();
            int end = line.length;
            while (end > line.length - 3 && (line[end - 1] & 0xC0) == 0x80) end--;
            if ((line[end - 1] & 0xC0) == 0xC0) end--;
            held.reset();
            held.write(line, 0, end);
            finish();
            held.write(line, end, line.length - end);
        }

        void finish() throws IOException {
            byte[] octets = held.toByteArray();
            held.reset();
            if (Carried.isSound(octets, 0, octets.length)) out.write(octets);
            else text(Charsets.decode(octets, ""));
        }
    }
}
