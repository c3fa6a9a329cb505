package org.mailspan.item;

import java.util.List;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.AirSyncBase;

/** The elements of MS-ASAIRS that every class shares. Not a class itself: each class puts them where it writes them. */
public final class BodyFields {
    private static final FieldTable TABLE = new FieldTable();

    public static final Field<List<Attachment>> Attachments =
            TABLE.group(AirSyncBase.Attachments, Attachment::read, Attachment::write);
    public static final Field<Body> Body =
            TABLE.group(AirSyncBase.Body, org.mailspan.item.Body::read, org.mailspan.item.Body::write);
    public static final Field<Integer> NativeBodyType = TABLE.number(AirSyncBase.NativeBodyType, 1, 3);
    /** Of the Properties of an ItemOperations answer that brings an attachment, MS-ASAIRS 2.2.2.18.2. */
    public static final Field<String> ContentType = TABLE.text(AirSyncBase.ContentType);

    public static final Field<BodyPart> BodyPart = TABLE.since(Version.V14_1)
            .group(AirSyncBase.BodyPart, org.mailspan.item.BodyPart::read, org.mailspan.item.BodyPart::write);

    private BodyFields() {}
}
