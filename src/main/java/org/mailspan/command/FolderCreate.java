package org.mailspan.command;

import static org.mailspan.wbxml.FolderHierarchy.*;

import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Status;
import org.mailspan.sync.FolderWish;
import org.mailspan.sync.Hierarchy;
import org.mailspan.sync.Session;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.FolderHierarchy;

/** Makes a folder, MS-ASCMD 2.2.1.3. */
final class FolderCreate implements Command {
    /** MS-ASCMD 2.2.3.177.3. */
    enum FolderCreateStatus implements Status {
        Success(1),
        FolderExists(2),
        ParentIsSpecial(3),
        ParentNotFound(5),
        ServerError(6),
        InvalidSyncKey(9),
        /** Also of a folder that can only be there once, and of a kind that cannot be held: none but mail can. */
        Malformed(10);

        private final int code;

        FolderCreateStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    private final Hierarchy hierarchy;

    FolderCreate(Hierarchy hierarchy) {
        this.hierarchy = hierarchy;
    }

    @Override
    public Reply handle(Call call) throws BackendException {
        Optional<FolderRequest> asked = call.request()
                .filter(request -> request.tag().equals(FolderCreate))
                .flatMap(FolderRequest::read);
        Optional<FolderType> type = asked.flatMap(FolderRequest::type);
        if (asked.isEmpty() || type.isEmpty() || !asked.get().isNamed()) return refused(FolderCreateStatus.Malformed);
        if (asked.get().parent().isEmpty()) return refused(FolderCreateStatus.ParentNotFound);
        var wish = new FolderWish(asked.get().parent().get(), asked.get().name(), type.get() == FolderType.UserFolder);
        var session = new Session(call.backend(), call.deviceId(), call.version());
        try {
            return switch (hierarchy.create(session, asked.get().syncKey(), wish)) {
                case Hierarchy.Change.Done(String key, long id) -> created(key, id);
                case Hierarchy.Change.InvalidKey() -> refused(FolderCreateStatus.InvalidSyncKey);
                case Hierarchy.Change.NameTaken() -> refused(FolderCreateStatus.FolderExists);
                case Hierarchy.Change.NoParent() -> refused(FolderCreateStatus.ParentNotFound);
                case Hierarchy.Change.Special() -> refused(FolderCreateStatus.ParentIsSpecial);
                case Hierarchy.Change.NoFolder(), Hierarchy.Change.BelowItself(), Hierarchy.Change.HoldsMore() ->
                    refused(FolderCreateStatus.ServerError);
            };
        } catch (BackendException e) {
            return refused(status(e));
        }
    }

    private static FolderCreateStatus status(BackendException why) throws BackendException {
        return switch (why.kind()) {
            case LOGIN, UNAVAILABLE, FULL -> throw why;
            case FOLDER_GONE -> FolderCreateStatus.ParentNotFound;
            case NOT_ALLOWED -> FolderCreateStatus.ParentIsSpecial;
            case REFUSED -> FolderCreateStatus.Malformed;
            case ITEM_GONE, TOO_LARGE -> FolderCreateStatus.ServerError;
        };
    }

    private static Reply created(String key, long id) {
        return new Reply.Document(Element.of(
                FolderCreate,
                Element.of(FolderHierarchy.Status, FolderCreateStatus.Success.code()),
                Element.of(SyncKey, key),
                Element.of(ServerId, id)));
    }

    private static Reply refused(FolderCreateStatus status) {
        return new Reply.Document(Element.of(FolderCreate, Element.of(FolderHierarchy.Status, status.code())));
    }
}
