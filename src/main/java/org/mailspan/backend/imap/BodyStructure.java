package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailspan.format.MimePart;

/**
 * Reads BODYSTRUCTURE (RFC 3501 7.4.2) into a {@link MimePart} tree, numbering the sections on the way. Tolerant where
 * a host's meaning is clear; where not, an {@link IndexOutOfBoundsException} says that the structure must be found in
 * the message itself.
 */
final class BodyStructure {
    /** Deeper than any real message; a forged one must not exhaust the stack. */
    private static final int DEPTH = 50;

    private final ImapRow row;
    private int depth;
    private boolean isDoubtful;

    /**
     * @param isDoubtful the host could not make sense of a header: of "text/html charset=utf-8" Dovecot tells an empty
     *     type, of a multipart whose boundary never comes a part that is not there
     */
    record Told(MimePart root, boolean isDoubtful) {}

    private BodyStructure(ImapRow row) {
        this.row = row;
    }

    static Told parse(ImapRow row) {
        var structure = new BodyStructure(row);
        MimePart root = structure.message("");
        return new Told(root, structure.isDoubtful);
    }

    /** The root of a message: a lone part has the number 1 under the message's own. */
    private MimePart message(String section) {
        if (++depth > DEPTH) throw new IndexOutOfBoundsException("parts nested too deep");
        row.expect('(');
        String root = section.isEmpty() ? "" : section + ".TEXT";
        MimePart message = row.next() == '(' ? multipart(root, section) : single(child(section, 1));
        depth--;
        return message;
    }

    private MimePart part(String section) {
        if (++depth > DEPTH) throw new IndexOutOfBoundsException("parts nested too deep");
        row.expect('(');
        MimePart part = row.next() == '(' ? multipart(section, section) : single(section);
        depth--;
        return part;
    }

    private static String child(String section, int number) {
        return section.isEmpty() ? Integer.toString(number) : section + "." + number;
    }

    /** @param above the section under which the parts are numbered */
    private MimePart multipart(String section, String above) {
        var children = new ArrayList<MimePart>();
        while (row.next() == '(') children.add(part(child(above, children.size() + 1)));
        if (children.size() == 1 && isMadeUp(children.getFirst())) isDoubtful = true;
        var part = new Fields("multipart", lower(row.text()));
        if (more()) part.parameters = parameters();
        extension(part);
        return part.build(section, 0, children);
    }

    /** A multipart has a part by the grammar (RFC 3501 9): for none Dovecot tells an empty one with the defaults. */
    private static boolean isMadeUp(MimePart part) {
        return part.is("text", "plain")
                && part.octets() == 0
                && part.encoding().equals("7bit")
                && part.parameters().equals(Map.of("charset", "us-ascii"));
    }

    private MimePart single(String section) {
        boolean isTold = row.next() == '"';
        String type = lower(row.text());
        String subtype = lower(row.text());
        if (isTold && (type.isEmpty() || subtype.isEmpty())) isDoubtful = true;
        // SIMS sends NIL for what it does not know
        var part = type.isEmpty() ? new Fields("application", "octet-stream") : new Fields(type, subtype);
        part.parameters = parameters();
        part.contentId = row.text();
        part.description = row.text();
        part.encoding = lower(row.text().strip());
        long octets = row.number();
        List<MimePart> children = enclosed(part, section);
        // lines of a text or a message; some hosts count them for every part, some for none
        if (more() && Character.isDigit(row.next())) row.number();
        if (more()) row.skipValue();
        extension(part);
        return part.build(section, octets, children);
    }

    /** Gmail does not tell what is in an enclosed message; it is then a part without parts. */
    private List<MimePart> enclosed(Fields part, String section) {
        boolean message =
                part.type.equals("message") && (part.subtype.equals("rfc822") || part.subtype.equals("global"));
        if (!message || row.next() != '(') return List.of();
        row.skipValue();
        return row.next() == '(' ? List.of(message(section)) : List.of();
    }

    /** Disposition, language, location and what the future adds; each may be the last. Ends behind the parenthesis. */
    private void extension(Fields part) {
        if (more()) disposition(part);
        if (more()) row.skipValue();
        if (more()) part.location = text();
        while (more()) row.skipValue();
        row.expect(')');
    }

    private void disposition(Fields part) {
        if (row.next() != '(') {
            // NIL; Exchange puts a description here
            row.skipValue();
            return;
        }
        row.expect('(');
        part.disposition = lower(row.text());
        if (more()) part.dispositionParameters = parameters();
        while (more()) row.skipValue();
        row.expect(')');
    }

    private String text() {
        if (row.next() != '(') return row.text();
        row.skipValue();
        return "";
    }

    private Map<String, String> parameters() {
        var parameters = new HashMap<String, String>();
        if (row.next() != '(') {
            row.skipValue();
            return parameters;
        }
        row.expect('(');
        while (more()) {
            String name = lower(row.text());
            String value = more() ? row.text() : "";
            parameters.putIfAbsent(name, value);
        }
        row.expect(')');
        return parameters;
    }

    private boolean more() {
        return row.next() != ')';
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** What is known of a part while it is read. */
    private static final class Fields {
        private final String type;
        private final String subtype;
        private Map<String, String> parameters = Map.of();
        private String encoding = "";
        private String disposition = "";
        private Map<String, String> dispositionParameters = Map.of();
        private String contentId = "";
        private String location = "";
        private String description = "";

        private Fields(String type, String subtype) {
            this.type = type;
            this.subtype = subtype;
        }

        private MimePart build(String section, long octets, List<MimePart> children) {
            return new MimePart(
                    section,
                    type,
                    subtype,
                    parameters,
                    encoding,
                    octets,
                    disposition,
                    dispositionParameters,
                    contentId,
                    location,
                    description,
                    children);
        }
    }
}
