package org.mailspan.format;

/** Goes through the fields of a raw header, one after the other, with their places in the octets. */
final class HeaderLines {
    private final byte[] octets;
    private final int limit;
    private int position;
    private int start;
    private int colon;
    private int end;
    private boolean isFolded;
    private boolean closed;
    private boolean garbage;

    HeaderLines(byte[] octets, int from, int to) {
        this.octets = octets;
        this.limit = to;
        this.position = from;
    }

    /** Goes to the next field; false at the empty line, or at the end of the octets. */
    boolean next() {
        while (position < limit) {
            start = position;
            int lineEnd = lineEnd(position);
            if (isEmptyLine(position, lineEnd)) {
                position = lineEnd;
                closed = true;
                return false;
            }
            colon = colon(start, lineEnd);
            position = lineEnd;
            while (position < limit && isBlank(octets[position]) && !isEmptyLine(position, lineEnd(position)))
                position = lineEnd(position);
            isFolded = position > lineEnd;
            end = position;
            if (colon > start) return true;
            garbage = true;
        }
        return false;
    }

    String name() {
        return Headers.latin1(octets, start, colon).strip();
    }

    /** The name in lower case. */
    String key() {
        int to = colon;
        while (to > start && isBlank(octets[to - 1])) to--;
        var key = new byte[to - start];
        for (int i = 0; i < key.length; i++) {
            byte b = octets[start + i];
            key[i] = b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
        }
        return Headers.latin1(key, 0, key.length);
    }

    /** Unfolded: line ends are gone, what follows them is one space. */
    String value() {
        return isFolded ? unfolded(end) : onOneLine(end);
    }

    /** What is made of so many of its octets. */
    String value(int octets) {
        int until = Math.min(end, colon + 1 + octets);
        return isFolded ? unfolded(until) : onOneLine(until);
    }

    private String onOneLine(int until) {
        int from = colon + 1;
        int to = until;
        while (from < to && isSpace(octets[from])) from++;
        while (to > from && isSpace(octets[to - 1])) to--;
        for (int i = from; i < to; i++) if (octets[i] == '\t' || octets[i] == '\r') return unfolded(until);
        return Headers.latin1(octets, from, to);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    private String unfolded(int until) {
        var out = new byte[until - colon - 1];
        int length = 0;
        for (int i = colon + 1; i < until; i++) {
            byte b = octets[i];
            if (b == '\n' || b == '\r') {
                while (i + 1 < until && isSpace(octets[i + 1])) i++;
                out[length++] = ' ';
            } else out[length++] = b == '\t' ? (byte) ' ' : b;
        }
        return Headers.latin1(out, 0, length).strip();
    }

    /** Where the field begins, and where the next one does. */
    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** After the last field: where the body begins. */
    int position() {
        return position;
    }

    /** Whether an empty line ended the header. */
    boolean isClosed() {
        return closed;
    }

    /** Whether a line was no field. */
    boolean hadGarbage() {
        return garbage;
    }

    private int lineEnd(int from) {
        int i = from;
        while (i < limit && octets[i] != '\n') i++;
        return Math.min(i + 1, limit);
    }

    private boolean isEmptyLine(int from, int lineEnd) {
        int length = lineEnd - from;
        return length > 0 && (octets[from] == '\n' || length == 2 && octets[from] == '\r' && octets[from + 1] == '\n');
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** The colon after a name, which has neither white space nor control characters in it (RFC 5322 3.6.8). */
    private int colon(int from, int lineEnd) {
        for (int i = from; i < lineEnd; i++) {
            byte b = octets[i];
            if (b == ':') return i;
            if (isBlank(b)) return afterBlanks(i, lineEnd);
            if (b <= ' ' || b == 0x7F) return -1;
        }
        return -1;
    }

    /** The obsolete form has white space before the colon. */
    private int afterBlanks(int from, int lineEnd) {
        int i = from;
        while (i < lineEnd && isBlank(octets[i])) i++;
        return i < lineEnd && octets[i] == ':' ? i : -1;
    }
}
