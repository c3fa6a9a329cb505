package org.mailspan.sync;

import org.mailspan.item.Item;
import org.mailspan.protocol.ServerId;

/** What a device is told of an item. */
public sealed interface ServerChange {
    ServerId id();

    record Add(ServerId id, Item item) implements ServerChange {}

    record Change(ServerId id, Item item) implements ServerChange {}

    record Delete(ServerId id) implements ServerChange {}

    /** The item grew older than the filter: gone from the device only. */
    record SoftDelete(ServerId id) implements ServerChange {}
}
