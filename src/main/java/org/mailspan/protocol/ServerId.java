package org.mailspan.protocol;

import java.util.Optional;

/**
 * The id of an item as the device knows it: {@code collection:item}, both decimal, at most 40 characters
 * (MS-ASCMD 2.2.3.166 allows 64). {@code item} is the key of the item's row in the Index.
 */
public record ServerId(long collection, long item) {
    public static Optional<ServerId> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) return Optional.empty();
        var collection = number(text.substring(0, colon));
        var item = number(text.substring(colon + 1));
        return collection.isPresent() && item.isPresent()
                ? Optional.of(new ServerId(collection.get(), item.get()))
                : Optional.empty();
    }

    /** A CollectionId: the decimal number of a folder; 0 is the root of the hierarchy. */
    public static Optional<Long> collection(String text) {
        return number(text);
    }

    private static Optional<Long> number(String text) {
        if (text.isEmpty() || text.length() > 18) return Optional.empty();
        for (int i = 0; i < text.length(); i++)
            if (text.charAt(i) < '0' || text.charAt(i) > '9') return Optional.empty();
        return Optional.of(Long.parseLong(text));
    }

    @Override
    public String toString() {
        return collection + ":" + item;
    }
}
