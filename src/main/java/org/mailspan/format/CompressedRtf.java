package org.mailspan.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Undoes the compression that Exchange keeps RTF in (MS-OXRTFCP 2.2): runs out of the last 4096 octets. */
final class CompressedRtf {
    private static final int COMPRESSED = 0x75465A4C;
    private static final int UNCOMPRESSED = 0x414C454D;
    private static final int HEADER_AFTER_SIZE = 12;
    private static final int WINDOW = 4096;
    private static final int LARGEST = 4 << 20;

    /** MS-OXRTFCP 2.1.2: what the window holds before the first octet. */
    private static final byte[] PRELOAD = ("{\\r"
        + "tf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS"
        + " Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\r"
        + "ed0\\green0\\blue0\r\n"
        + "\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx")
            .getBytes(StandardCharsets.US_ASCII);

    private final byte[] window = new byte[WINDOW];
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int at = PRELOAD.length;

    private CompressedRtf() {
        System.arraycopy(PRELOAD, 0, window, 0, PRELOAD.length);
    }

    /** Empty if it is not that, or grows out of all proportion. */
    static Optional<byte[]> read(TnefReader in) {
        try {
            long size = in.number() - HEADER_AFTER_SIZE;
            long raw = in.number();
            int kind = (int) in.number();
            in.skip(4);
            if (kind == UNCOMPRESSED)
                return Optional.of(in.range(Math.min(raw, in.left())).copy());
            if (kind != COMPRESSED || size < 0) return Optional.empty();
            var rtf = new CompressedRtf();
            rtf.runs(in.range(Math.min(size, in.left())));
            return Optional.of(rtf.out.toByteArray()).filter(octets -> octets.length <= LARGEST);
        } catch (TnefReader.EndsEarly e) {
            return Optional.empty();
        }
    }

    private void runs(TnefReader in) {
        while (in.left() > 0 && out.size() <= LARGEST) {
            int control = in.octet();
            for (int bit = 0; bit < 8 && in.left() > 0; bit++) {
                if ((control >> bit & 1) == 0) {
                    put((byte) in.octet());
                    continue;
                }
                int reference = in.octet() << 8 | in.octet();
                int from = reference >> 4;
                if (from == at) return;
                for (int i = 0; i < (reference & 0xF) + 2; i++) put(window[(from + i) % WINDOW]);
            }
        }
    }

    private void put(byte octet) {
        out.write(octet);
        window[at] = octet;
        at = (at + 1) % WINDOW;
    }
}
