package org.mailspan.http;

import java.util.Optional;
import java.util.OptionalLong;
import org.mailspan.backend.Backend;
import org.mailspan.command.Reply;
import org.mailspan.protocol.Version;

/** Decides, before a command is read, whether this device may speak; the device package stands behind it. */
@FunctionalInterface
public interface Gate {
    /** What the device is answered instead: 403, 449, or a document with a common status. Empty lets it in. */
    Optional<Reply> refusal(Visitor visitor) throws Exception;

    /**
     * @param backend of the account that logged in
     * @param address of the client
     * @param deviceId at most 64 letters, digits and harmless signs
     * @param deviceType may be empty
     * @param userAgent may be empty
     * @param command its name, as in MS-ASCMD
     * @param policyKey empty if none was sent, which is normal for Ping (quirk A5); 0 is "I have none"
     */
    record Visitor(
            Backend backend,
            String address,
            String deviceId,
            String deviceType,
            String userAgent,
            OptionalLong policyKey,
            String command,
            Version version) {
        public String account() {
            return backend.account().id();
        }
    }
}
