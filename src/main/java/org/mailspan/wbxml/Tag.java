package org.mailspan.wbxml;

/** One tag of a code page: each code page is an enum named as its namespace in MS-ASWBXML 2.1.2.1. */
public sealed interface Tag
        permits AirSync,
                Contacts,
                Email,
                Calendar,
                Move,
                GetItemEstimate,
                FolderHierarchy,
                MeetingResponse,
                Tasks,
                ResolveRecipients,
                ValidateCert,
                Contacts2,
                Ping,
                Provision,
                Search,
                GAL,
                AirSyncBase,
                Settings,
                DocumentLibrary,
                ItemOperations,
                ComposeMail,
                Email2,
                Notes,
                RightsManagement,
                Find,
                Tag.Unknown {
    int page();

    int token();

    /** The tag's name in the specification's spelling. */
    String name();

    /** The specification's name of the code page. */
    String namespace();

    /** The tag of a page (0..255) and a token (0x05..0x3F, without the content and attribute bits). */
    static Tag of(int page, int token) {
        return CodePages.tag(page, token);
    }

    /** A token without a row, such as those of protocol 2.5 only: kept so that logs show it, and never written. */
    record Unknown(int page, int token) implements Tag {
        public Unknown {
            if (page < 0 || page > 0xFF || token < CodePages.FIRST_TOKEN || token > CodePages.LAST_TOKEN)
                throw new IllegalArgumentException("no tag has page " + page + ", token " + token);
        }

        @Override
        public String name() {
            return "Unknown-%d-%02X".formatted(page, token);
        }

        @Override
        public String namespace() {
            return "Unknown";
        }
    }
}
