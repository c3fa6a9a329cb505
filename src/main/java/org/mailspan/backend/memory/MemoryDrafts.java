package org.mailspan.backend.memory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Entry;
import org.mailspan.backend.memory.Mailbox.Message;
import org.mailspan.format.Headers;
import org.mailspan.format.MailFlags;
import org.mailspan.format.MailOctets;

/** Files drafts in a {@link Mailbox}, and finds them again. */
final class MemoryDrafts {
    private final Mailbox mailbox;

    MemoryDrafts(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    Entry file(String folder, MailOctets draft, String stamp) throws BackendException {
        var octets = new ByteArrayOutputStream();
        try {
            draft.writeTo(octets);
        } catch (IOException e) {
            throw new BackendException(Kind.UNAVAILABLE, "the draft cannot be read: " + e.getMessage(), e);
        }
        var flags = MailFlags.ofStamp(stamp).flags();
        return mailbox.append(folder, octets.toByteArray(), flags, Instant.now())
                .flatMap(uid -> found(folder, uid))
                .orElseThrow(() -> new BackendException(Kind.FOLDER_GONE, "no folder " + folder));
    }

    private Optional<Entry> found(String folder, long uid) {
        return mailbox.view(folder)
                .flatMap(view -> view.messages().stream()
                        .filter(message -> message.uid() == uid)
                        .map(message -> MemoryChanges.entry(view.uidValidity(), uid, message))
                        .findFirst());
    }

    Optional<Entry> marked(String folder, String mark) {
        return mailbox.messages(folder).stream()
                .filter(message -> !message.isDeleted() && isMarked(message, mark))
                .reduce((earlier, later) -> later)
                .flatMap(message -> found(folder, message.uid()));
    }

    private static boolean isMarked(Message message, String mark) {
        Headers headers = Headers.parse(message.octets());
        return headers.text("X-Mailspan-Draft").contains(mark)
                || headers.text("Message-ID").contains(mark);
    }

    Map<String, String> messageIds(String folder, List<Entry> entries) {
        var ids = new HashMap<String, String>();
        for (Entry entry : entries) {
            Id id = Id.of(entry);
            mailbox.message(folder, id.uidValidity(), id.uid())
                    .flatMap(message -> Headers.parse(message.octets()).ids("Message-ID").stream()
                            .findFirst())
                    .ifPresent(messageId -> ids.put(entry.remote(), messageId));
        }
        return ids;
    }
}
