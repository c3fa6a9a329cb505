package org.mailspan.bench;

import java.nio.charset.StandardCharsets;
import org.mailspan.wbxml.AirSync;

/**
 * What a phone must know of a Sync answer before it can ask on. It stands before the items (MS-ASCMD 2.2.1.21), so they
 * need not be read.
 */
record SyncHead(String key, boolean more) {
    private static final int HEADER = 4;
    private static final int END = 0x01;
    private static final int STR_I = 0x03;
    private static final int TAG = 0x3F;

    static SyncHead of(byte[] document) {
        String key = "";
        boolean more = false;
        int tag = 0;
        for (int at = HEADER; at < document.length; at++) {
            int token = document[at] & 0xFF;
            if (token == STR_I) {
                int end = at + 1;
                while (document[end] != 0) end++;
                if (tag == AirSync.SyncKey.token())
                    key = new String(document, at + 1, end - at - 1, StandardCharsets.US_ASCII);
                at = end;
            } else if (token != END) {
                tag = token & TAG;
                more |= tag == AirSync.MoreAvailable.token();
                if (tag == AirSync.Commands.token() || tag == AirSync.Responses.token()) break;
            }
        }
        return new SyncHead(key, more);
    }
}
