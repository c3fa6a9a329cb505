package org.mailspan.item;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Tag;

/**
 * One element of an item: its tag, the version that brought it, and how its value is written and read.
 *
 * @param read answers null for a value that is not of the element's type; {@link ApplicationData#read} then names it
 * @param write answers null for a value that is written as nothing, such as an empty list
 */
public record Field<T>(
        Tag tag, Version since, Function<Element, @Nullable T> read, Function<T, @Nullable Element> write) {
    /** Fields are told apart by identity: two classes may declare the same tag. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
