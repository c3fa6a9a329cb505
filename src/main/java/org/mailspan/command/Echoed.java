package org.mailspan.command;

/**
 * A client's own id or key in an answer, so that it knows what is meant. What is longer than any that was given out
 * means nothing, and would not fit the answer's schema: it is cut.
 */
final class Echoed {
    /** SyncKey, CollectionId, ServerId, SrcMsgId, RequestId: all schemas have the same. */
    private static final int LONGEST_ID = 64;

    private static final int LONGEST_LONG_ID = 256;

    private Echoed() {}

    static String id(String asked) {
        return cut(asked, LONGEST_ID);
    }

    static String longId(String asked) {
        return cut(asked, LONGEST_LONG_ID);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}
