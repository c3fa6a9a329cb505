package org.mailspan.item;

import java.time.Instant;
import java.util.List;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Email2;
import org.mailspan.wbxml.Node.Opaque;

/** The Email class, MS-ASEMAIL 2.2.2, in the order in which Exchange writes it. To add an element, add a line. */
public final class EmailFields {
    public static final FieldTable TABLE = new FieldTable();

    public static final Field<String> To = TABLE.text(Email.To);
    public static final Field<String> Cc = TABLE.text(Email.Cc);
    public static final Field<String> From = TABLE.text(Email.From);
    public static final Field<String> Subject = TABLE.text(Email.Subject);
    public static final Field<String> ReplyTo = TABLE.text(Email.ReplyTo);
    public static final Field<Instant> DateReceived = TABLE.dateTime(Email.DateReceived);
    public static final Field<String> DisplayTo = TABLE.text(Email.DisplayTo);
    public static final Field<String> ThreadTopic = TABLE.text(Email.ThreadTopic);
    public static final Field<Integer> Importance = TABLE.number(Email.Importance, 0, 2);
    public static final Field<Boolean> Read = TABLE.bool(Email.Read);

    static {
        TABLE.shared(BodyFields.Attachments);
        TABLE.shared(BodyFields.Body);
        TABLE.shared(BodyFields.BodyPart);
    }

    public static final Field<String> MessageClass = TABLE.text(Email.MessageClass);
    public static final Field<MeetingRequest> MeetingRequest = TABLE.group(
            Email.MeetingRequest, org.mailspan.item.MeetingRequest::read, org.mailspan.item.MeetingRequest::write);
    public static final Field<String> InternetCPID = TABLE.text(Email.InternetCPID);
    public static final Field<FollowUp> Flag = TABLE.group(Email.Flag, FollowUp::read, FollowUp::write);
    public static final Field<String> ContentClass = TABLE.text(Email.ContentClass);

    static {
        TABLE.shared(BodyFields.NativeBodyType);
    }

    public static final Field<Opaque> ConversationId =
            TABLE.since(Version.V14_0).bytes(Email2.ConversationId);
    public static final Field<Opaque> ConversationIndex = TABLE.bytes(Email2.ConversationIndex);
    public static final Field<List<String>> Categories = TABLE.texts(Email.Categories, Email.Category);
    public static final Field<Integer> LastVerbExecuted = TABLE.number(Email2.LastVerbExecuted, 0, 3);
    public static final Field<Instant> LastVerbExecutionTime = TABLE.dateTime(Email2.LastVerbExecutionTime);
    public static final Field<Boolean> ReceivedAsBcc = TABLE.bool(Email2.ReceivedAsBcc);
    public static final Field<String> Sender = TABLE.text(Email2.Sender);

    public static final Field<String> AccountId = TABLE.since(Version.V14_1).text(Email2.AccountId);

    public static final Field<String> Bcc = TABLE.since(Version.V16_0).text(Email2.Bcc);
    public static final Field<Boolean> IsDraft = TABLE.bool(Email2.IsDraft);

    private EmailFields() {}
}
