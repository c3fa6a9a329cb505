package org.mailspan.command;

import java.util.Optional;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Content;
import org.mailspan.protocol.FileReference;
import org.mailspan.protocol.Version;
import org.mailspan.sync.Items;
import org.mailspan.sync.Session;

/**
 * Sends one attachment as it is, MS-ASCMD 2.2.1.7: what Android asks for below 14.0. Later versions have ItemOperations
 * for it (MS-ASCMD_R5124).
 */
final class GetAttachment implements Command {
    private final Items items;

    GetAttachment(Items items) {
        this.items = items;
    }

    @Override
    public Reply handle(Call call) throws BackendException {
        if (call.version().since(Version.V14_0))
            return new Reply.Refused(501, "GetAttachment is for 12.1, ItemOperations for later versions");
        String name = call.parameters().getOrDefault("AttachmentName", "").strip();
        if (name.isEmpty()) return new Reply.Refused(400, "no AttachmentName");
        Optional<FileReference> reference = FileReference.parse(name);
        if (reference.isEmpty()) return new Reply.Refused(400, "an AttachmentName that was never given");
        var session = new Session(call.backend(), call.deviceId(), call.version());
        try {
            return content(session, reference.get()).<Reply>map(Reply.Raw::new).orElseGet(GetAttachment::gone);
        } catch (BackendException e) {
            return switch (e.kind()) {
                case ITEM_GONE, FOLDER_GONE -> gone();
                case NOT_ALLOWED -> new Reply.Refused(403, "the mail host does not give this attachment");
                case LOGIN, UNAVAILABLE, FULL, TOO_LARGE, REFUSED -> throw e;
            };
        }
    }

    /** MS-ASCMD_R166 names this status: the one place where a 500 is an answer and not a fault. */
    private static Reply gone() {
        return new Reply.Refused(500, "no such attachment, or it was deleted");
    }

    private Optional<Content> content(Session session, FileReference reference) throws BackendException {
        Optional<Items.Place> place = items.follow(session, reference.item());
        if (place.isEmpty() || !(session.backend() instanceof Backend.Parts parts)) return Optional.empty();
        String section = reference.section().equals(FileReference.WHOLE) ? "" : reference.section();
        return Optional.of(parts.part(place.get().folder(), place.get().entry(), section));
    }
}
