package org.mailspan.backend.imap;

import java.nio.charset.Charset;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.Literal;

/** Arguments of which the longest text is known: LITERAL- lets none go unasked that is longer than 4096 octets. */
final class SizedArgument extends Argument {
    /** RFC 7888 5. */
    private static final int MOST = 4096;

    private long longest;

    boolean isSmall() {
        return longest <= MOST;
    }

    private void note(long octets) {
        longest = Math.max(longest, octets);
    }

    @Override
    public Argument writeString(String text) {
        note(text.length());
        return super.writeString(text);
    }

    @Override
    public Argument writeString(String text, Charset charset) {
        note(text.getBytes(charset).length);
        return super.writeString(text, charset);
    }

    @Override
    public Argument writeBytes(Literal literal) {
        note(literal.size());
        return super.writeBytes(literal);
    }

    @Override
    public Argument append(Argument other) {
        note(sizeOf(other));
        return super.append(other);
    }

    @Override
    public Argument writeArgument(Argument other) {
        note(sizeOf(other));
        return super.writeArgument(other);
    }

    /** Of others nobody knows. */
    private static long sizeOf(Argument other) {
        return other instanceof SizedArgument sized ? sized.longest : Long.MAX_VALUE;
    }
}
