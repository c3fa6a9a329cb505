package org.mailspan.command;

import static org.mailspan.wbxml.FolderHierarchy.*;

import java.util.Optional;
import org.mailspan.protocol.FolderType;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.FolderHierarchy;

/**
 * What FolderCreate, FolderUpdate and FolderDelete say, elements to words.
 *
 * @param hasId whether there is a ServerId, be it one that was never given
 * @param isPlaced whether there is a ParentId, likewise
 * @param type of a folder that can be made: for mail, or the generic one that becomes one for mail. The other numbers of
 *     MS-ASCMD 2.2.3.186.2 are kinds that are not held, or folders that can only be there once
 */
record FolderRequest(
        String syncKey,
        boolean hasId,
        Optional<Long> id,
        boolean isPlaced,
        Optional<Long> parent,
        String name,
        Optional<FolderType> type) {
    /** MS-ASCMD_R2194. */
    private static final int LONGEST_NAME = 256;

    /** Empty without a SyncKey. */
    static Optional<FolderRequest> read(Element request) {
        Optional<String> id = text(request, ServerId);
        Optional<String> parent = text(request, ParentId);
        return text(request, SyncKey)
                .map(key -> new FolderRequest(
                        key,
                        id.isPresent(),
                        id.flatMap(org.mailspan.protocol.ServerId::collection),
                        parent.isPresent(),
                        parent.flatMap(org.mailspan.protocol.ServerId::collection),
                        text(request, DisplayName).orElse(""),
                        text(request, Type).flatMap(FolderRequest::type)));
    }

    private static Optional<String> text(Element request, FolderHierarchy tag) {
        return request.text(tag).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<FolderType> type(String number) {
        return switch (number) {
            case "1" -> Optional.of(FolderType.UserFolder);
            case "12" -> Optional.of(FolderType.UserMail);
            default -> Optional.empty();
        };
    }

    /** Whether it says what the folder is to be called, and where it is to be. */
    boolean isNamed() {
        return isPlaced && !name.isEmpty() && name.codePointCount(0, name.length()) <= LONGEST_NAME;
    }
}
