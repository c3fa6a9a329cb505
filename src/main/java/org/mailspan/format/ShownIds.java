package org.mailspan.format;

import java.util.HashSet;
import java.util.Set;
import org.mailspan.wbxml.Utf8Text;

/** The Content-IDs of what an HTML text shows (RFC 2392): {@code <img src="cid:...">} and the like. */
final class ShownIds {
    private static final int LONGEST = 1000;
    private static final String ENDS = "\"'<>()&";

    private ShownIds() {}

    /** As they are written and, where they are escaped, as they are meant. */
    static Set<String> in(Utf8Text html) {
        var ids = new HashSet<String>();
        for (int colon = 3; colon < html.length(); colon++)
            if (html.at(colon) == ':' && isScheme(html, colon - 3)) add(id(html, colon + 1), ids);
        return ids;
    }

    private static boolean isScheme(Utf8Text html, int from) {
        for (int i = 0; i < 3; i++) if ((html.at(from + i) | 0x20) != "cid".charAt(i)) return false;
        return true;
    }

    private static String id(Utf8Text html, int from) {
        var id = new StringBuilder();
        for (int i = from; i < html.length() && id.length() < LONGEST; i++) {
            char c = (char) (html.at(i) & 0xFF);
            if (c <= ' ' || ENDS.indexOf(c) >= 0) break;
            id.append(c);
        }
        return id.toString();
    }

    private static void add(String id, Set<String> ids) {
        if (id.isEmpty()) return;
        ids.add(id);
        if (id.indexOf('%') >= 0) ids.add(Parameters.unescaped(id));
    }
}
