package org.mailspan.backend.memory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.mailspan.backend.Backend.Audits.Census;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Likeness;
import org.mailspan.backend.memory.Mailbox.Message;
import org.mailspan.format.Headers;

/** By what messages in memory are known again. */
final class MemoryLikenesses {
    private MemoryLikenesses() {}

    static Likeness of(Message message) {
        long size = message.octets().length;
        return Likeness.of(
                "", Headers.messageId(message.octets()), message.date().getEpochSecond(), size);
    }

    static Map<String, Likeness> of(List<Entry> entries, Function<Entry, Optional<Message>> messages) {
        var found = new HashMap<String, Likeness>();
        for (Entry entry : entries)
            messages.apply(entry)
                    .map(MemoryLikenesses::of)
                    .filter(likeness -> !likeness.equals(Likeness.NONE))
                    .ifPresent(likeness -> found.put(entry.remote(), likeness));
        return found;
    }

    static Census census(Set<String> remotes) {
        return new Census(remotes.size(), remotes::contains);
    }

    static boolean stands(Mailbox.View view, String token) {
        return token.isEmpty() || Id.of(token).uidValidity() == view.uidValidity();
    }
}
