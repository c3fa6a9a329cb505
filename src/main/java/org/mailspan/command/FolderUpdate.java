package org.mailspan.command;

import static org.mailspan.wbxml.FolderHierarchy.*;

import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.protocol.Status;
import org.mailspan.sync.FolderWish;
import org.mailspan.sync.Hierarchy;
import org.mailspan.sync.Session;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.FolderHierarchy;

/** Renames a folder or moves it, MS-ASCMD 2.2.1.6. */
final class FolderUpdate implements Command {
    /** MS-ASCMD 2.2.3.177.6. */
    enum FolderUpdateStatus implements Status {
        Success(1),
        FolderExistsOrIsSpecial(2),
        FolderNotFound(4),
        ParentNotFound(5),
        ServerError(6),
        InvalidSyncKey(9),
        /** Also of a folder that should lie below itself. */
        IncorrectlyFormatted(10);

        private final int code;

        FolderUpdateStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    private final Hierarchy hierarchy;

    FolderUpdate(Hierarchy hierarchy) {
        this.hierarchy = hierarchy;
    }

    @Override
    public Reply handle(Call call) throws BackendException {
        // A Status in the request: MS-ASCMD_R3102.
        Optional<FolderRequest> asked = call.request()
                .filter(request -> request.tag().equals(FolderUpdate) && !request.has(FolderHierarchy.Status))
                .flatMap(FolderRequest::read)
                .filter(request -> request.isNamed() && request.hasId());
        if (asked.isEmpty()) return answer(FolderUpdateStatus.IncorrectlyFormatted);
        if (asked.get().id().isEmpty()) return answer(FolderUpdateStatus.FolderNotFound);
        if (asked.get().parent().isEmpty()) return answer(FolderUpdateStatus.ParentNotFound);
        var wish = new FolderWish(asked.get().parent().get(), asked.get().name());
        var session = new Session(call.backend(), call.deviceId(), call.version());
        try {
            return switch (hierarchy.update(
                    session, asked.get().syncKey(), asked.get().id().get(), wish)) {
                case Hierarchy.Change.Done(String key, long id) -> updated(key);
                case Hierarchy.Change.InvalidKey() -> answer(FolderUpdateStatus.InvalidSyncKey);
                case Hierarchy.Change.NameTaken(), Hierarchy.Change.Special() ->
                    answer(FolderUpdateStatus.FolderExistsOrIsSpecial);
                case Hierarchy.Change.NoFolder() -> answer(FolderUpdateStatus.FolderNotFound);
                case Hierarchy.Change.NoParent() -> answer(FolderUpdateStatus.ParentNotFound);
                case Hierarchy.Change.BelowItself() -> answer(FolderUpdateStatus.IncorrectlyFormatted);
                case Hierarchy.Change.HoldsMore() -> answer(FolderUpdateStatus.ServerError);
            };
        } catch (BackendException e) {
            return answer(status(e));
        }
    }

    private static FolderUpdateStatus status(BackendException why) throws BackendException {
        return switch (why.kind()) {
            case LOGIN, UNAVAILABLE, FULL -> throw why;
            case FOLDER_GONE -> FolderUpdateStatus.FolderNotFound;
            case NOT_ALLOWED -> FolderUpdateStatus.FolderExistsOrIsSpecial;
            case REFUSED -> FolderUpdateStatus.IncorrectlyFormatted;
            case ITEM_GONE, TOO_LARGE -> FolderUpdateStatus.ServerError;
        };
    }

    private static Reply updated(String key) {
        return new Reply.Document(Element.of(
                FolderUpdate,
                Element.of(FolderHierarchy.Status, FolderUpdateStatus.Success.code()),
                Element.of(SyncKey, key)));
    }

    private static Reply answer(FolderUpdateStatus status) {
        return new Reply.Document(Element.of(FolderUpdate, Element.of(FolderHierarchy.Status, status.code())));
    }
}
