package org.mailspan.backend.memory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.backend.memory.Mailbox.Message;
import org.mailspan.backend.memory.MemoryBackend.Tells;
import org.mailspan.format.MailFlags;

/** What changed in a folder, in each of the forms in which hosts tell it. */
final class MemoryChanges {
    private MemoryChanges() {}

    static String token(Mailbox.View view) {
        return new Id(view.uidValidity(), view.modSeq()).toString();
    }

    static Set<String> unchanged(Mailbox mailbox, Map<String, String> tokens) {
        return those(mailbox, tokens, (view, token) -> token(view).equals(token));
    }

    /** Where no message came and none went. */
    static Set<String> settled(Mailbox mailbox, Map<String, String> tokens) {
        return those(mailbox, tokens, (view, token) -> {
            Id then = Id.of(token);
            return then.uidValidity() == view.uidValidity()
                    && view.messages().stream().allMatch(message -> message.came() <= then.uid())
                    && view.expungedAt().values().stream().allMatch(at -> at <= then.uid());
        });
    }

    private static Set<String> those(
            Mailbox mailbox, Map<String, String> tokens, BiPredicate<Mailbox.View, String> which) {
        var those = new HashSet<String>();
        tokens.forEach((folder, token) ->
                mailbox.view(folder).filter(view -> which.test(view, token)).ifPresent(view -> those.add(folder)));
        return those;
    }

    static Delta of(Mailbox.View view, String token, Tells tells) {
        List<Message> visible =
                view.messages().stream().filter(message -> !message.isDeleted()).toList();
        Id then = Id.of(token);
        if (then.uidValidity() != view.uidValidity() || tells == Tells.FULL)
            return new Delta.Full(entries(view, visible), "" + view.uidValidity(), token(view));
        long since = then.uid();
        var changed =
                entries(view, visible.stream().filter(m -> m.modSeq() > since).toList());
        return tells == Tells.INCREMENTAL
                ? new Delta.Incremental(changed, left(view, since), token(view))
                : new Delta.Remaining(changed, idsOf(view, visible)::contains, token(view));
    }

    /** Expunged, or hidden: flagged {@code \Deleted} by somebody else. */
    private static List<String> left(Mailbox.View view, long since) {
        var uids = new ArrayList<Long>();
        view.expungedAt().forEach((uid, at) -> {
            if (at > since) uids.add(uid);
        });
        for (Message message : view.messages())
            if (message.isDeleted() && message.modSeq() > since) uids.add(message.uid());
        return uids.stream()
                .map(uid -> new Id(view.uidValidity(), uid).toString())
                .toList();
    }

    static Set<String> idsOf(Mailbox.View view, List<Message> messages) {
        return messages.stream()
                .map(message -> new Id(view.uidValidity(), message.uid()).toString())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<Entry> entries(Mailbox.View view, List<Message> messages) {
        return messages.stream()
                .map(message -> entry(view.uidValidity(), message.uid(), message))
                .toList();
    }

    /** @param key the entry's own if it has one already: the Index may have given another than the UID */
    static Entry entry(long uidValidity, long key, Message message) {
        String remote = new Id(uidValidity, message.uid()).toString();
        return new Entry(
                remote,
                key,
                MailFlags.of(message.flags()).stamp(),
                message.date().getEpochSecond());
    }
}
