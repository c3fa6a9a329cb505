package org.mailspan.wbxml;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All code pages in one flat array. Apart from {@link Tag}, so that no enum waits for the others to load. */
final class CodePages {
    /** Tokens below are global tokens (WBXML 1.3, 7.1); the two bits above the last say "content" and "attributes". */
    static final int FIRST_TOKEN = 0x05;

    static final int LAST_TOKEN = 0x3F;

    private static final int LAST_PAGE = 25;
    private static final int TOKEN_BITS = 6;

    private static final List<Tag[]> PAGES = List.of(
            AirSync.values(),
            Contacts.values(),
            Email.values(),
            Calendar.values(),
            Move.values(),
            GetItemEstimate.values(),
            FolderHierarchy.values(),
            MeetingResponse.values(),
            Tasks.values(),
            ResolveRecipients.values(),
            ValidateCert.values(),
            Contacts2.values(),
            Ping.values(),
            Provision.values(),
            Search.values(),
            GAL.values(),
            AirSyncBase.values(),
            Settings.values(),
            DocumentLibrary.values(),
            ItemOperations.values(),
            ComposeMail.values(),
            Email2.values(),
            Notes.values(),
            RightsManagement.values(),
            Find.values());

    private static final @Nullable Tag[] BY_TOKEN = byToken();

    private CodePages() {}

    static Tag tag(int page, int token) {
        Tag known = isWithin(page, token) ? BY_TOKEN[index(page, token)] : null;
        return known != null ? known : new Tag.Unknown(page, token);
    }

    /** Every tag that has a row. */
    static Stream<Tag> all() {
        return PAGES.stream().flatMap(Stream::of);
    }

    private static boolean isWithin(int page, int token) {
        return page >= 0 && page <= LAST_PAGE && token >= 0 && token <= LAST_TOKEN;
    }

    private static int index(int page, int token) {
        return (page << TOKEN_BITS) | token;
    }

    private static @Nullable Tag[] byToken() {
        var table = new @Nullable Tag[index(LAST_PAGE, LAST_TOKEN) + 1];
        for (Tag[] page : PAGES) for (Tag tag : page) table[index(tag.page(), tag.token())] = tag;
        return table;
    }
}
