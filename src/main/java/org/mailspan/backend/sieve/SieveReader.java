package org.mailspan.backend.sieve;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mailspan.backend.sieve.SieveAnswer.Outcome;
import org.mailspan.backend.sieve.SieveAnswer.Word;

/** Reads answers, and no more of them than a script and a list of scripts can need: RFC 5804 4. */
final class SieveReader {
    static final int MOST_OCTETS = 2 << 20;
    private static final int MOST_WORDS = 10_000;
    private static final Set<String> OUTCOMES = Set.of("OK", "NO", "BYE");

    private final InputStream in;
    private int octets;
    private int words;

    SieveReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** Whether the host said more than was asked of it so far: before TLS, somebody in between put it there. */
    boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    SieveAnswer answer() throws IOException {
        octets = 0;
        words = 0;
        var rows = new ArrayList<List<Word>>();
        while (true) {
            List<Word> row = row();
            if (row.isEmpty()) continue;
            String first = row.getFirst().text().toUpperCase(Locale.ROOT);
            if (row.getFirst().atom() && OUTCOMES.contains(first))
                return ended(rows, Outcome.valueOf(first), row.subList(1, row.size()));
            rows.add(row);
        }
    }

    private static SieveAnswer ended(List<List<Word>> rows, Outcome outcome, List<Word> rest) {
        boolean coded = !rest.isEmpty() && rest.getFirst().is("(");
        String code = coded && rest.size() > 1 ? rest.get(1).text().toUpperCase(Locale.ROOT) : "";
        String text =
                rest.isEmpty() || rest.getLast().atom() ? "" : rest.getLast().text();
        return new SieveAnswer(rows, outcome, code, text.replaceAll("\\p{Cntrl}+", " "));
    }

    private List<Word> row() throws IOException {
        var row = new ArrayList<Word>();
        int c = next();
        while (c != '\n') {
            if (++words > MOST_WORDS) throw new IOException("the host says more than it should");
            switch (c) {
                case ' ', '\t', '\r' -> c = next();
                case '"' -> {
                    row.add(new Word(quoted(), false));
                    c = next();
                }
                case '{' -> {
                    row.add(new Word(literal(), false));
                    c = next();
                }
                case '(', ')' -> {
                    row.add(new Word(String.valueOf((char) c), true));
                    c = next();
                }
                default -> {
                    var atom = new ByteArrayOutputStream();
                    for (; " \t\r\n\"{()".indexOf(c) < 0; c = next()) atom.write(c);
                    row.add(new Word(atom.toString(StandardCharsets.UTF_8), true));
                }
            }
        }
        return row;
    }

    private String quoted() throws IOException {
        var text = new ByteArrayOutputStream();
        for (int c = next(); c != '"'; c = next()) text.write(c == '\\' ? next() : c);
        return text.toString(StandardCharsets.UTF_8);
    }

    private String literal() throws IOException {
        int size = 0;
        int c = next();
        for (; c >= '0' && c <= '9'; c = next()) {
            size = size * 10 + c - '0';
            if (size > MOST_OCTETS) throw new IOException("the host says more than it should");
        }
        if (c == '+') c = next();
        if (c != '}') throw new IOException("the host does not speak ManageSieve");
        c = next();
        if (c == '\r') c = next();
        if (c != '\n') throw new IOException("the host does not speak ManageSieve");
        octets += size;
        byte[] text = in.readNBytes(size);
        if (text.length < size) throw new EOFException("the host hung up");
        return new String(text, StandardCharsets.UTF_8);
    }

    private int next() throws IOException {
        int c = in.read();
        if (c < 0) throw new EOFException("the host hung up");
        if (++octets > MOST_OCTETS) throw new IOException("the host says more than it should");
        return c;
    }
}
