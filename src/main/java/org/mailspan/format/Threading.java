package org.mailspan.format;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** In-Reply-To and References (RFC 5322 3.6.4), and the Thread-Index of Outlook, which phones leave to the server. */
final class Threading {
    private static final int LONGEST_ID = 250;

    /** The first one names the conversation, the last ones the branch of it; RFC 5537 3.4.4 shortens so. */
    private static final int MOST = 30;

    private Threading() {}

    /** The fields that a mail lacks, each with its line end; none if the original has no id. */
    static String fields(Headers mail, Headers original) {
        var own = sound(original, "Message-ID");
        if (own.isEmpty()) return "";
        String id = own.getFirst();
        var out = new StringBuilder();
        if (mail.raw("In-Reply-To").isEmpty())
            out.append("In-Reply-To: ").append(id).append("\r\n");
        if (mail.raw("References").isEmpty())
            out.append("References: ")
                    .append(String.join("\r\n ", references(original, id)))
                    .append("\r\n");
        if (mail.raw("Thread-Index").isEmpty())
            Conversation.threadIndex(mail, original)
                    .ifPresent(index -> out.append("Thread-Index: ")
                            .append(index.replaceAll("(.{60})(?=.)", "$1\r\n "))
                            .append("\r\n"));
        return out.toString();
    }

    private static List<String> references(Headers original, String id) {
        var earlier = sound(original, "References");
        var parents = sound(original, "In-Reply-To");
        if (earlier.isEmpty() && parents.size() == 1) earlier = parents;
        var ids = new LinkedHashSet<>(earlier);
        ids.remove(id);
        ids.add(id);
        var all = List.copyOf(ids);
        if (all.size() <= MOST) return all;
        var kept = new ArrayList<>(all.subList(0, 1));
        kept.addAll(all.subList(all.size() - MOST + 1, all.size()));
        return kept;
    }

    /** The ids of a field that can be handed on. */
    static List<String> sound(Headers headers, String field) {
        return headers.ids(field).stream().filter(Threading::isSound).toList();
    }

    /** Whether an id may stand in a header: an id has no blanks, and a line no more than 998 octets. */
    static boolean isSound(String id) {
        return id.length() > 2 && id.length() <= LONGEST_ID && id.chars().allMatch(c -> c > ' ' && c <= '~');
    }
}
