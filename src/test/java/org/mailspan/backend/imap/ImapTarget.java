package org.mailspan.backend.imap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.mailspan.fuzz.Target;

/** What an IMAP host answers, for fuzzing. */
public final class ImapTarget {
    private ImapTarget() {}

    public static Target imap() {
        return new Target(
                "imap",
                ImapTarget::read,
                () -> List.of(
                        ascii("* 7 FETCH (UID 9 BODYSTRUCTURE ((\"text\" \"plain\" NIL NIL NIL \"7bit\" 5 1 NIL NIL"
                                + " NIL NIL)(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 50 (NIL \"s\" NIL NIL NIL"
                                + " NIL NIL NIL NIL NIL) (\"text\" \"plain\" NIL NIL NIL \"7bit\" 5 1) 9)"
                                + " \"mixed\" (\"boundary\" \"c\")) RFC822.SIZE 9)\r\n"),
                        ascii("* 1 FETCH (UID 1 FLAGS (\\Seen $Forwarded) INTERNALDATE \"21-Nov-2026 10:00:00"
                                + " +0000\" MODSEQ (77) BODY[1]<0> {3}\r\n"
                                + "abc BODY[HEADER.FIELDS (\"Subject\")] \"\\\"x\")\r\n"),
                        ascii("* LIST (\\HasNoChildren \\Sent) \"/\" \"a/&AOk-\"\r\n* LIST () NIL INBOX\r\n"),
                        ascii("* STATUS \"a b\" (UIDVALIDITY 1 UIDNEXT 2 MESSAGES 3 HIGHESTMODSEQ 9)\r\n"),
                        ascii("* NAMESPACE ((\"\" \"/\")) NIL ((\"Shared/\" \"/\" \"X\" (\"y\")))\r\n"),
                        ascii("* OK [COPYUID 1 2:3,9 4,7] done\r\na1 NO [UNAVAILABLE] later\r\n")),
                List.of(
                        "(",
                        ")",
                        "\"",
                        "\\",
                        "NIL",
                        "{3}\r\n",
                        "{0}\r\n",
                        "{999}",
                        " ",
                        "\r\n",
                        "&",
                        "&-",
                        "4294967296",
                        "-1"));
    }

    private static void read(byte[] input) throws IOException {
        var responses = new Responses(new ByteArrayInputStream(input));
        try {
            while (true) {
                byte[] response = responses.readResponse(null).getNewBytes();
                String text = new String(response, StandardCharsets.ISO_8859_1);
                try {
                    FetchRow.parse(new ImapRow(text));
                    ListRow.parse(new ImapRow(text));
                    StatusRow.parse(new ImapRow(text));
                    Namespaces.parse(new ImapRow(text));
                    new ImapRow(text).code();
                } catch (ProtocolException refused) {
                    // the library's word for what is no response; the connection is given up
                }
            }
        } catch (IOException ended) {
            // so does every input
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
