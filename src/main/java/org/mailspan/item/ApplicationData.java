package org.mailspan.item;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Tag;

/** Items to elements and back. The only place that walks the field tables. */
public final class ApplicationData {
    private ApplicationData() {}

    /**
     * What a client sent. A field whose value is malformed is not in the item.
     *
     * @param malformed elements whose value is not of their type: Status 6 of a Sync (MS-ASEMAIL_R643)
     * @param unknown elements that the table does not have; ignoring them is right
     */
    public record Read(Item item, List<Tag> malformed, List<Tag> unknown) {
        public Read {
            malformed = List.copyOf(malformed);
            unknown = List.copyOf(unknown);
        }
    }

    /** @param data the element whose children are fields: ApplicationData, Properties, or a container in one */
    public static Read read(FieldTable table, Element data) {
        var item = Item.builder();
        var malformed = new ArrayList<Tag>();
        var known = new HashSet<Tag>();
        for (Field<?> field : table.rows()) {
            known.add(field.tag());
            data.first(field.tag())
                    .filter(element -> !read(field, element, item))
                    .ifPresent(e -> malformed.add(e.tag()));
        }
        var unknown = data.elements()
                .map(Element::tag)
                .filter(tag -> !known.contains(tag))
                .distinct();
        return new Read(item.build(), malformed, unknown.toList());
    }

    private static <T> boolean read(Field<T> field, Element element, Item.Builder into) {
        @Nullable T value = field.read().apply(element);
        into.with(field, value);
        return value != null;
    }

    /** The item as a client of this version knows it; see {@link Shapes}. */
    public static List<Element> write(FieldTable table, Item item, Version version) {
        return elements(table, Shapes.of(item, version));
    }

    /** An item has a third of what the table has at most, so it is the item that is walked. */
    static List<Element> elements(FieldTable table, Item item) {
        var places = new @Nullable Element[table.rows().size()];
        for (Field<?> field : item.values().keySet()) {
            int place = table.place(field);
            if (place >= 0) places[place] = element(field, item);
        }
        var elements = new ArrayList<Element>(item.values().size());
        for (Element element : places) if (element != null) elements.add(element);
        return elements;
    }

    private static <T> @Nullable Element element(Field<T> field, Item item) {
        T value = item.value(field);
        return value == null ? null : field.write().apply(value);
    }
}
