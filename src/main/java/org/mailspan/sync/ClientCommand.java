package org.mailspan.sync;

import org.mailspan.item.Item;

/** What a device asks to be done to an item. Ids are kept as sent, for the answer to echo. */
public sealed interface ClientCommand {
    /**
     * @param clientId the device's own id of the new item
     * @param send whether it is a mail to be sent (MS-ASEMAIL 2.2.2.69), else a draft to be kept
     */
    record Add(String clientId, Item item, boolean send) implements ClientCommand {}

    /**
     * @param patch the fields that the device sent; empty if one of them was malformed
     * @param send whether the draft is then to be sent; never if a field was malformed
     */
    record Change(String serverId, Item patch, boolean send) implements ClientCommand {
        public Change(String serverId, Item patch) {
            this(serverId, patch, false);
        }

        boolean isEmpty() {
            return patch.isEmpty() && !send;
        }
    }

    record Delete(String serverId) implements ClientCommand {}

    record Fetch(String serverId) implements ClientCommand {}
}
