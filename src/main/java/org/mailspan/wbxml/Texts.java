package org.mailspan.wbxml;

import java.util.ArrayList;
import java.util.List;
import org.mailspan.wbxml.Node.Opaque;
import org.mailspan.wbxml.Node.Text;

/** The one form of text in a tree: never empty, never two beside each other (AOSP refuses a second STR_I). */
final class Texts {
    private Texts() {}

    static List<Node> joined(List<Node> nodes) {
        if (isJoined(nodes)) return List.copyOf(nodes);
        var joined = new ArrayList<Node>(nodes.size());
        var text = new StringBuilder();
        for (Node node : nodes) {
            switch (node) {
                case Text(String value) -> text.append(value);
                case Utf8Text value -> text.append(value);
                case Element _, Opaque _, StreamedText _ -> {
                    take(text, joined);
                    joined.add(node);
                }
            }
        }
        take(text, joined);
        return List.copyOf(joined);
    }

    private static void take(StringBuilder text, List<Node> into) {
        if (text.isEmpty()) return;
        into.add(new Text(text.toString()));
        text.setLength(0);
    }

    private static boolean isEmpty(Node text) {
        return text instanceof Text(String value) ? value.isEmpty() : text.equals(Utf8Text.EMPTY);
    }

    private static boolean isJoined(List<Node> nodes) {
        boolean afterText = false;
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            boolean isText = node instanceof Text || node instanceof Utf8Text;
            if (isText && (afterText || isEmpty(node))) return false;
            afterText = isText;
        }
        return true;
    }
}
