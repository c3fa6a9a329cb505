package org.mailspan.backend;

import java.time.Instant;
import java.util.List;
import org.mailspan.format.MailFlags;

/** What a message must be like to be found. Words of no protocol: each backend says it in its host's. */
public sealed interface Query {
    Query EVERYTHING = new And(List.of());

    /** All of these; everything if there are none. */
    record And(List<Query> all) implements Query {
        public And {
            all = List.copyOf(all);
        }
    }

    /** Any of these; nothing if there are none. */
    record Or(List<Query> any) implements Query {
        public Or {
            any = List.copyOf(any);
        }
    }

    record Not(Query query) implements Query {}

    /** Where a text is looked for. */
    enum Where {
        ANYWHERE,
        SUBJECT,
        FROM,
        TO,
        CC,
        BCC,
        BODY
    }

    /**
     * A text that is part of what it is looked for in, in any case of letters. Hosts with an index of words may find
     * whole words only.
     *
     * @param text one line, not blank: control characters are refused, so that no text can end a host's command
     */
    record Text(Where where, String text) implements Query {
        public Text {
            if (!isLine(text) || text.isBlank()) throw new IllegalArgumentException("not a line of text");
        }
    }

    /** Received at this moment or later. */
    record Since(Instant moment) implements Query {}

    /** Received before this moment. */
    record Before(Instant moment) implements Query {}

    record Marked(MailFlags.Mark mark) implements Query {}

    /** With an attachment, as far as the host can tell. */
    record WithAttachment() implements Query {}

    /** Of a conversation, named as {@code format.Conversation} does. */
    record OfConversation(String name) implements Query {}

    /** Whether a text can be searched for: without control characters. */
    static boolean isLine(String text) {
        return text.chars().noneMatch(c -> c < ' ' || c == 0x7F);
    }
}
