package org.mailspan.item;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailspan.protocol.FileReference;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Node.Opaque;

/** What a 16.x client does to the attachments of an item: Add and Delete, MS-ASAIRS 2.2.2.2 and 2.2.2.21. */
public record AttachmentChanges(List<Added> added, List<FileReference> deleted) {
    public static final AttachmentChanges NONE = new AttachmentChanges(List.of(), List.of());

    private static final String EMBEDDED_MESSAGE = "5";

    public AttachmentChanges {
        added = List.copyOf(added);
        deleted = List.copyOf(deleted);
    }

    /**
     * A file that is to be attached.
     *
     * @param clientId the client's own name of it, which the answer tells the FileReference of
     * @param contentType empty where the client does not say
     * @param contentId without angle brackets; empty for none
     * @param contentLocation empty for none
     * @param isInline shown in the body by its ContentId
     * @param isMessage Method 5: a mail (MS-ASAIRS_R1394)
     */
    public record Added(
            String clientId,
            String displayName,
            Opaque content,
            String contentType,
            String contentId,
            String contentLocation,
            boolean isInline,
            boolean isMessage) {}

    /** These files and no deletions: what is meant where the item is not the one that the client knew. */
    public AttachmentChanges withoutDeletions() {
        return new AttachmentChanges(added, List.of());
    }

    /** Null where a file lacks what it must have (MS-ASAIRS_R1009, R1010, R1014), or an id is none of ours. */
    static @Nullable AttachmentChanges read(Element element) {
        var added = new ArrayList<Added>();
        for (Element one : element.all(AirSyncBase.Add).toList()) {
            Added file = file(one);
            if (file == null) return null;
            added.add(file);
        }
        var deleted = new ArrayList<FileReference>();
        for (Element one : element.all(AirSyncBase.Delete).toList()) {
            Optional<FileReference> reference =
                    one.text(AirSyncBase.FileReference).map(String::strip).flatMap(FileReference::parse);
            if (reference.isEmpty()) return null;
            deleted.add(reference.get());
        }
        return new AttachmentChanges(added, deleted);
    }

    private static @Nullable Added file(Element add) {
        var clientId = add.text(AirSyncBase.ClientId).map(String::strip).filter(id -> !id.isEmpty());
        var name = add.text(AirSyncBase.DisplayName).map(String::strip).filter(text -> !text.isEmpty());
        var content = add.first(AirSyncBase.Content);
        if (clientId.isEmpty() || name.isEmpty() || content.isEmpty()) return null;
        String method = add.text(AirSyncBase.Method).orElse("").strip();
        return new Added(
                clientId.get(),
                name.get(),
                Opaque.of(content.get().bytes()),
                text(add, AirSyncBase.ContentType),
                text(add, AirSyncBase.ContentId),
                text(add, AirSyncBase.ContentLocation),
                add.flag(AirSyncBase.IsInline).orElse(false),
                method.equals(EMBEDDED_MESSAGE));
    }

    private static String text(Element add, AirSyncBase tag) {
        return add.text(tag).map(String::strip).orElse("");
    }
}
