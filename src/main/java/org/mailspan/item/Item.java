package org.mailspan.item;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An item, or a change to one: the fields that are present. An absent field says nothing; that is ghosting and the
 * partial change of 16.x at once.
 */
public record Item(Map<Field<?>, Object> values) {
    public static final Item EMPTY = new Item(Map.of());

    public <T> Optional<T> get(Field<T> field) {
        return Optional.ofNullable(value(field));
    }

    @SuppressWarnings("unchecked")
    <T> @Nullable T value(Field<T> field) {
        return (T) values.get(field);
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** This item with one field set. */
    public <T> Item with(Field<T> field, T value) {
        return laidOver(Map.of(field, value));
    }

    /** This item with the fields of a change laid over it. */
    public Item changedBy(Item change) {
        return laidOver(change.values);
    }

    Item without(Collection<? extends Field<?>> fields) {
        var left = new HashMap<Field<?>, Object>(values);
        fields.forEach(left::remove);
        return new Item(Collections.unmodifiableMap(left));
    }

    private Item laidOver(Map<? extends Field<?>, ?> changes) {
        var changed = new HashMap<Field<?>, Object>(values);
        changed.putAll(changes);
        return new Item(Collections.unmodifiableMap(changed));
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects fields; absent values add nothing. */
    public static final class Builder {
        private final Map<Field<?>, Object> values = new HashMap<>();

        private Builder() {}

        public <T> Builder with(Field<T> field, @Nullable T value) {
            if (value != null) values.put(field, value);
            return this;
        }

        public Item build() {
            return new Item(Collections.unmodifiableMap(values));
        }
    }
}
