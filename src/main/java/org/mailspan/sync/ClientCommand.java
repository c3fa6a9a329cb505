package org.mailspan.sync;

import org.mailspan.item.Item;

/** What a device asks to be done to an item. Ids are kept as sent, for the answer to echo. */
public sealed interface ClientCommand {
    /** @param clientId the device's own id of the new item */
    record Add(String clientId, Item item) implements ClientCommand {}

    /** @param patch the fields that the device sent; empty if one of them was malformed */
    record Change(String serverId, Item patch) implements ClientCommand {}

    record Delete(String serverId) implements ClientCommand {}

    record Fetch(String serverId) implements ClientCommand {}
}
