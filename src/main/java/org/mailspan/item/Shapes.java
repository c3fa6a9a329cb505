package org.mailspan.item;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.mailspan.protocol.TimeZones;
import org.mailspan.protocol.Version;

/**
 * Reshapes an item of 16.1 for older versions, in named steps, each of which undoes what one version brought. A whole
 * element that a version brought needs no step: {@link Field#since} says it.
 */
public final class Shapes {
    private record Step(Version broughtBy, UnaryOperator<Item> undo) {}

    private static final List<Step> STEPS =
            List.of(new Step(Version.V16_0, Shapes::withGlobalObjId), new Step(Version.V14_0, Shapes::withoutPreview));

    private static final int BUSY = 2;
    private static final int WORKING_ELSEWHERE = 4;

    private Shapes() {}

    public static Item of(Item item, Version version) {
        if (version == Version.V16_1) return item;
        Item shaped = fieldsOf(item, version);
        for (Step step : STEPS) if (!version.since(step.broughtBy)) shaped = step.undo.apply(shaped);
        return meetingOf(shaped, version);
    }

    private static Item fieldsOf(Item item, Version version) {
        var newer = new ArrayList<Field<?>>();
        for (Field<?> field : item.values().keySet()) if (!version.since(field.since())) newer.add(field);
        return newer.isEmpty() ? item : item.without(newer);
    }

    /** The elements of a container have versions of their own. */
    private static Item meetingOf(Item item, Version version) {
        Optional<MeetingRequest> meeting = item.get(EmailFields.MeetingRequest);
        if (meeting.isEmpty()) return item;
        Item fields = fieldsOf(meeting.get().fields(), version);
        Optional<Item> recurrence = fields.get(MeetingRequest.Recurrences).map(r -> fieldsOf(r.fields(), version));
        if (recurrence.isPresent())
            fields = fields.with(MeetingRequest.Recurrences, new MeetingRecurrence(recurrence.get()));
        return item.with(EmailFields.MeetingRequest, new MeetingRequest(fields));
    }

    /**
     * 16.0 brought UID for GlobalObjId, and a Location of several elements (MS-ASEMAIL_R1310, R1311), and a BusyStatus
     * of 4 (MS-ASEMAIL_R1154).
     */
    private static Item withGlobalObjId(Item item) {
        Optional<MeetingRequest> meeting = item.get(EmailFields.MeetingRequest);
        if (meeting.isEmpty()) return item;
        Item fields = meeting.get().fields();
        var older = Item.builder();
        fields.get(MeetingRequest.UID)
                .ifPresent(uid -> older.with(MeetingRequest.GlobalObjIdText, GlobalObjId.of(uid, instance(fields))));
        fields.get(MeetingRequest.Location)
                .filter(location -> !location.displayName().isEmpty())
                .ifPresent(location -> older.with(MeetingRequest.LocationText, location.displayName()));
        fields.get(MeetingRequest.BusyStatus)
                .filter(status -> status == WORKING_ELSEWHERE)
                .ifPresent(status -> older.with(MeetingRequest.BusyStatus, BUSY));
        return item.with(EmailFields.MeetingRequest, new MeetingRequest(fields.changedBy(older.build())));
    }

    /** The day of an instance, as it is called where the meeting was made. */
    private static Optional<LocalDate> instance(Item meeting) {
        return meeting.get(MeetingRequest.RecurrenceId).map(at -> {
            Optional<ZoneRules> rules = meeting.get(MeetingRequest.TimeZone).flatMap(TimeZones::rules);
            ZoneOffset offset = rules.map(zone -> zone.getOffset(at)).orElse(ZoneOffset.UTC);
            return at.atOffset(offset).toLocalDate();
        });
    }

    /** Preview came with 14.0 (MS-ASWBXML 2.1.2.1.18). */
    private static Item withoutPreview(Item item) {
        Optional<Body> body = item.get(BodyFields.Body).filter(b -> !b.preview().isEmpty());
        return body.isEmpty() ? item : item.with(BodyFields.Body, body.get().withoutPreview());
    }
}
