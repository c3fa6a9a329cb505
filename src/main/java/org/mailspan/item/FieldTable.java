package org.mailspan.item;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mailspan.protocol.DataTypes;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Node.Opaque;
import org.mailspan.wbxml.Tag;

/** The fields of one class of items, in the order in which they are written. Declaring a field adds it. */
public final class FieldTable {
    private final List<Field<?>> rows = new ArrayList<>();
    private final Map<Field<?>, Integer> places = new HashMap<>();
    private Version since = Version.V12_1;

    public List<Field<?>> rows() {
        return Collections.unmodifiableList(rows);
    }

    /** Where a field is written among the others; -1 for one of another table. */
    int place(Field<?> field) {
        return places.getOrDefault(field, -1);
    }

    /** Fields declared from here on came with this version. */
    public FieldTable since(Version version) {
        since = version;
        return this;
    }

    public Field<String> text(Tag tag) {
        return row(tag, Element::text, value -> Element.of(tag, value));
    }

    /** An integer of a closed range, since every number of MS-ASEMAIL is one of a few. */
    public Field<Integer> number(Tag tag, int least, int greatest) {
        return row(tag, e -> number(e.text(), least, greatest), value -> Element.of(tag, value));
    }

    /** MS-ASDTYPE 2.1; an element without content is a set switch (quirk B3). */
    public Field<Boolean> bool(Tag tag) {
        return row(tag, e -> bool(e.text()), value -> Element.of(tag, value));
    }

    public Field<Instant> dateTime(Tag tag) {
        return row(
                tag,
                e -> DataTypes.parseDateTime(e.text()).orElse(null),
                value -> Element.of(tag, DataTypes.dateTime(value)));
    }

    /** A byte array, MS-ASDTYPE 2.7.1. */
    public Field<Opaque> bytes(Tag tag) {
        return row(tag, e -> Opaque.of(e.bytes()), value -> Element.of(tag, value));
    }

    /** A container of texts whose absence says "as before", so that an empty list must be written to clear it. */
    public Field<List<String>> texts(Tag tag, Tag each) {
        return row(tag, e -> e.all(each).map(Element::text).toList(), list -> of(tag, each, list));
    }

    /** An element with a shape of its own. */
    public <T> Field<T> group(Tag tag, Function<Element, @Nullable T> read, Function<T, @Nullable Element> write) {
        return row(tag, read, write);
    }

    /** A field that several classes share, written at this place. */
    public <T> Field<T> shared(Field<T> field) {
        places.put(field, rows.size());
        rows.add(field);
        return field;
    }

    private <T> Field<T> row(Tag tag, Function<Element, @Nullable T> read, Function<T, @Nullable Element> write) {
        return shared(new Field<>(tag, since, read, write));
    }

    private static Element of(Tag tag, Tag each, List<String> values) {
        return Element.of(tag, values.stream().map(value -> Element.of(each, value)));
    }

    private static @Nullable Integer number(String text, int least, int greatest) {
        String digits = text.strip();
        if (digits.isEmpty() || digits.length() > 10) return null;
        for (int i = 0; i < digits.length(); i++) if (digits.charAt(i) < '0' || digits.charAt(i) > '9') return null;
        long value = Long.parseLong(digits);
        return value < least || value > greatest ? null : (Integer) (int) value;
    }

    private static @Nullable Boolean bool(String text) {
        return switch (text.strip()) {
            case "", "1", "true" -> true;
            case "0", "false" -> false;
            default -> null;
        };
    }
}
