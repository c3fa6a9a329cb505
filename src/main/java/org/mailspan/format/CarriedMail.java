package org.mailspan.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * As {@link CarriedMime}, for messages that are too long for memory: they go by once on their way into a file, and are
 * written anew only where something of them has to change.
 */
public final class CarriedMail {
    private CarriedMail() {}

    /** How a message becomes a text that a device takes. */
    public sealed interface Way {
        /** As it is. */
        record Same() implements Way {}

        /** With a return before each bare line feed. */
        record Lines(long octets) implements Way {}

        /** With some parts in base64; how long it becomes shows when it is written. */
        record Recoded(List<LeafScan.Leaf> leaves) implements Way {}
    }

    /** Looks at a message and hands it on. */
    public static final class Seen extends OutputStream {
        private final OutputStream out;
        private final LeafScan leaves = new LeafScan();
        private final Carried all = new Carried();
        private long octets;
        private long bare;
        private byte last;

        public Seen(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] from, int at, int length) throws IOException {
            out.write(from, at, length);
            octets += length;
            all.look(from, at, at + length);
            leaves.look(from, at, at + length);
            for (int i = at; i < at + length; i++) {
                if (from[i] == '\n' && last != '\r') bare++;
                last = from[i];
            }
        }

        /** @param cut whether the message goes on behind what was seen, so that half a character may be at its end */
        public Way way(boolean cut) {
            if (!(cut ? all.isSoundSoFar() : all.isSound())) return new Way.Recoded(leaves.finish());
            return bare == 0 ? new Way.Same() : new Way.Lines(octets + bare);
        }
    }

    /** Writes the text. */
    public static void write(MailOctets message, Way way, OutputStream out) throws IOException {
        switch (way) {
            case Way.Same() -> message.writeTo(out);
            case Way.Lines _ -> message.writeTo(new BareLineEnds(out));
            case Way.Recoded(List<LeafScan.Leaf> leaves) -> {
                var recoder = new LeafRecoder(leaves, message.size(), new BareLineEnds(out));
                message.writeTo(recoder);
                recoder.finish();
            }
        }
    }

    /** Writes the beginning of the text: whole characters, of so many octets at most. */
    public static void writeFirst(long most, MailOctets message, Way way, OutputStream out) throws IOException {
        write(message, way, new FirstOctets(most, out));
    }
}
