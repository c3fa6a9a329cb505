package org.mailspan.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailspan.backend.Backend.Conversations;
import org.mailspan.backend.Backend.Want;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.EmailFields;

/** What {@link Conversations} owes: the ConversationId that reading the item would tell. */
interface ConversationContract {
    Instant FIRST = Instant.parse("2026-02-01T12:00:00Z");

    Subject subject();

    private long letter(int number, String header) {
        String mail = "From: a@example.org\r\nDate: Sun, 1 Feb 2026 12:00:00 +0000\r\n" + header + "\r\n\r\nx\r\n";
        return subject()
                .witness()
                .append("INBOX", mail.getBytes(UTF_8), Set.of(), FIRST.plus(Duration.ofMinutes(number)));
    }

    private List<Entry> entries() throws BackendException {
        Delta delta = subject().backend().changes("INBOX", "");
        return delta instanceof Delta.Full(List<Entry> items, String generation, String token) ? items : List.of();
    }

    private Map<String, String> conversations(List<Entry> entries) throws BackendException {
        return subject().as(Conversations.class).conversations("INBOX", entries);
    }

    @Test
    default void conversationsAreThoseOfTheItemsThemselves() throws Exception {
        letter(1, "Subject: plan\r\nMessage-ID: <1@x>");
        letter(2, "Subject: Re: plan\r\nMessage-ID: <2@x>\r\nIn-Reply-To: <1@x>");
        letter(3, "Subject: Re: plan\r\nMessage-ID: <3@x>\r\nReferences: <1@x>\r\n <2@x>\r\nIn-Reply-To: <2@x>");
        letter(4, "Subject: plan\r\nMessage-ID: <4@x>");
        letter(5, "Subject: no id at all");
        letter(6, "Message-ID: nonsense\r\nReferences: =?utf-8?q?x?=");
        List<Entry> entries = entries();
        Map<String, String> told = conversations(entries);
        assertEquals(6, entries.size());
        assertEquals(6, told.size());
        var read = new ArrayList<String>();
        subject().backend().read("INBOX", entries, new Want.Whole(1, BodyOptions.NONE), reading -> {
            byte[] id =
                    reading.item().get(EmailFields.ConversationId).orElseThrow().bytes();
            assertEquals(HexFormat.of().formatHex(id), told.get(reading.entry().remote()));
            read.add(reading.entry().remote());
        });
        assertEquals(6, read.size());
        List<String> inOrder =
                entries.stream().map(entry -> told.get(entry.remote())).toList();
        assertEquals(inOrder.get(0), inOrder.get(1));
        assertEquals(inOrder.get(0), inOrder.get(2));
        assertNotEquals(inOrder.get(0), inOrder.get(3));
        assertEquals(4, new HashSet<>(inOrder).size());
    }

    @Test
    default void whatIsGoneBelongsToNoConversation() throws Exception {
        long gone = letter(1, "Message-ID: <1@x>");
        letter(2, "Message-ID: <2@x>");
        List<Entry> entries = entries();
        assertEquals(2, conversations(entries).size());
        subject().witness().expunge("INBOX", gone);
        // until it has looked, a host may still know what was there
        entries();
        assertEquals(Set.of(entries.getLast().remote()), conversations(entries).keySet());
        assertEquals(Map.of(), conversations(List.of()));
    }
}
