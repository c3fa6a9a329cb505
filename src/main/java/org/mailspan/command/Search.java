package org.mailspan.command;

import static org.mailspan.wbxml.Search.*;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.item.ApplicationData;
import org.mailspan.item.EmailFields;
import org.mailspan.protocol.LongId;
import org.mailspan.protocol.Status;
import org.mailspan.protocol.Version;
import org.mailspan.sync.Finder;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;

/** Finds messages and people, MS-ASCMD 2.2.1.16. */
final class Search implements Command {
    /** MS-ASCMD 2.2.3.177.13, of the Store; and of 2.2.2 what is answered where there is no Store to speak of. */
    enum SearchStatus implements Status {
        Success(1),
        InvalidRequest(2),
        /** The host refuses the search. */
        ServerError(3),
        /** Of a document: what is no link. */
        BadLink(4),
        AccessDenied(5),
        /** Of a document: no link leads to one here. */
        NotFound(6),
        /** The host cannot be asked now. */
        ConnectionFailed(7),
        TooComplex(8),
        /** Not all was searched. What was found stands beside it. */
        TimedOut(10),
        FolderSyncRequired(11),
        /** The range goes beyond what can be had; the part that can be had stands beside it. */
        EndOfRetrievableRange(12),
        InvalidXML(103),
        BodyPartPreferenceTypeNotSupported(164);

        private final int code;

        SearchStatus(int code) {
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

    Search(MailSearch mail, GalSearch gal, InstantSource clock) {
        this.mail = mail;
        this.gal = gal;
        this.clock = clock;
    }

    @Override
    public Reply handle(Call call) throws BackendException {
        Optional<Element> store =
                call.request().filter(root -> root.tag().equals(Search)).flatMap(root -> root.first(Store));
        if (store.isEmpty())
            return call.version().since(Version.V14_0)
                    ? new Reply.Document(Element.of(Search, status(SearchStatus.InvalidXML)))
                    : new Reply.Refused(400, "no Store");
        return new Reply.Document(
                Element.of(Search, status(SearchStatus.Success), Element.of(Response, answer(call, store.get()))));
    }

    private Element answer(Call call, Element store) throws BackendException {
        var dates = KqlDates.at(clock);
        try {
            return switch (SearchRequest.read(store, call.version(), dates)) {
                case SearchRequest.Refused(SearchStatus status) -> Element.of(Store, status(status));
                case SearchRequest.OfNothing _ -> nothing();
                case SearchRequest.OfGal(String text, ResultRange range, boolean pictures) ->
                    people(call, text, range, pictures);
                case SearchRequest.OfMailbox(MailSearch.Asked asked, MailSearch.Page page) ->
                    messages(call, asked, page);
            };
        } catch (BackendException e) {
            return Element.of(Store, status(failed(e)));
        }
    }

    private static SearchStatus failed(BackendException why) throws BackendException {
        return switch (why.kind()) {
            case LOGIN -> throw why;
            case UNAVAILABLE -> SearchStatus.ConnectionFailed;
            case NOT_ALLOWED -> SearchStatus.AccessDenied;
            case FOLDER_GONE -> SearchStatus.FolderSyncRequired;
            case ITEM_GONE, FULL, TOO_LARGE, REFUSED -> SearchStatus.ServerError;
        };
    }

    private Element messages(Call call, MailSearch.Asked asked, MailSearch.Page page) throws BackendException {
        if (page.range().first() >= ResultRange.RETRIEVABLE)
            return Element.of(Store, status(SearchStatus.EndOfRetrievableRange));
        return switch (mail.search(call, asked, page)) {
            case MailSearch.Outcome.NoSuchFolder _ -> Element.of(Store, status(SearchStatus.FolderSyncRequired));
            case MailSearch.Outcome.Found found -> {
                List<Element> results = found.results().stream()
                        .map(result -> result(result, call.version()))
                        .toList();
                SearchStatus status = found.complete() ? ofRange(page.range(), found.total()) : SearchStatus.TimedOut;
                // MS-ASCMD_R3850: an empty Result says that there is none.
                yield found(
                        status,
                        results.isEmpty() ? List.of(Element.of(Result)) : results,
                        page.range().first(),
                        results.size(),
                        found.total());
            }
        };
    }

    private static SearchStatus ofRange(ResultRange range, long total) {
        boolean isBeyond = range.last() >= ResultRange.RETRIEVABLE || range.first() > 0 && range.first() >= total;
        return isBeyond ? SearchStatus.EndOfRetrievableRange : SearchStatus.Success;
    }

    private static Element result(Finder.Result result, Version version) {
        return Element.of(
                Result,
                Element.of(AirSync.Class, "Email"),
                Element.of(LongId, new LongId(result.id()).toString()),
                Element.of(AirSync.CollectionId, result.id().collection()),
                Element.of(Properties, ApplicationData.write(EmailFields.TABLE, result.item(), version)));
    }

    private Element people(Call call, String text, ResultRange range, boolean pictures) throws BackendException {
        if (range.first() >= ResultRange.RETRIEVABLE)
            return Element.of(Store, status(SearchStatus.EndOfRetrievableRange));
        GalSearch.Found found = gal.find(call, text, range.within(ResultRange.RETRIEVABLE));
        List<Element> results = found.people().stream()
                .map(person -> Element.of(Result, GalSearch.properties(Properties, person, pictures, call.version())))
                .toList();
        return found(ofRange(range, found.total()), results, range.first(), results.size(), found.total());
    }

    private static Element nothing() {
        return found(SearchStatus.Success, List.of(Element.of(Result)), 0, 0, 0);
    }

    /** Total is there also for nobody: a client that misses it takes the answer for broken (quirk I6). */
    private static Element found(SearchStatus status, List<Element> results, int first, int count, long total) {
        return Element.of(
                Store,
                status(status),
                results,
                count == 0 ? null : Element.of(Range, new ResultRange(first, first + count - 1).toString()),
                Element.of(Total, total));
    }

    private static Element status(SearchStatus status) {
        return Element.of(org.mailspan.wbxml.Search.Status, status.code());
    }
}
