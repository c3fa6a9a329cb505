package org.mailspan.command;

import static org.mailspan.wbxml.Find.*;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.format.Mailbox;
import org.mailspan.item.ApplicationData;
import org.mailspan.item.Body;
import org.mailspan.item.BodyFields;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Field;
import org.mailspan.item.Item;
import org.mailspan.protocol.Status;
import org.mailspan.protocol.Version;
import org.mailspan.sync.Finder;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.Tag;

/**
 * Finds messages by what a person types, and people, MS-ASCMD 2.2.1.2. It came with 16.1, and is answered in every
 * version as in that: iOS asks servers for it that offer 14.0 only (quirk I4).
 */
final class Find implements Command {
    /** MS-ASCMD 2.2.3.177.2. */
    enum FindStatus implements Status {
        Success(1),
        InvalidRequest(2),
        FolderSyncRequired(3),
        /** A page behind the first, of a search that is not known (any more). */
        StartWithRangeZero(4);

        private final int code;

        FindStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    private final MailSearch mail;
    private final GalSearch gal;
    private final InstantSource clock;

    Find(MailSearch mail, GalSearch gal, InstantSource clock) {
        this.mail = mail;
        this.gal = gal;
        this.clock = clock;
    }

    @Override
    public Reply handle(Call call) throws BackendException {
        FindRequest request = call.request()
                .filter(root -> root.tag().equals(Find))
                .map(root -> FindRequest.read(root, KqlDates.at(clock)))
                .orElseGet(FindRequest.Invalid::new);
        return new Reply.Document(
                switch (request) {
                    case FindRequest.Invalid _ -> invalid();
                    case FindRequest.NoSuchFolder _ -> noSuchFolder();
                    case FindRequest.OfNothing _ -> found(List.of(), 0, 0);
                    case FindRequest.OfGal(String text, ResultRange range, boolean pictures) ->
                        people(call, text, range, pictures);
                    case FindRequest.OfMailbox(MailSearch.Asked asked, MailSearch.Page page) ->
                        messages(call, asked, page);
                });
    }

    /** Said twice, for clients look at either. */
    private static Element invalid() {
        return Element.of(Find, status(FindStatus.InvalidRequest), response(FindStatus.InvalidRequest));
    }

    private static Element noSuchFolder() {
        return Element.of(Find, status(FindStatus.FolderSyncRequired));
    }

    private static Element response(FindStatus status, Object... more) {
        return Element.of(Response, Element.of(ItemOperations.Store, "Mailbox"), status(status), List.of(more));
    }

    private static Element status(FindStatus status) {
        return Element.of(org.mailspan.wbxml.Find.Status, status.code());
    }

    private Element messages(Call call, MailSearch.Asked asked, MailSearch.Page page) throws BackendException {
        int first = page.range().first();
        if (first > 0 && !mail.isKnown(call, asked))
            return Element.of(Find, status(FindStatus.Success), response(FindStatus.StartWithRangeZero));
        return switch (mail.search(call, asked, page)) {
            case MailSearch.Outcome.NoSuchFolder _ -> noSuchFolder();
            case MailSearch.Outcome.Found found -> {
                // No status says "not all": what was found is shown, but "nothing" would not be true.
                if (found.results().isEmpty() && !found.complete())
                    throw new BackendException(Kind.UNAVAILABLE, "the search takes too long");
                yield found(
                        found.results().stream().map(result -> result(result)).toList(), first, found.total());
            }
        };
    }

    private static Element found(List<Element> results, int first, long total) {
        Optional<Element> range = results.isEmpty()
                ? Optional.empty()
                : Optional.of(Element.of(Range, new ResultRange(first, first + results.size() - 1).toString()));
        return Element.of(
                Find,
                status(FindStatus.Success),
                Element.of(
                        Response,
                        Element.of(ItemOperations.Store, "Mailbox"),
                        status(FindStatus.Success),
                        results,
                        range,
                        Element.of(Total, total)));
    }

    private static Element result(Finder.Result result) {
        return Element.of(
                Result,
                Element.of(AirSync.Class, "Email"),
                Element.of(AirSync.ServerId, result.id().toString()),
                Element.of(AirSync.CollectionId, result.id().collection()),
                properties(result.item()));
    }

    private static Element properties(Item item) {
        var shown = Item.builder();
        for (Field<?> field : List.of(
                EmailFields.Subject,
                EmailFields.DateReceived,
                EmailFields.DisplayTo,
                EmailFields.Importance,
                EmailFields.Read,
                EmailFields.From)) copy(field, item, shown);
        shown.with(EmailFields.IsDraft, item.get(EmailFields.IsDraft).orElse(false));
        boolean attached = item.get(BodyFields.Attachments).stream()
                .flatMap(List::stream)
                .anyMatch(attachment -> !attachment.isInline());
        return Element.of(
                Properties,
                ApplicationData.write(EmailFields.TABLE, shown.build(), Version.V16_1),
                names(DisplayCc, item.get(EmailFields.Cc)),
                names(DisplayBcc, item.get(EmailFields.Bcc)),
                text(Preview, item.get(BodyFields.Body).map(Body::preview)),
                Element.of(HasAttachments, attached));
    }

    private static <T> void copy(Field<T> field, Item from, Item.Builder to) {
        from.get(field).ifPresent(value -> to.with(field, value));
    }

    /** MS-ASCMD_R6439100704, R6439100717. */
    private static Optional<Element> names(Tag tag, Optional<String> list) {
        return text(
                tag,
                list.map(text ->
                        Mailbox.list(text).stream().map(Mailbox::display).collect(Collectors.joining("; "))));
    }

    private static Optional<Element> text(Tag tag, Optional<String> text) {
        return text.filter(one -> !one.isEmpty()).map(one -> Element.of(tag, one));
    }

    private Element people(Call call, String text, ResultRange range, boolean pictures) throws BackendException {
        GalSearch.Found found = gal.find(call, text, range.within(range.first() + ResultRange.RETRIEVABLE));
        List<Element> results = found.people().stream()
                .map(person -> Element.of(Result, GalSearch.properties(Properties, person, pictures, Version.V16_1)))
                .toList();
        return found(results, range.first(), found.total());
    }
}
