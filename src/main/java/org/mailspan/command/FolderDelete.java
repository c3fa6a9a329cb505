package org.mailspan.command;

import static org.mailspan.wbxml.FolderHierarchy.*;

import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.protocol.Status;
import org.mailspan.sync.Hierarchy;
import org.mailspan.sync.Session;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.FolderHierarchy;

/** Deletes a folder with its mail and the folders below it, MS-ASCMD 2.2.1.4. */
final class FolderDelete implements Command {
    /** MS-ASCMD 2.2.3.177.4. */
    enum FolderDeleteStatus implements Status {
        Success(1),
        FolderIsSpecial(3),
        FolderNotFound(4),
        /** "Frequently transient": also of a folder below which there are some that the device does not know yet. */
        ServerError(6),
        InvalidSyncKey(9),
        IncorrectlyFormatted(10);

        private final int code;

        FolderDeleteStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    private final Hierarchy hierarchy;

    FolderDelete(Hierarchy hierarchy) {
        this.hierarchy = hierarchy;
    }

    @Override
    public Reply handle(Call call) throws BackendException {
        Optional<FolderRequest> asked = call.request()
                .filter(request -> request.tag().equals(FolderDelete))
                .flatMap(FolderRequest::read)
                .filter(FolderRequest::hasId);
        if (asked.isEmpty()) return answer(FolderDeleteStatus.IncorrectlyFormatted);
        if (asked.get().id().isEmpty()) return answer(FolderDeleteStatus.FolderNotFound);
        var session = new Session(call.backend(), call.deviceId(), call.version());
        try {
            return switch (hierarchy.delete(
                    session, asked.get().syncKey(), asked.get().id().get())) {
                case Hierarchy.Change.Done(String key, long id) -> deleted(key);
                case Hierarchy.Change.InvalidKey() -> answer(FolderDeleteStatus.InvalidSyncKey);
                case Hierarchy.Change.Special() -> answer(FolderDeleteStatus.FolderIsSpecial);
                case Hierarchy.Change.NoFolder() -> answer(FolderDeleteStatus.FolderNotFound);
                case Hierarchy.Change.HoldsMore() -> answer(FolderDeleteStatus.ServerError);
                case Hierarchy.Change.NameTaken(), Hierarchy.Change.NoParent(), Hierarchy.Change.BelowItself() ->
                    answer(FolderDeleteStatus.ServerError);
            };
        } catch (BackendException e) {
            return answer(status(e));
        }
    }

    private static FolderDeleteStatus status(BackendException why) throws BackendException {
        return switch (why.kind()) {
            case LOGIN, UNAVAILABLE, FULL -> throw why;
            case FOLDER_GONE -> FolderDeleteStatus.FolderNotFound;
            case NOT_ALLOWED -> FolderDeleteStatus.FolderIsSpecial;
            case ITEM_GONE, TOO_LARGE, REFUSED -> FolderDeleteStatus.ServerError;
        };
    }

    private static Reply deleted(String key) {
        return new Reply.Document(Element.of(
                FolderDelete,
                Element.of(FolderHierarchy.Status, FolderDeleteStatus.Success.code()),
                Element.of(SyncKey, key)));
    }

    private static Reply answer(FolderDeleteStatus status) {
        return new Reply.Document(Element.of(FolderDelete, Element.of(FolderHierarchy.Status, status.code())));
    }
}
