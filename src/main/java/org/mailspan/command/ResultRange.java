package org.mailspan.command;

import java.util.Optional;
import java.util.regex.Pattern;

/** The Range of a Search or a Find, MS-ASCMD 2.2.3.143: from the first to the last, both inclusive, counted from 0. */
record ResultRange(int first, int last) {
    /** MS-ASCMD_R3733, R3735. */
    static final ResultRange DEFAULT = new ResultRange(0, 99);

    /** Most results that a Search can be asked for, MS-ASCMD_R3733, R3735. */
    static final int RETRIEVABLE = 100;

    private static final Pattern FORM = Pattern.compile("(\\d{1,3})-(\\d{1,3})");

    /** Empty for what is no range; {@link #DEFAULT} if there is none. */
    static Optional<ResultRange> parse(Optional<String> text) {
        if (text.isEmpty()) return Optional.of(DEFAULT);
        var m = FORM.matcher(text.get().strip());
        if (!m.matches()) return Optional.empty();
        var range = new ResultRange(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
        return range.first <= range.last ? Optional.of(range) : Optional.empty();
    }

    /** Of so many results at most. */
    ResultRange within(int most) {
        return new ResultRange(first, Math.min(last, most - 1));
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
