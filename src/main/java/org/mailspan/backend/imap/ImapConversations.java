package org.mailspan.backend.imap;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Entry;
import org.mailspan.format.Conversation;
import org.mailspan.format.Headers;

/**
 * Conversations of messages, by the few header fields that decide on them. THREAD (RFC 5256) would tell them in one row,
 * but by rules of its own, subjects among them: not what a message's ConversationId says.
 */
final class ImapConversations {
    /** Messages of one command; between two, others of the account get their turn. */
    static final int BATCH = 2_000;

    private ImapConversations() {}

    /** By {@link Entry#remote()}, of an open folder. */
    static Map<String, String> names(ImapConnection connection, List<Entry> entries) throws BackendException {
        var remotes = new HashMap<Long, String>();
        for (Entry entry : entries) remotes.put(UidSet.uid(entry), entry.remote());
        var names = new HashMap<String, String>();
        connection.fetch(UidSet.ofEntries(entries), ImapSearch.WITH_IDS, row -> {
            byte[] header = row.section(ImapSearch.IDS);
            String remote = remotes.get(row.uid());
            if (header != null && remote != null) names.put(remote, Conversation.name(Headers.parse(header)));
        });
        return names;
    }
}
