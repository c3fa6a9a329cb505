package org.mailspan.backend.imap;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxEncoder;

/**
 * A LIST response.
 *
 * @param attributes in lower case, {@code \noselect}
 * @param delimiter empty for a flat host (NIL)
 * @param nameable whether the name leads back to the folder: not if the host wrote it in no encoding that it takes
 */
record ListRow(String name, String delimiter, Set<String> attributes, boolean nameable) {
    ListRow {
        attributes = Set.copyOf(attributes);
    }

    /** Empty for other responses, and for one that makes no sense. */
    static Optional<ListRow> parse(ImapRow row) {
        if (!row.is("LIST")) return Optional.empty();
        try {
            var attributes = new HashSet<String>();
            for (String attribute : row.flags()) attributes.add(attribute.toLowerCase(Locale.ROOT));
            String delimiter = row.text();
            int start = row.at();
            String wire = row.text();
            row.backTo(start);
            String name = row.mailbox();
            boolean back = row.supportsUtf8()
                    || name.equals("INBOX")
                    || BASE64MailboxEncoder.encode(name).equals(wire);
            return name.isEmpty() ? Optional.empty() : Optional.of(new ListRow(name, delimiter, attributes, back));
        } catch (IndexOutOfBoundsException odd) {
            return Optional.empty();
        }
    }

    boolean is(String attribute) {
        return attributes.contains(attribute);
    }

    boolean isSelectable() {
        return nameable && !is("\\noselect") && !is("\\nonexistent");
    }
}
