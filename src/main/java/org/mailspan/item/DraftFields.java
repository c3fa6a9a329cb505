package org.mailspan.item;

import java.util.List;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;

/**
 * The Email class as clients of 16.x write it, MS-ASEMAIL 3.1.5.4: as they read it, but that a body is what they wrote,
 * and attachments are files to be added and references to be deleted.
 */
public final class DraftFields {
    public static final FieldTable TABLE = new FieldTable();

    public static final Field<DraftBody> Body =
            TABLE.group(AirSyncBase.Body, DraftBody::read, body -> Element.of(AirSyncBase.Body));
    public static final Field<AttachmentChanges> Attachments = TABLE.group(
            AirSyncBase.Attachments, AttachmentChanges::read, changes -> Element.of(AirSyncBase.Attachments));

    static {
        for (Field<?> field : EmailFields.TABLE.rows())
            if (!field.equals(BodyFields.Body) && !field.equals(BodyFields.Attachments)) TABLE.shared(field);
    }

    /** What makes up a message; all else is flags. */
    public static final List<Field<?>> CONTENT = List.of(
            EmailFields.To,
            EmailFields.Cc,
            EmailFields.Bcc,
            EmailFields.Subject,
            EmailFields.ReplyTo,
            EmailFields.Importance,
            Body,
            Attachments);

    private static final List<Field<String>> TEXTS =
            List.of(EmailFields.To, EmailFields.Cc, EmailFields.Bcc, EmailFields.Subject, EmailFields.ReplyTo);

    private DraftFields() {}

    /** A draft as a change to a device that has it: what there is none of is said, or the device would keep it. */
    public static Item whole(Item draft) {
        Item whole = draft;
        for (Field<String> field : TEXTS) if (whole.get(field).isEmpty()) whole = whole.with(field, "");
        return whole.get(EmailFields.Categories).isPresent() ? whole : whole.with(EmailFields.Categories, List.of());
    }

    /** Whether a client changes more of a message than its flags. */
    public static boolean isContent(Item patch) {
        return CONTENT.stream().anyMatch(patch.values()::containsKey);
    }
}
