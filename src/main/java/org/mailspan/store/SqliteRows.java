package org.mailspan.store;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** All questions and changes over one connection; on a read-only one it is given out as {@link Reads}. */
final class SqliteRows implements Writes {
    private final FolderTable folders;
    private final HeadTable heads;
    private final ItemTable items;
    private final StateTable states;
    private final DeviceTable devices;
    private final MovedTable moves;
    private final IdentityTable identities;
    private final VerbTable verbs;

    SqliteRows(Database database) {
        this.folders = new FolderTable(database);
        this.heads = new HeadTable(database);
        this.items = new ItemTable(database);
        this.states = new StateTable(database);
        this.devices = new DeviceTable(database);
        this.moves = new MovedTable(database);
        this.identities = new IdentityTable(database);
        this.verbs = new VerbTable(database);
    }

    @Override
    public List<FolderRow> folders(String account) {
        return folders.ofAccount(account);
    }

    @Override
    public Optional<FolderRow> folder(String account, long id) {
        return folders.byId(account, id);
    }

    @Override
    public List<IdentityRow> identities(String account) {
        return identities.ofAccount(account);
    }

    @Override
    public void putIdentity(IdentityRow row) {
        identities.put(row);
    }

    @Override
    public IndexHead head(long folder) {
        return heads.of(folder);
    }

    @Override
    public Optional<ItemRow> item(long folder, long key) {
        return items.byKey(folder, key);
    }

    @Override
    public Map<String, ItemRow> itemsByRemote(long folder, Collection<String> remotes) {
        return items.byRemote(folder, remotes);
    }

    @Override
    public void eachLiving(long folder, Consumer<ItemRow> action) {
        items.eachLiving(folder, action);
    }

    @Override
    public long highestKey(long folder) {
        return heads.highestKey(folder);
    }

    @Override
    public List<ItemRow> changedAfter(long folder, Mark after, int limit) {
        return items.changedAfter(folder, after, limit);
    }

    @Override
    public List<ItemRow> addedAfter(long folder, Mark after, int limit) {
        return items.addedAfter(folder, after, limit);
    }

    @Override
    public List<ItemRow> upFrom(long folder, Place from, Place below, int limit) {
        return items.upFrom(folder, from, below, limit);
    }

    @Override
    public List<ItemRow> downFrom(long folder, Place below, Place downTo, int limit) {
        return items.downFrom(folder, below, downTo, limit);
    }

    @Override
    public int count(long folder, Place below, Place downTo, int most) {
        return items.count(folder, below, downTo, most);
    }

    @Override
    public Optional<StateRow> state(String account, String device, long collection, Slot slot) {
        return states.of(account, device, collection, slot);
    }

    @Override
    public long lowestBaseVersion(String account, long collection) {
        return states.lowestBaseVersion(account, collection);
    }

    @Override
    public Optional<DeviceRow> device(String account, String device) {
        return devices.byId(account, device);
    }

    @Override
    public List<DeviceRow> devices(String account) {
        return devices.ofAccount(account);
    }

    @Override
    public Optional<byte[]> document(String account, String device, String name) {
        return devices.document(account, device, name);
    }

    @Override
    public Optional<Instant> sent(String account, String device, String clientId) {
        return devices.sent(account, device, clientId);
    }

    @Override
    public Optional<MovedRow> moved(String account, String device, long folder, long key) {
        return moves.of(account, device, folder, key);
    }

    @Override
    public FolderRow addFolder(FolderRow row) {
        return folders.add(row);
    }

    @Override
    public void putFolder(FolderRow row) {
        folders.put(row);
    }

    @Override
    public void putHead(long folder, IndexHead head) {
        heads.put(folder, head);
    }

    @Override
    public void putItems(List<ItemRow> rows) {
        items.put(rows);
        Map<Long, Long> highest = new HashMap<>();
        for (ItemRow row : rows) highest.merge(row.folder(), row.key(), Math::max);
        highest.forEach(heads::raise);
    }

    @Override
    public void purgeGone(long folder, long version) {
        items.purgeGone(folder, version);
    }

    @Override
    public void dropIndex(long folder) {
        items.drop(folder);
        heads.put(folder, IndexHead.EMPTY);
        states.drop(folder);
        verbs.drop(folder);
    }

    @Override
    public void putState(StateRow row, Slot slot) {
        states.put(row, slot);
    }

    @Override
    public void removeState(String account, String device, long collection, Slot slot) {
        states.remove(account, device, collection, slot);
    }

    @Override
    public void putDevice(DeviceRow row) {
        devices.put(row);
    }

    @Override
    public void putDocument(String account, String device, String name, byte[] document) {
        devices.putDocument(account, device, name, document);
    }

    @Override
    public void removeDocument(String account, String device, String name) {
        devices.removeDocument(account, device, name);
    }

    @Override
    public void putMoved(MovedRow row) {
        moves.put(row);
    }

    @Override
    public Optional<VerbRow> verb(long folder, long key) {
        return verbs.of(folder, key);
    }

    @Override
    public void putVerb(VerbRow row) {
        verbs.put(row);
    }

    @Override
    public void purgeVerbs(Instant when) {
        verbs.purge(when);
    }

    @Override
    public void purgeMoved(Instant when) {
        moves.purge(when);
    }

    @Override
    public void putSent(String account, String device, String clientId, Instant when) {
        devices.putSent(account, device, clientId, when);
    }

    @Override
    public void forgetDevices(Instant notSeenSince) {
        devices.forgetNotSeenSince(notSeenSince);
    }

    @Override
    public void purgeSent(Instant when) {
        devices.purgeSent(when);
    }
}
