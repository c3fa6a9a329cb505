package org.mailspan.backend.sieve;

import java.util.ArrayList;
import java.util.List;

/** Cuts a script into its tokens, whatever is in it: RFC 5228 8.1. Comments and white space are left out. */
final class SieveTokens {
    /** Text of a string without its quotes, of a tag without its colon. */
    record Token(Kind kind, String text) {
        boolean is(Kind wanted, String name) {
            return kind == wanted && text.equalsIgnoreCase(name);
        }
    }

    enum Kind {
        WORD,
        TAG,
        STRING,
        SIGN
    }

    private final String script;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private SieveTokens(String script) {
        this.script = script;
    }

    static List<Token> of(String script) {
        var cutter = new SieveTokens(script);
        while (cutter.at < script.length()) cutter.cut();
        return cutter.tokens;
    }

    private void cut() {
        char c = script.charAt(at);
        if (Character.isWhitespace(c)) at++;
        else if (c == '#') at = after("\n");
        else if (script.startsWith("/*", at)) at = after("*/");
        else if (c == '"') quoted();
        else if (isOfWord(c)) word();
        else if (c == ':' && at + 1 < script.length() && isOfWord(script.charAt(at + 1))) {
            at++;
            tokens.add(new Token(Kind.TAG, name()));
        } else {
            tokens.add(new Token(Kind.SIGN, String.valueOf(c)));
            at++;
        }
    }

    private int after(String end) {
        int found = script.indexOf(end, at);
        return found < 0 ? script.length() : found + end.length();
    }

    private void quoted() {
        var text = new StringBuilder();
        for (at++; at < script.length() && script.charAt(at) != '"'; at++) {
            if (script.charAt(at) == '\\' && at + 1 < script.length()) at++;
            text.append(script.charAt(at));
        }
        at++;
        tokens.add(new Token(Kind.STRING, text.toString()));
    }

    private static boolean isOfWord(char c) {
        return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private String name() {
        int begin = at;
        while (at < script.length() && isOfWord(script.charAt(at))) at++;
        return script.substring(begin, at);
    }

    /** {@code text:} begins a string that ends with a line of one dot. */
    private void word() {
        String name = name();
        if (!name.equalsIgnoreCase("text") || !script.startsWith(":", at)) {
            tokens.add(new Token(Kind.WORD, name));
            return;
        }
        int begin = after("\n");
        at = begin;
        while (at < script.length()) {
            int line = at;
            at = after("\n");
            if (!script.substring(line, at).strip().equals(".")) continue;
            tokens.add(new Token(Kind.STRING, script.substring(begin, line)));
            return;
        }
        tokens.add(new Token(Kind.STRING, script.substring(begin)));
    }
}
