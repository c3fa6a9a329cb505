package org.mailspan.item;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.mailspan.protocol.Version;

/**
 * Reshapes an item of 16.1 for older versions, in named steps, each of which undoes what one version brought. A whole
 * element that a version brought needs no step: {@link Field#since} says it.
 */
public final class Shapes {
    private record Step(Version broughtBy, UnaryOperator<Item> undo) {}

    private static final List<Step> STEPS = List.of(new Step(Version.V14_0, Shapes::withoutPreview));

    private Shapes() {}

    public static Item of(Item item, Version version) {
        Item shaped = fieldsOf(item, version);
        for (Step step : STEPS) if (!version.since(step.broughtBy)) shaped = step.undo.apply(shaped);
        return shaped;
    }

    private static Item fieldsOf(Item item, Version version) {
        var newer = new ArrayList<Field<?>>();
        for (Field<?> field : item.values().keySet()) if (!version.since(field.since())) newer.add(field);
        return newer.isEmpty() ? item : item.without(newer);
    }

    /** Preview came with 14.0 (MS-ASWBXML 2.1.2.1.18). */
    private static Item withoutPreview(Item item) {
        Optional<Body> body = item.get(BodyFields.Body).filter(b -> !b.preview().isEmpty());
        return body.isEmpty() ? item : item.with(BodyFields.Body, body.get().withoutPreview());
    }
}
