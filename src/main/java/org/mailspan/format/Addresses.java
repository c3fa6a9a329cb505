package org.mailspan.format;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads address lists of headers: RFC 5322 3.4 with groups, comments, quoted names and routes. What fits no grammar is
 * kept readable rather than refused: an unclosed quote, comment or bracket stands for itself or ends with the text.
 */
final class Addresses {
    private static final int MOST = 5000;

    private final String text;
    private int at;
    private final List<Mailbox> found = new ArrayList<>();
    private final List<String> groups = new ArrayList<>();

    private final StringBuilder phrase = new StringBuilder();
    private final StringBuilder bare = new StringBuilder();
    private final StringBuilder comment = new StringBuilder();
    private final StringBuilder angle = new StringBuilder();
    private boolean bracketed;
    private boolean hasSign;
    private boolean hasText;
    private boolean noMoreQuotes;
    private boolean noMoreComments;

    private Addresses(String text) {
        this.text = text;
    }

    /** The mailboxes of a list, groups dissolved. */
    record Parsed(List<Mailbox> mailboxes, List<String> groups) {
        static final Parsed NONE = new Parsed(List.of(), List.of());
    }

    /**
     * @param text unfolded, and its raw octets are decoded: those of ISO-2022-JP are ASCII, those of Shift_JIS and
     *     GB18030 partly, and would be taken for quotes, commas and brackets
     */
    static Parsed parse(String text) {
        if (isPlain(text)) return plain(text);
        var parser = new Addresses(text);
        parser.list();
        return new Parsed(List.copyOf(parser.found), List.copyOf(parser.groups));
    }

    /** {@code John Doe <john@example.com>} and the like, as most of them are: in one piece, nothing to be unfolded. */
    private static boolean isPlain(String text) {
        int bracket = text.indexOf('<');
        if (bracket < 0 || text.indexOf('<', bracket + 1) >= 0 || text.indexOf('>') != text.length() - 1) return false;
        for (int i = 0; i < text.length(); i++) if (isSpecial(text.charAt(i))) return false;
        return true;
    }

    private static boolean isSpecial(char c) {
        return switch (c) {
            case '"', '(', ')', ',', ';', ':', '\\' -> true;
            default -> false;
        };
    }

    private static Parsed plain(String text) {
        var parser = new Addresses("");
        int bracket = text.indexOf('<');
        parser.add(text.substring(0, bracket).strip(), address(text.substring(bracket + 1, text.length() - 1)));
        return new Parsed(List.copyOf(parser.found), List.of());
    }

    private void list() {
        while (at < text.length() && found.size() < MOST) {
            char c = text.charAt(at++);
            switch (c) {
                case '"' -> quoted();
                case '(' -> comment();
                case '<' -> bracket();
                case ',', ';' -> finish();
                case ':' -> colon();
                case '>' -> {}
                default -> both(c);
            }
        }
        finish();
    }

    private void both(char c) {
        phrase.append(c);
        bare.append(c);
        hasSign |= c == '@';
        hasText |= c > ' ';
    }

    private void quoted() {
        int end = noMoreQuotes ? -1 : closing('"');
        if (end < 0) {
            noMoreQuotes = true;
            return;
        }
        for (int i = at; i < end; i++) {
            if (text.charAt(i) == '\\' && i + 1 < end) i++;
            phrase.append(text.charAt(i));
        }
        bare.append(text, at - 1, end + 1);
        hasText = true;
        at = end + 1;
    }

    private int closing(char quote) {
        for (int i = at; i < text.length(); i++) {
            if (text.charAt(i) == '\\') i++;
            else if (text.charAt(i) == quote) return i;
        }
        return -1;
    }

    /** A comment is the name where there is no other: {@code john@example.com (John Doe)}. */
    private void comment() {
        int end = noMoreComments ? -1 : endOfComment();
        if (end < 0) {
            noMoreComments = true;
            both('(');
            return;
        }
        if (comment.isEmpty()) comment.append(text, at, end);
        phrase.append(' ');
        at = end + 1;
    }

    private int endOfComment() {
        int depth = 1;
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') i++;
            else if (c == '(') depth++;
            else if (c == ')' && --depth == 0) return i;
        }
        return -1;
    }

    private void bracket() {
        bracketed = true;
        boolean sign = false;
        angle.setLength(0);
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '>') {
                at++;
                return;
            }
            if (c == ',' && sign) return;
            sign |= c == '@' && !angle.isEmpty() && angle.charAt(0) != '@';
            if (c == '"' && !noMoreQuotes) {
                at++;
                int end = closing('"');
                noMoreQuotes = end < 0;
                angle.append(text, at - 1, end < 0 ? at : end + 1);
                at = end < 0 ? at : end + 1;
            } else {
                if (c != '<') angle.append(c);
                at++;
            }
        }
    }

    /** The name of a group ends; its members follow like all others. */
    private void colon() {
        if (bracketed || hasSign || !hasText) {
            both(':');
            return;
        }
        groups.add(EncodedWords.words(phrase.toString()));
        clear();
    }

    private void finish() {
        String name = phrase.toString().strip();
        if (bracketed) add(name, address(angle.toString()));
        else if (hasText) unbracketed(name);
        clear();
    }

    /** {@code john@example.com}, or {@code John Doe john@example.com}, or only a name. */
    private void unbracketed(String name) {
        String text = bare.toString().strip();
        int sign = text.lastIndexOf('@');
        if (sign < 0) {
            add(name, "");
            return;
        }
        int start = sign;
        boolean quoted = start > 0 && text.charAt(start - 1) == '"';
        while (start > 0 && (quoted || text.charAt(start - 1) > ' ')) {
            start--;
            if (quoted && start < sign - 1 && text.charAt(start) == '"') quoted = false;
        }
        int end = sign;
        while (end < text.length() && text.charAt(end) > ' ') end++;
        String rest = (text.substring(0, start) + " " + text.substring(end))
                .replace("\"", "")
                .strip();
        add(rest, text.substring(start, end));
    }

    private void add(String rawName, String rawAddress) {
        String name = EncodedWords.words(rawName.isEmpty() ? comment.toString() : rawName);
        String address = EncodedWords.words(rawAddress);
        if (name.length() > 1 && name.startsWith("'") && name.endsWith("'"))
            name = name.substring(1, name.length() - 1);
        if (!name.isEmpty() || !address.isEmpty()) found.add(new Mailbox(name.strip(), address));
    }

    /** Without white space and without the route of RFC 822: {@code <@relay.example:john@example.com>}. */
    private static String address(String inBrackets) {
        String address = inBrackets.strip();
        if (address.startsWith("@")) address = address.substring(address.indexOf(':') + 1);
        if (address.regionMatches(true, 0, "mailto:", 0, 7)) address = address.substring(7);
        return address.indexOf('"') >= 0 ? address : address.replace(" ", "").replace("\t", "");
    }

    private void clear() {
        phrase.setLength(0);
        bare.setLength(0);
        comment.setLength(0);
        angle.setLength(0);
        bracketed = false;
        hasSign = false;
        hasText = false;
    }
}
