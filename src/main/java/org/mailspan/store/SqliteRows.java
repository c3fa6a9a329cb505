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
    private final FollowUpTable followUps;
    private final DraftTable drafts;
    private final MemberTable members;
    private final MoveAlwaysTable movesAlways;
    private final LikenessTable likenesses;

    SqliteRows(Database database) {
        this.folders = new FolderTable(database);
        this.heads = new HeadTable(database);
        this.items = new ItemTable(database);
        this.states = new StateTable(database);
        this.devices = new DeviceTable(database);
        this.moves = new MovedTable(database);
        this.identities = new IdentityTable(database);
        this.verbs = new VerbTable(database);
        this.followUps = new FollowUpTable(database);
        this.drafts = new DraftTable(database);
        this.members = new MemberTable(database);
        this.movesAlways = new MoveAlwaysTable(database);
        this.likenesses = new LikenessTable(database);
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
    public Map<Long, LikenessRow> likenesses(long folder) {
        return likenesses.ofFolder(folder);
    }

    @Override
    public void noteLikenesses(long folder, List<LikenessRow> rows) {
        likenesses.note(folder, rows);
    }

    @Override
    public void putLikenesses(long folder, List<LikenessRow> rows) {
        likenesses.put(folder, rows);
    }

    @Override
    public Optional<Instant> audited(long folder) {
        return heads.audited(folder);
    }

    @Override
    public void putAudited(long folder, Instant when) {
        heads.putAudited(folder, when);
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
    public List<DeviceRow> devices() {
        return devices.all();
    }

    @Override
    public void forgetDevice(String account, String device) {
        devices.forget(account, device);
    }

    @Override
    public void removeStates(String account, String device) {
        devices.removeStates(account, device);
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
    public Optional<String> conversation(long folder, long key) {
        return members.of(folder, key).map(MemberRow::conversation);
    }

    @Override
    public List<ItemRow> itemsOfConversation(long folder, String conversation) {
        return members.keys(folder, conversation).stream()
                .flatMap(key -> items.byKey(folder, key).stream())
                .filter(row -> !row.gone())
                .toList();
    }

    @Override
    public List<MemberRow> learnedAfter(long folder, long learned, int limit) {
        return members.learnedAfter(folder, learned, limit);
    }

    @Override
    public LearnedRow learned(long folder) {
        return members.learned(folder);
    }

    @Override
    public List<MoveAlwaysRow> movesAlways(String account) {
        return movesAlways.ofAccount(account);
    }

    @Override
    public boolean isFiled(String account, String conversation, long date) {
        return movesAlways.isFiled(account, conversation, date);
    }

    @Override
    public void putConversations(long folder, Map<Long, String> conversations, long learned) {
        members.put(folder, conversations, learned);
    }

    @Override
    public void putLearned(long folder, LearnedRow row) {
        members.putLearned(folder, row);
    }

    @Override
    public void putMoveAlways(MoveAlwaysRow row) {
        movesAlways.put(row);
    }

    @Override
    public void putFiled(String account, String conversation, long date) {
        movesAlways.putFiled(account, conversation, date);
    }

    @Override
    public void purgeFiled(Instant when) {
        movesAlways.purgeFiled(when.getEpochSecond());
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
        members.purgeGone(folder, version);
        followUps.purgeGone(folder, version);
        drafts.purgeGone(folder, version);
        likenesses.purgeGone(folder, version);
        items.purgeGone(folder, version);
    }

    @Override
    public void dropIndex(long folder) {
        items.drop(folder);
        heads.put(folder, IndexHead.EMPTY);
        states.drop(folder);
        verbs.drop(folder);
        followUps.drop(folder);
        drafts.drop(folder);
        likenesses.drop(folder);
        members.drop(folder);
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
    public Map<Long, VerbRow> verbs(long folder, long first, long last) {
        return verbs.between(folder, first, last);
    }

    @Override
    public void putVerb(VerbRow row) {
        verbs.put(row);
    }

    @Override
    public Map<Long, byte[]> followUps(long folder, long first, long last) {
        return followUps.between(folder, first, last);
    }

    @Override
    public void putFollowUp(long folder, long key, byte[] flag) {
        followUps.put(folder, key, flag);
    }

    @Override
    public void carryNotes(long folder, long key, long toFolder, long toKey) {
        verbs.carry(folder, key, toFolder, toKey);
        followUps.carry(folder, key, toFolder, toKey);
        likenesses.carry(folder, key, toFolder, toKey);
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
    public List<Long> drafts(long folder, String identity) {
        return drafts.keys(folder, identity);
    }

    @Override
    public List<ItemRow> unknownDrafts(long folder) {
        return drafts.unknown(folder).stream()
                .flatMap(key -> items.byKey(folder, key).stream())
                .toList();
    }

    @Override
    public void putDraft(long folder, long key, String identity) {
        drafts.put(folder, key, identity);
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
