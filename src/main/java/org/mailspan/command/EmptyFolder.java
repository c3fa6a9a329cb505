package org.mailspan.command;

import static org.mailspan.wbxml.ItemOperations.*;

import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.command.ItemOperations.ItemOperationsStatus;
import org.mailspan.protocol.DataTypes;
import org.mailspan.protocol.ServerId;
import org.mailspan.sync.Emptying;
import org.mailspan.sync.Hierarchy;
import org.mailspan.sync.Session;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;

/** One EmptyFolderContents of an ItemOperations request, MS-ASCMD 2.2.3.58. */
final class EmptyFolder {
    private final Emptying emptying;
    private final Hierarchy hierarchy;

    EmptyFolder(Emptying emptying, Hierarchy hierarchy) {
        this.emptying = emptying;
        this.hierarchy = hierarchy;
    }

    Element answer(Session session, Element asked) throws BackendException {
        return Element.of(
                EmptyFolderContents,
                org.mailspan.command.ItemOperations.status(status(session, asked)),
                Element.of(
                        AirSync.CollectionId,
                        Echoed.id(asked.text(AirSync.CollectionId).orElse(""))));
    }

    private ItemOperationsStatus status(Session session, Element asked) throws BackendException {
        // Other options are passed over where they do no harm; here it is about deleting (MS-ASCMD_R3547).
        boolean odd = asked.all(Options)
                .flatMap(Element::elements)
                .anyMatch(option -> !option.tag().equals(DeleteSubFolders));
        if (odd) return ItemOperationsStatus.ProtocolError;
        Optional<Long> folder =
                asked.text(AirSync.CollectionId).map(String::strip).flatMap(ServerId::collection);
        if (folder.isEmpty()) return ItemOperationsStatus.ObjectNotFound;
        return switch (emptying.empty(session, folder.get())) {
            case Emptying.Outcome.NoFolder() -> ItemOperationsStatus.ObjectNotFound;
            case Emptying.Outcome.Failed(boolean some, BackendException why) -> failed(why, some);
            case Emptying.Outcome.Emptied() ->
                isDeep(asked) ? below(session, folder.get()) : ItemOperationsStatus.Success;
        };
    }

    private static boolean isDeep(Element asked) {
        return asked.text(Options, DeleteSubFolders).map(DataTypes::bool).orElse(false);
    }

    private ItemOperationsStatus below(Session session, long folder) throws BackendException {
        try {
            return hierarchy.deleteBelow(session, folder)
                    ? ItemOperationsStatus.Success
                    : ItemOperationsStatus.PartialSuccess;
        } catch (BackendException e) {
            return failed(e, true);
        }
    }

    private static ItemOperationsStatus failed(BackendException why, boolean some) throws BackendException {
        return switch (why.kind()) {
            // To be repeated: what was done is not done again.
            case LOGIN, UNAVAILABLE -> throw why;
            case FOLDER_GONE -> ItemOperationsStatus.ObjectNotFound;
            case NOT_ALLOWED -> some ? ItemOperationsStatus.PartialSuccess : ItemOperationsStatus.AccessDenied;
            case ITEM_GONE, FULL, TOO_LARGE, REFUSED ->
                some ? ItemOperationsStatus.PartialSuccess : ItemOperationsStatus.ServerError;
        };
    }
}
