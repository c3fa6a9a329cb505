package org.mailspan.command;

import java.util.List;
import org.mailspan.backend.Content;
import org.mailspan.backend.Spool;
import org.mailspan.wbxml.Element;

/** What a command answers; {@code http} turns it into a response, exhaustively. */
public sealed interface Reply {
    record Document(Element root) implements Reply {}

    /**
     * A document with texts that lie in files ({@code StreamedText}): all of them are there before the first octet is
     * sent, so that what its statuses say is true. Whoever sends it closes the files.
     */
    record Spooled(Element root, List<Spool> spools) implements Reply {
        public Spooled {
            spools = List.copyOf(spools);
        }
    }

    /** A 200 without a body: success of SendMail, "nothing changed" of Sync. */
    record Empty() implements Reply {}

    /** MS-ASCMD 2.2.1.10.1: the document, then the parts that its Part elements count from 1. */
    record Multipart(Element root, List<Content> parts) implements Reply {
        public Multipart {
            parts = List.copyOf(parts);
        }
    }

    /** Not a document: GetAttachment. */
    record Raw(Content content) implements Reply {}

    /** An HTTP status where the protocol has no other word, such as 400 for a command without its body. */
    record Refused(int status, String reason) implements Reply {}
}
