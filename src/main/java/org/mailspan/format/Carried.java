package org.mailspan.format;

/** Whether octets that come piece by piece are what {@code Utf8Text} carries, half characters at the seams included. */
final class Carried {
    private static final int SURROGATES = 0xD800;
    private static final int AFTER_SURROGATES = 0xE000;
    private static final int LAST = 0x10FFFF;

    private boolean sound = true;
    /** Octets that a character still needs, its bits so far, and the least that it may be. */
    private int needed;

    private int character;
    private int least;

    void look(byte[] octets, int from, int to) {
        for (int i = from; i < to && sound; i++) {
            byte b = octets[i];
            if (needed == 0 && (b >= ' ' || b == '\n' || b == '\r' || b == '\t')) continue;
            look(b);
        }
    }

    private void look(byte b) {
        if (needed > 0) {
            sound = (b & 0xC0) == 0x80;
            character = character << 6 | b & 0x3F;
            if (--needed == 0 && sound) sound = isCarried();
            return;
        }
        int lead = b & 0xFF;
        sound = lead >= 0xC2 && lead <= 0xF4;
        needed = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        character = lead & 0x3F >> needed;
        least = needed == 1 ? 0x80 : needed == 2 ? 0x800 : 0x10000;
    }

    private boolean isCarried() {
        boolean surrogate = character >= SURROGATES && character < AFTER_SURROGATES;
        boolean isNone = character == 0xFFFE || character == 0xFFFF;
        return character >= least && character <= LAST && !surrogate && !isNone;
    }

    /** Half a character at the end may become whole. */
    boolean isSoundSoFar() {
        return sound;
    }

    boolean isSound() {
        return sound && needed == 0;
    }

    static boolean isSound(byte[] octets, int from, int to) {
        var one = new Carried();
        one.look(octets, from, to);
        return one.isSound();
    }
}
