package org.mailspan.http;

/** Makes what a stranger wrote fit to stand in a log, in an answer and in the device list. */
final class Printable {
    private Printable() {}

    /** At most {@code most} characters, without control characters: a line break would forge a log line. */
    static String of(String text, int most) {
        var out = new StringBuilder(Math.min(text.length(), most));
        for (int i = 0; i < text.length() && out.length() < most; i++) {
            char c = text.charAt(i);
            boolean fit = !Character.isISOControl(c) && !Character.isSurrogate(c) && Character.isDefined(c);
            out.append(fit && Character.getType(c) != Character.FORMAT ? c : '_');
        }
        return out.toString();
    }
}
