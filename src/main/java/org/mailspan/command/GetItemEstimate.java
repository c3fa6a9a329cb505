package org.mailspan.command;

import static org.mailspan.wbxml.GetItemEstimate.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.protocol.CommonStatus;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Status;
import org.mailspan.protocol.Version;
import org.mailspan.sync.Estimate;
import org.mailspan.sync.Options;
import org.mailspan.sync.Session;
import org.mailspan.sync.Since;
import org.mailspan.sync.SyncEngine;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;

/** Says how much a Sync would bring, MS-ASCMD 2.2.1.9. */
final class GetItemEstimate implements Command {
    /** MS-ASCMD 2.2.3.177.7. */
    enum EstimateStatus implements Status {
        Success(1),
        InvalidCollection(2),
        NotPrimed(3),
        /** Also of Options for classes that do not go together (MS-ASCMD_R908). */
        InvalidSyncKey(4);

        private final int code;

        EstimateStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** MS-ASCMD_R969; a server may have any limit from 30 to 5000 (MS-ASCMD 3.1.5.10). */
    private static final int MAX_COLLECTIONS = 300;

    private final SyncEngine engine;

    GetItemEstimate(SyncEngine engine) {
        this.engine = engine;
    }

    @Override
    public Reply handle(Call call) throws Exception {
        List<Element> collections = call.request()
                .filter(request -> request.tag().equals(GetItemEstimate))
                .map(request -> request.all(Collections, Collection).toList())
                .orElse(List.of());
        if (collections.isEmpty()) return refused(EstimateStatus.InvalidCollection);
        if (collections.size() > MAX_COLLECTIONS)
            return call.version().since(Version.V14_0)
                    ? refused(CommonStatus.InvalidXML)
                    : new Reply.Refused(400, "more than " + MAX_COLLECTIONS + " collections");
        var session = new Session(call.backend(), call.deviceId(), call.version());
        Since since = Since.now();
        engine.glance(
                session,
                collections.stream()
                        .flatMap(c -> ServerId.collection(
                                c.text(CollectionId).orElse("").strip())
                                .stream())
                        .toList(),
                since,
                false);
        var responses = new ArrayList<Element>();
        for (Element collection : collections) responses.add(response(session, collection, since));
        return new Reply.Document(Element.of(GetItemEstimate, responses));
    }

    private static Reply refused(Status status) {
        return new Reply.Document(
                Element.of(GetItemEstimate, Element.of(org.mailspan.wbxml.GetItemEstimate.Status, status.code())));
    }

    private Element response(Session session, Element collection, Since since) throws BackendException {
        String id = collection.text(CollectionId).orElse("").strip();
        String key = collection.text(AirSync.SyncKey).orElse("").strip();
        Optional<Long> number = ServerId.collection(id);
        if (number.isEmpty()) return response(id, EstimateStatus.InvalidCollection, Optional.empty());
        // MS-ASCMD_R3265; and a class that is not the folder's, in 12.1.
        boolean strange = collection.all(AirSync.Options).anyMatch(one -> one.has(AirSync.MaxItems));
        if (strange || !SyncCollection.classFits(collection))
            return response(id, EstimateStatus.InvalidCollection, Optional.empty());
        if (!SyncCollection.classesFit(collection))
            return response(id, EstimateStatus.InvalidSyncKey, Optional.empty());
        Optional<Options> options = SyncCollection.read(options(collection));
        if (options.isEmpty()) return response(id, misfit(options(collection), session.version()), Optional.empty());
        boolean asked = collection.has(AirSync.Options) || collection.has(AirSync.FilterType);
        try {
            return switch (engine.estimate(
                    session,
                    number.get(),
                    key,
                    asked ? options : Optional.empty(),
                    collection.flag(AirSync.ConversationMode),
                    since)) {
                case Estimate.Count(int items) -> response(id, EstimateStatus.Success, Optional.of(items));
                case Estimate.InvalidKey() -> response(id, EstimateStatus.InvalidSyncKey, Optional.empty());
                case Estimate.NotBegun() -> response(id, EstimateStatus.NotPrimed, Optional.empty());
                case Estimate.NoSuchFolder() -> response(id, EstimateStatus.InvalidCollection, Optional.empty());
            };
        } catch (BackendException e) {
            return switch (e.kind()) {
                case LOGIN, UNAVAILABLE -> throw e;
                case FOLDER_GONE, NOT_ALLOWED, ITEM_GONE, FULL, TOO_LARGE, REFUSED ->
                    response(id, EstimateStatus.InvalidCollection, Optional.empty());
            };
        }
    }

    /** 12.1 has the FilterType in the collection, later versions in its Options. */
    private static Element options(Element collection) {
        return SyncCollection.options(collection).orElse(collection);
    }

    /** Filters of calendar and tasks are Status 110, what is no filter 103 (MS-ASCMD 2.2.3.68.1); 12.1 knows neither. */
    private static Status misfit(Element options, Version version) {
        if (!version.since(Version.V14_0)) return EstimateStatus.InvalidCollection;
        int filter = SyncCollection.number(options.text(AirSync.FilterType).orElse("0"));
        return filter >= 6 && filter <= 8 ? CommonStatus.ServerError : CommonStatus.InvalidXML;
    }

    private static Element response(String id, Status status, Optional<Integer> items) {
        return Element.of(
                Response,
                Element.of(org.mailspan.wbxml.GetItemEstimate.Status, status.code()),
                Element.of(
                        Collection, Element.of(CollectionId, Echoed.id(id)), items.map(n -> Element.of(Estimate, n))));
    }
}
