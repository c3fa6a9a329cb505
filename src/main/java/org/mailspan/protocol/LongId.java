package org.mailspan.protocol;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id of a search result, MS-ASCMD 2.2.3.98.3: the item's {@link ServerId} in another dress, {@code r5-1234}. A client
 * keeps it as it is (MS-ASCMD_R3241) and sends it also within a URL, so that nothing in it needs escaping. It opens what
 * the ServerId opens, for the account that asks, and is valid for as long.
 */
public record LongId(ServerId item) {
    private static final Pattern FORM = Pattern.compile("r(\\d{1,18})-(\\d{1,18})");

    public static Optional<LongId> parse(String text) {
        var m = FORM.matcher(text.strip());
        if (!m.matches()) return Optional.empty();
        return Optional.of(new LongId(new ServerId(Long.parseLong(m.group(1)), Long.parseLong(m.group(2)))));
    }

    @Override
    public String toString() {
        return "r" + item.collection() + "-" + item.item();
    }
}
