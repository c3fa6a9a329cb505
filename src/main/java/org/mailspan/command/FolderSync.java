package org.mailspan.command;

import static org.mailspan.wbxml.FolderHierarchy.*;

import java.util.List;
import org.mailspan.protocol.Status;
import org.mailspan.store.FolderRow;
import org.mailspan.sync.Hierarchy;
import org.mailspan.sync.Session;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.FolderHierarchy;

/** Synchronises the folder hierarchy, MS-ASCMD 2.2.1.5. */
final class FolderSync implements Command {
    /** MS-ASCMD 2.2.3.177.5. */
    enum FolderSyncStatus implements Status {
        Success(1),
        InvalidSyncKey(9),
        IncorrectlyFormatted(10);

        private final int code;

        FolderSyncStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    private final Hierarchy hierarchy;

    FolderSync(Hierarchy hierarchy) {
        this.hierarchy = hierarchy;
    }

    @Override
    public Reply handle(Call call) throws Exception {
        var key = call.request()
                .filter(request -> request.tag().equals(FolderSync))
                .flatMap(request -> request.text(SyncKey))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
        if (key.isEmpty()) return refused(FolderSyncStatus.IncorrectlyFormatted);
        var session = new Session(call.backend(), call.deviceId(), call.version());
        return switch (hierarchy.sync(session, key.get())) {
            case Hierarchy.Outcome.InvalidKey() -> refused(FolderSyncStatus.InvalidSyncKey);
            case Hierarchy.Outcome.Synced synced -> new Reply.Document(synced(synced));
        };
    }

    private static Reply refused(FolderSyncStatus status) {
        return new Reply.Document(Element.of(FolderSync, Element.of(FolderHierarchy.Status, status.code())));
    }

    /** Changes is there even when nothing changed: Evolution fails without it (quirk D4). */
    private static Element synced(Hierarchy.Outcome.Synced synced) {
        int count = synced.added().size()
                + synced.changed().size()
                + synced.deleted().size();
        return Element.of(
                FolderSync,
                Element.of(FolderHierarchy.Status, FolderSyncStatus.Success.code()),
                Element.of(SyncKey, synced.syncKey()),
                Element.of(
                        Changes,
                        Element.of(Count, count),
                        folders(Update, synced.changed()),
                        synced.deleted().stream().map(row -> Element.of(Delete, Element.of(ServerId, row.id()))),
                        folders(Add, synced.added())));
    }

    private static List<Element> folders(FolderHierarchy tag, List<FolderRow> rows) {
        return rows.stream()
                .map(row -> Element.of(
                        tag,
                        Element.of(ServerId, row.id()),
                        Element.of(ParentId, row.parent()),
                        Element.of(DisplayName, row.name()),
                        Element.of(Type, row.type().code())))
                .toList();
    }
}
