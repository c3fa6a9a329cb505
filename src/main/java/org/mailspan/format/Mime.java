package org.mailspan.format;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mailspan.item.Attachment;
import org.mailspan.item.Body;
import org.mailspan.item.BodyFields;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyPreference;
import org.mailspan.item.BodyType;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.ServerId;
import org.mailspan.wbxml.Utf8Text;

/** Messages of the Internet as email items: first what of them is needed, then the item. */
public final class Mime {
    private static final String STUB =
            "This message could not be converted for this device. The original message is attached.";

    private Mime() {}

    /** What an item will be made of: decided by the structure, asked for its needs, then used for the item. */
    public static final class Plan {
        private final BodyOptions options;
        private final @Nullable BodyPlan body;
        private final String why;

        /** @param why there is no plan for the body */
        private Plan(BodyOptions options, @Nullable BodyPlan body, String why) {
            this.options = options;
            this.body = body;
            this.why = why;
        }

        /** See {@link Mime#needs}. */
        public List<Section> needs() {
            return body == null ? List.of() : body.needs();
        }

        /** Octets of the message that will go out beside the item, past memory ({@code Body.Whereabouts.AtHost}). */
        public long streamed() {
            return body == null ? 0 : body.streamed();
        }
    }

    /**
     * Never throws: of a structure that makes no sense comes a plan for a stub.
     *
     * @param size RFC822.SIZE
     */
    public static Plan plan(MimePart structure, long size, BodyOptions options) {
        try {
            return isHollow(structure)
                    ? new Plan(options, null, "a multipart without parts")
                    : new Plan(options, BodyPlan.of(structure, size, options), "");
        } catch (RuntimeException | StackOverflowError e) {
            return new Plan(options, null, e.toString());
        }
    }

    /**
     * The sections of a message that its item is made of, as the device wants bodies. The lengths are few, so that many
     * messages can be fetched by one command for each section and length. Empty if the structure says enough.
     *
     * @param size RFC822.SIZE
     */
    public static List<Section> needs(MimePart structure, long size, BodyOptions options) {
        return plan(structure, size, options).needs();
    }

    /**
     * The item of a message. It comes for any message and never as an exception: what cannot be converted is a
     * {@link #stub} (law 5).
     *
     * @param sections what was fetched of {@link #needs}, by {@link Section#id}, as encoded; a missing one counts as
     *     not fetched yet
     * @param collection with {@code key} the ServerId, by which attachments are named
     */
    public static Item email(
            MessageData message, Map<String, byte[]> sections, BodyOptions options, long collection, long key) {
        return email(message, plan(message.structure(), message.size(), options), sections, collection, key, why -> {});
    }

    /**
     * As above, with the plan by which the sections were fetched.
     *
     * @param unconverted told why, if the item is a stub
     */
    public static Item email(
            MessageData message,
            Plan plan,
            Map<String, byte[]> sections,
            long collection,
            long key,
            Consumer<String> unconverted) {
        String why = plan.why;
        try {
            if (plan.body != null)
                return converted(message, plan.options, plan.body, sections, new ServerId(collection, key));
        } catch (RuntimeException | StackOverflowError e) {
            why = e.toString();
        }
        unconverted.accept(why);
        return stub(message, plan.options, collection, key);
    }

    /** A multipart in which the host found no part: its boundary never comes. */
    private static boolean isHollow(MimePart root) {
        return root.isMultipart() && root.children().isEmpty();
    }

    private static Item converted(
            MessageData message, BodyOptions options, BodyPlan plan, Map<String, byte[]> sections, ServerId id) {
        var unpacked = Winmail.unpacked(message.structure(), plan, sections);
        if (unpacked.isEmpty()) return converted(message, plan, sections, id);
        MimePart structure = unpacked.get().structure();
        var without = new MessageData(message.header(), structure, message.stamp(), message.received(), message.size());
        return converted(
                without,
                BodyPlan.of(structure, message.size(), options),
                unpacked.get().sections(),
                id);
    }

    private static Item converted(MessageData message, BodyPlan plan, Map<String, byte[]> sections, ServerId id) {
        var structure = message.structure();
        var texts = new BodyText(plan, message.size(), sections);
        var item = EmailItem.of(message)
                .with(EmailFields.MessageClass, MessageClass.of(structure, report(structure, sections)))
                .with(BodyFields.NativeBodyType, plan.parts().nativeType().code());
        if (!plan.choices().isEmpty()) item.with(BodyFields.Body, texts.body());
        Invitation.meeting(structure, sections, ZoneId.systemDefault())
                .ifPresent(meeting -> MeetingItem.into(item, meeting));
        texts.part().ifPresent(part -> item.with(BodyFields.BodyPart, part));
        var attachments = Attachments.of(plan.parts().attached(), texts, id);
        if (!attachments.isEmpty()) item.with(BodyFields.Attachments, attachments);
        return item.build();
    }

    private static String report(MimePart structure, Map<String, byte[]> sections) {
        return MessageClass.reportPart(structure)
                .map(part ->
                        TransferDecoding.decode(sections.getOrDefault(part.section(), new byte[0]), part.encoding()))
                .map(octets -> new String(octets, StandardCharsets.ISO_8859_1))
                .orElse("");
    }

    /**
     * The item of a message that nothing could be made of: what its header tells, a text that says so, and the original
     * as an attachment. Needs no section, and of the message only header, stamp, date and size.
     */
    public static Item stub(MessageData message, BodyOptions options, long collection, long key) {
        Item.Builder item;
        String subject;
        try {
            item = EmailItem.of(message);
            subject = EmailItem.subject(message);
        } catch (RuntimeException | StackOverflowError e) {
            item = Item.builder().with(EmailFields.DateReceived, message.received());
            MailFlags.ofStamp(message.stamp()).into(item);
            subject = "";
        }
        Attachment original = Attachments.original(subject, message.size(), new ServerId(collection, key));
        return item.with(EmailFields.MessageClass, "IPM.Note")
                .with(BodyFields.Body, stubBody(options))
                .with(BodyFields.NativeBodyType, BodyType.PlainText.code())
                .with(BodyFields.Attachments, List.of(original))
                .build();
    }

    /** Whole, however short the device wants bodies: a cut explanation explains nothing. */
    private static Body stubBody(BodyOptions options) {
        var types = options.preferences().stream().map(BodyPreference::type).toList();
        boolean onlyHtml = types.contains(BodyType.HTML) && !types.contains(BodyType.PlainText);
        Utf8Text stub = Utf8Text.of(STUB);
        Utf8Text data = onlyHtml ? Html.ofText(stub) : stub;
        return new Body(onlyHtml ? BodyType.HTML : BodyType.PlainText, data.length(), false, data, "");
    }
}
