package org.mailspan.command;

import java.util.Map;
import java.util.Optional;
import org.mailspan.backend.Backend;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.wbxml.Element;

/**
 * Who asks, in which version, for what.
 *
 * @param deviceId as the device names itself, at most 64 letters, digits and harmless signs
 * @param backend the account's, already logged in
 * @param request the WBXML document, if there was a body of that type
 * @param body the octets of a body that is not WBXML (message/rfc822 below 14.0), else empty
 * @param parameters of the URL, names as in MS-ASHTTP 2.2.1.1.1.2.4: AttachmentName, CollectionId, ItemId, LongId,
 *     Occurrence, SaveInSent
 * @param multipart whether the client takes application/vnd.ms-sync.multipart (MS-ASHTTP 2.2.1.1.2.4)
 * @param held what ends this request early if it waits
 */
public record Call(
        Version version,
        String deviceId,
        Backend backend,
        Optional<Element> request,
        byte[] body,
        Map<String, String> parameters,
        boolean multipart,
        Held held) {
    public String account() {
        return backend.account().id();
    }
}
