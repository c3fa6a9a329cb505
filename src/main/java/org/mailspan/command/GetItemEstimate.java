package org.mailspan.command;

import static org.mailspan.wbxml.GetItemEstimate.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Status;
import org.mailspan.sync.Options;
import org.mailspan.sync.Session;
import org.mailspan.sync.SyncEngine;
import org.mailspan.sync.SyncEngine.Estimate;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;

/** Says how much a Sync would bring, MS-ASCMD 2.2.1.9. */
final class GetItemEstimate implements Command {
    /** MS-ASCMD 2.2.3.177.7. */
    enum EstimateStatus implements Status {
        Success(1),
        InvalidCollection(2),
        NotPrimed(3),
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
        if (collections.isEmpty())
            return new Reply.Document(Element.of(
                    GetItemEstimate,
                    Element.of(org.mailspan.wbxml.GetItemEstimate.Status, EstimateStatus.InvalidCollection.code())));
        var session = new Session(call.backend(), call.deviceId(), call.version());
        var responses = new ArrayList<Element>();
        for (Element collection : collections) responses.add(response(session, collection));
        return new Reply.Document(Element.of(GetItemEstimate, responses));
    }

    private Element response(Session session, Element collection) throws BackendException {
        String id = collection.text(CollectionId).orElse("").strip();
        String key = collection.text(AirSync.SyncKey).orElse("").strip();
        Optional<Long> number = ServerId.collection(id);
        Optional<Options> options = options(collection);
        if (number.isEmpty() || options.isEmpty())
            return response(id, EstimateStatus.InvalidCollection, Optional.empty());
        boolean asked = collection.has(AirSync.Options) || collection.has(AirSync.FilterType);
        try {
            return switch (engine.estimate(session, number.get(), key, asked ? options : Optional.empty())) {
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
    private static Optional<Options> options(Element collection) {
        return SyncCollection.read(collection.first(AirSync.Options).orElse(collection));
    }

    private static Element response(String id, EstimateStatus status, Optional<Integer> items) {
        return Element.of(
                Response,
                Element.of(org.mailspan.wbxml.GetItemEstimate.Status, status.code()),
                Element.of(Collection, Element.of(CollectionId, id), items.map(n -> Element.of(Estimate, n))));
    }
}
