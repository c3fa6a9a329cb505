package org.mailspan.format;

import java.util.List;
import java.util.Map;

/**
 * A node of a message's MIME tree, as BODYSTRUCTURE tells it (RFC 3501 7.4.2): what is known of a part before it is
 * fetched. Type, subtype, encoding, disposition and the names of parameters are in lower case; absent texts are empty.
 * Parameters are as they are written, {@code filename*0*=...} included: {@link Parameters} decodes them.
 *
 * @param section the IMAP section of the part, {@code 2.1}; empty for a multipart at the top. The multipart that is the
 *     root of a message/rfc822 has no number of its own: {@code 2.TEXT}.
 * @param octets size as encoded; 0 for a multipart
 * @param children parts of a multipart; of a message/rfc822 the one root of the message in it
 */
public record MimePart(
        String section,
        String type,
        String subtype,
        Map<String, String> parameters,
        String encoding,
        long octets,
        String disposition,
        Map<String, String> dispositionParameters,
        String contentId,
        String location,
        String description,
        List<MimePart> children) {
    public MimePart {
        parameters = Map.copyOf(parameters);
        dispositionParameters = Map.copyOf(dispositionParameters);
        children = List.copyOf(children);
    }

    public boolean is(String wantedType, String wantedSubtype) {
        return type.equals(wantedType) && subtype.equals(wantedSubtype);
    }

    public boolean isMultipart() {
        return type.equals("multipart");
    }

    public String mediaType() {
        return type + "/" + subtype;
    }
}
