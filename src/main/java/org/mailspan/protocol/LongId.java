package org.mailspan.protocol;

import java.util.Optional;

/**
 * The id of a search result, MS-ASCMD 2.2.3.98.3: the item's {@link ServerId}, so that it opens what that opens, for
 * the account that asks alone, and is valid for as long. A client keeps it as it is (MS-ASCMD_R3241).
 */
public record LongId(ServerId item) {
    public static Optional<LongId> parse(String text) {
        return ServerId.parse(text.strip()).map(LongId::new);
    }

    @Override
    public String toString() {
        return item.toString();
    }
}
