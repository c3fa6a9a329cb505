package org.mailspan.command;

import static org.mailspan.wbxml.ComposeMail.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailspan.command.SmartMail.SmartStatus;
import org.mailspan.format.Mailbox;
import org.mailspan.item.BodyType;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.RightsManagement;
import org.mailspan.wbxml.Tag;

/** What SmartReply and SmartForward ask for, in all their forms: to words. */
sealed interface SmartRequest {
    record Malformed(SmartStatus status) implements SmartRequest {}

    /**
     * The item that is answered or forwarded.
     *
     * @param ofInstance whether one instance of a series is meant
     */
    record Source(ServerId id, boolean ofInstance) {}

    /**
     * A mail that the client wrote.
     *
     * @param replaceMime whether all that is to be sent is in it
     */
    record Mail(Source source, Outbox.Mail mail, boolean replaceMime) implements SmartRequest {}

    /** A mail that the client only describes: 16.0 and later, MS-ASCMD 2.2.3.79. */
    record Described(Source source, String clientId, List<Mailbox> forwardees, String text, boolean html)
            implements SmartRequest {}

    /** @param tag of the command */
    static SmartRequest read(Call call, Tag tag) {
        return call.version().since(Version.V14_0) ? ofDocument(call, tag) : ofMessage(call);
    }

    /** Below 14.0 the body is the message, and the URL says to which item it belongs (MS-ASHTTP 2.2.1.1.1.2.5). */
    private static SmartRequest ofMessage(Call call) {
        if (call.request().isPresent() || call.body().length == 0) return new Malformed(SmartStatus.InvalidContent);
        var given = call.parameters();
        Ids ids = Ids.of(
                Optional.ofNullable(given.get("CollectionId")),
                Optional.ofNullable(given.get("ItemId")),
                Optional.ofNullable(given.get("LongId")));
        boolean save = given.getOrDefault("SaveInSent", "").equalsIgnoreCase("T");
        boolean ofInstance = !given.getOrDefault("Occurrence", "").isBlank();
        return switch (ids) {
            case Ids.Wrong(SmartStatus status) -> new Malformed(status);
            case Ids.One(ServerId id) ->
                new Mail(new Source(id, ofInstance), new Outbox.Mail(Optional.empty(), call.body(), save), false);
        };
    }

    private static SmartRequest ofDocument(Call call, Tag tag) {
        if (call.request().isEmpty()) return new Malformed(SmartStatus.InvalidContent);
        Element request = call.request().get();
        Optional<String> clientId = request.text(ClientId).map(String::strip).filter(text -> !text.isEmpty());
        if (!request.tag().equals(tag) || clientId.isEmpty() || !request.has(Source))
            return new Malformed(SmartStatus.InvalidXML);
        Ids ids = Ids.of(request.text(Source, FolderId), request.text(Source, ItemId), request.text(Source, LongId));
        Optional<String> instance = request.text(Source, InstanceId).map(String::strip);
        if (instance.filter(text -> !MeetingResponseRequest.isDateTime(text)).isPresent())
            return new Malformed(SmartStatus.InvalidDateTime);
        return switch (ids) {
            case Ids.Wrong(SmartStatus status) -> new Malformed(status);
            case Ids.One(ServerId id) -> {
                var source = new Source(id, instance.isPresent());
                boolean described = tag.equals(SmartForward)
                        && call.version().since(Version.V16_0)
                        && (request.has(Forwardees) || request.has(AirSyncBase.Body));
                yield described ? described(request, source, clientId.get()) : mail(request, source, clientId.get());
            }
        };
    }

    private static SmartRequest mail(Element request, Source source, String clientId) {
        Optional<Element> mime = request.first(Mime);
        if (mime.isEmpty()) return new Malformed(SmartStatus.InvalidXML);
        if (request.text(AccountId).filter(text -> !text.isBlank()).isPresent())
            return new Malformed(SmartStatus.InvalidAccountId);
        if (org.mailspan.command.SendMail.isProtected(request)) return new Malformed(SmartStatus.IRMFeatureDisabled);
        boolean save = request.flag(SaveInSentItems).orElse(false);
        var mail = new Outbox.Mail(Optional.of(clientId), mime.get().bytes(), save);
        return new Mail(source, mail, request.flag(ReplaceMime).orElse(false));
    }

    private static SmartRequest described(Element request, Source source, String clientId) {
        // MS-ASCMD_R7176
        for (Tag other : List.of(Mime, SaveInSentItems, ReplaceMime, RightsManagement.TemplateID))
            if (request.has(other)) return new Malformed(SmartStatus.InvalidMimeBodyCombination);
        var forwardees = new ArrayList<Mailbox>();
        for (Element one : request.all(Forwardees, Forwardee).toList()) {
            String name = one.text(Name).map(String::strip).orElse("");
            var mailbox = new Mailbox(name, one.text(Email).map(String::strip).orElse(""));
            if (!mailbox.isAddress()) return new Malformed(SmartStatus.InvalidSmartForwardParameters);
            forwardees.add(mailbox);
        }
        if (forwardees.isEmpty()) return new Malformed(SmartStatus.MessageHasNoRecipient);
        Optional<Element> body = request.first(AirSyncBase.Body);
        String data = body.flatMap(b -> b.text(AirSyncBase.Data)).orElse("");
        Optional<BodyType> type =
                body.flatMap(b -> b.text(AirSyncBase.Type)).map(String::strip).flatMap(BodyType::of);
        boolean readable =
                type.filter(t -> t == BodyType.PlainText || t == BodyType.HTML).isPresent();
        if (body.isPresent() && !readable) return new Malformed(SmartStatus.InvalidSmartForwardParameters);
        boolean html = type.filter(t -> t == BodyType.HTML).isPresent();
        return new Described(source, clientId, List.copyOf(forwardees), data, html);
    }

    /** How a source is named. */
    sealed interface Ids {
        record One(ServerId id) implements Ids {}

        record Wrong(SmartStatus status) implements Ids {}

        /** An ItemId says by itself in which folder the item lies. */
        private static Ids of(Optional<String> folder, Optional<String> item, Optional<String> longId) {
            if (longId.isPresent() && (folder.isPresent() || item.isPresent()))
                return new Wrong(SmartStatus.InvalidCombinationOfIDs);
            if (longId.isEmpty() && item.isEmpty()) return new Wrong(SmartStatus.InvalidXML);
            Optional<ServerId> id = longId.isPresent()
                    ? longId.flatMap(org.mailspan.protocol.LongId::parse).map(org.mailspan.protocol.LongId::item)
                    : item.map(String::strip).flatMap(ServerId::parse);
            return id.<Ids>map(One::new).orElseGet(() -> new Wrong(SmartStatus.InvalidIDs));
        }
    }
}
