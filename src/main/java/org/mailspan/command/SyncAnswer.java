package org.mailspan.command;

import static org.mailspan.wbxml.AirSync.*;

import java.util.List;
import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.Status;
import org.mailspan.protocol.Version;
import org.mailspan.sync.Answer;
import org.mailspan.sync.Outcome;
import org.mailspan.sync.ServerChange;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;

/** Renders what a Sync came to, in the order of the schema: pyActiveSync and others count on it (quirk B7). */
final class SyncAnswer {
    /** MS-ASCMD 2.2.3.177.17. */
    enum SyncStatus implements Status {
        Success(1),
        InvalidSyncKey(3),
        ProtocolError(4),
        ServerError(5),
        ConversionError(6),
        Conflict(7),
        ObjectNotFound(8),
        CannotBeCompleted(9),
        FolderHierarchyChanged(12),
        IncompleteRequest(13),
        InvalidWait(14),
        TooManyCollections(15),
        Retry(16),
        // Of a draft that is to be sent: the common numbers of MS-ASCMD 2.2.2.
        ServerErrorRetryLater(111),
        SendQuotaExceeded(115),
        MailSubmissionFailed(120),
        BodyPartPreferenceTypeNotSupported(164),
        InvalidRecipients(183);

        private final int code;

        SyncStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    private SyncAnswer() {}

    static Element whole(SyncStatus status) {
        return Element.of(Sync, Element.of(Status, status.code()));
    }

    static Element limited(SyncStatus status, int limit) {
        return Element.of(Sync, Element.of(Status, status.code()), Element.of(Limit, limit));
    }

    static Element collection(SyncCollection asked, Outcome outcome, Version version) {
        return switch (outcome) {
            case Outcome.Synced synced -> synced(asked, synced, version);
            case Outcome.InvalidKey() -> failed(asked, "0", SyncStatus.InvalidSyncKey, version);
            case Outcome.NoSuchFolder() -> failed(asked, asked.syncKey(), SyncStatus.FolderHierarchyChanged, version);
            case Outcome.Failed(BackendException why) -> failed(asked, asked.syncKey(), status(why), version);
        };
    }

    static Element broken(SyncCollection asked, Version version) {
        SyncStatus status = asked.hasUnsupportedPart(version)
                ? SyncStatus.BodyPartPreferenceTypeNotSupported
                : SyncStatus.ProtocolError;
        return failed(asked, asked.syncKey().isEmpty() ? "0" : asked.syncKey(), status, version);
    }

    private static SyncStatus status(BackendException why) {
        return switch (why.kind()) {
            case LOGIN, UNAVAILABLE -> SyncStatus.Retry;
            case ITEM_GONE, NOT_ALLOWED, TOO_LARGE, REFUSED -> SyncStatus.ServerError;
            case FOLDER_GONE -> SyncStatus.FolderHierarchyChanged;
            case FULL -> SyncStatus.CannotBeCompleted;
        };
    }

    private static Element failed(SyncCollection asked, String key, SyncStatus status, Version version) {
        return Element.of(
                Collection,
                className(version),
                Element.of(SyncKey, Echoed.id(key)),
                Element.of(CollectionId, Echoed.id(asked.id())),
                Element.of(Status, status.code()));
    }

    private static Element synced(SyncCollection asked, Outcome.Synced synced, Version version) {
        List<Element> responses =
                synced.answers().stream().map(a -> response(a, version)).toList();
        List<Element> commands =
                synced.changes().stream().map(c -> command(c, version)).toList();
        return Element.of(
                Collection,
                className(version),
                Element.of(SyncKey, synced.syncKey()),
                Element.of(CollectionId, Echoed.id(asked.id())),
                Element.of(Status, SyncStatus.Success.code()),
                synced.more() ? MoreAvailable : null,
                responses.isEmpty() ? null : Element.of(Responses, responses),
                commands.isEmpty() ? null : Element.of(Commands, commands));
    }

    /** MS-ASCMD 2.2.3.27.5: only 12.1 names the class of a collection. */
    private static Optional<Element> className(Version version) {
        return version.since(Version.V14_0) ? Optional.empty() : Optional.of(Element.of(Class, "Email"));
    }

    /** Successful changes are listed too: Android keeps a change in its queue until it reads its id here (quirk E9). */
    private static Element response(Answer answer, Version version) {
        int status = status(answer.result()).code();
        return switch (answer) {
            case Answer.Added(String clientId, var result, var id, Item told, var attached) ->
                Element.of(
                        Add,
                        Element.of(ClientId, clientId),
                        id.map(given -> Element.of(ServerId, given.toString())),
                        Element.of(Status, status),
                        told(told, attached, version));
            case Answer.Changed(String id, var result, var attached) ->
                Element.of(
                        Change,
                        Element.of(ServerId, id),
                        Element.of(Status, status),
                        told(Item.EMPTY, attached, version));
            case Answer.Deleted(String id, var result) ->
                Element.of(Delete, Element.of(ServerId, id), Element.of(Status, status));
            case Answer.Fetched(String id, var result, Item item) ->
                Element.of(
                        Fetch,
                        Element.of(ServerId, id),
                        Element.of(Status, status),
                        item.isEmpty() ? null : data(item, version));
        };
    }

    /** By which names the device may fetch and delete what it attached (MS-ASAIRS_R1336). */
    private static Optional<Element> told(Item item, List<Answer.Attached> attached, Version version) {
        if (item.isEmpty() && attached.isEmpty()) return Optional.empty();
        var files = attached.stream()
                .map(file -> Element.of(
                        AirSyncBase.Attachment,
                        Element.of(AirSyncBase.FileReference, file.reference().toString()),
                        Element.of(AirSyncBase.ClientId, file.clientId())));
        return Optional.of(Element.of(
                ApplicationData,
                attached.isEmpty() ? null : Element.of(AirSyncBase.Attachments, files),
                org.mailspan.item.ApplicationData.write(EmailFields.TABLE, item, version)));
    }

    private static SyncStatus status(Answer.Result result) {
        return switch (result) {
            case DONE -> SyncStatus.Success;
            case CONFLICT -> SyncStatus.Conflict;
            case NOT_ADDRESSED -> SyncStatus.InvalidRecipients;
            case NOT_SENT -> SyncStatus.MailSubmissionFailed;
            case TOO_LARGE -> SyncStatus.SendQuotaExceeded;
            case SEND_LATER -> SyncStatus.ServerErrorRetryLater;
            case NOT_FOUND -> SyncStatus.ObjectNotFound;
            case INVALID -> SyncStatus.ConversionError;
            case FULL -> SyncStatus.CannotBeCompleted;
            case REFUSED -> SyncStatus.ServerError;
            case LATER -> SyncStatus.Retry;
        };
    }

    private static Element command(ServerChange change, Version version) {
        return switch (change) {
            case ServerChange.Add(var id, Item item) ->
                Element.of(Add, Element.of(ServerId, id.toString()), data(item, version));
            case ServerChange.Change(var id, Item item) ->
                Element.of(Change, Element.of(ServerId, id.toString()), data(item, version));
            case ServerChange.Delete(var id) -> Element.of(Delete, Element.of(ServerId, id.toString()));
            case ServerChange.SoftDelete(var id) -> Element.of(SoftDelete, Element.of(ServerId, id.toString()));
        };
    }

    private static Element data(Item item, Version version) {
        return Element.of(ApplicationData, org.mailspan.item.ApplicationData.write(EmailFields.TABLE, item, version));
    }
}
