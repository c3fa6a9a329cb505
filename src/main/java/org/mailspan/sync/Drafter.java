package org.mailspan.sync;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.mailspan.backend.Account;
import org.mailspan.backend.Assembly;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Spool;
import org.mailspan.format.DraftMail;
import org.mailspan.format.DraftMail.Order;
import org.mailspan.format.DraftMail.Present;
import org.mailspan.format.DraftMail.Written;
import org.mailspan.format.MailFlags;
import org.mailspan.format.Mailbox;
import org.mailspan.format.MimeTree;
import org.mailspan.item.AttachmentChanges;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyPreference;
import org.mailspan.item.BodyType;
import org.mailspan.item.DraftBody;
import org.mailspan.item.DraftFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.FileReference;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Version;
import org.mailspan.store.FolderRow;
import org.mailspan.store.ItemRow;
import org.mailspan.store.Mark;
import org.mailspan.store.StateRow;
import org.mailspan.store.Store;
import org.mailspan.sync.Answer.Attached;
import org.mailspan.sync.Answer.Result;

/**
 * Does to drafts what a device of 16.x asks for (MS-ASEMAIL 3.1.5.4). A draft is changed by filing what it becomes and
 * then deleting what it was, in that order: whatever breaks between, nothing is lost. Its key stays. Each message that is
 * filed carries a mark that its request and its content make, so that a repeated request finds what it did.
 */
final class Drafter {
    private static final int LONGEST_HEADER = 256 << 10;
    private static final String NEW =
            new MailFlags(Set.of(MailFlags.Mark.Seen, MailFlags.Mark.Draft), List.of()).stamp();

    /**
     * What it works with beside the folder.
     *
     * @param clientWins Conflict 0 of the Options (MS-ASCMD 2.2.3.34)
     */
    record Desk(Submission submission, boolean clientWins, Instant now) {}

    private final Store store;
    private final Index index;
    private final Session session;
    private final FolderRow folder;
    private final StateRow state;
    private final Desk desk;
    private final Backend.Drafts drafts;
    private final Backend.Parts parts;
    /** Whether the device's copy is as the Index has it. */
    private final Predicate<ItemRow> isKnown;

    private final Set<Mark> own;

    private Drafter(
            Store store,
            Index index,
            Session session,
            FolderRow folder,
            StateRow state,
            Desk desk,
            Backend.Drafts drafts,
            Backend.Parts parts,
            Predicate<ItemRow> isKnown,
            Set<Mark> own) {
        this.store = store;
        this.index = index;
        this.session = session;
        this.folder = folder;
        this.state = state;
        this.desk = desk;
        this.drafts = drafts;
        this.parts = parts;
        this.isKnown = isKnown;
        this.own = own;
    }

    /** Empty where a device cannot write: below 16.0 (MS-ASEMAIL_R1488), and in any folder but Drafts. */
    static Optional<Drafter> of(
            Store store,
            Index index,
            Session session,
            FolderRow folder,
            StateRow state,
            Desk desk,
            Predicate<ItemRow> isKnown,
            Set<Mark> own) {
        boolean takes = folder.type() == FolderType.Drafts && session.version().since(Version.V16_0);
        return takes
                        && session.backend() instanceof Backend.Drafts drafts
                        && session.backend() instanceof Backend.Parts parts
                ? Optional.of(new Drafter(store, index, session, folder, state, desk, drafts, parts, isKnown, own))
                : Optional.empty();
    }

    static boolean isDraftChange(ClientCommand.Change change) {
        return change.send() || DraftFields.isContent(change.patch());
    }

    Answer add(ClientCommand.Add add) throws BackendException {
        if (add.item().isEmpty() && !add.send()) return new Answer.Added(add.clientId(), Result.INVALID);
        String request = DraftMail.fingerprint(session.device(), "" + folder.id(), state.syncKey(), add.clientId());
        try {
            if (!add.send()) return filed(add, request);
            String id = "draft " + request;
            boolean before = desk.submission.wasSent(session, id);
            return new Answer.Added(
                    add.clientId(), before ? Result.DONE : send(id, add.item(), Optional.empty(), Optional.empty()));
        } catch (BackendException e) {
            return new Answer.Added(add.clientId(), failed(e));
        }
    }

    private Answer filed(ClientCommand.Add add, String request) throws BackendException {
        String mark = request + "." + DraftMail.fingerprint(add.item());
        Optional<Written> written = written(add.item(), Optional.empty(), mark);
        if (written.isEmpty()) return new Answer.Added(add.clientId(), Result.INVALID);
        String[] remote = new String[1];
        index.act(folder, () -> {
            Optional<Entry> before = drafts.marked(folder.remote(), request);
            Optional<Entry> same = before.isEmpty() ? before : drafts.marked(folder.remote(), mark);
            Entry there = same.isPresent()
                    ? same.get()
                    : file(written.get(), Assembly.Parts.NONE, stamp(NEW, add.item()), mark);
            remote[0] = there.remote();
            return new Index.Result(List.of(there), List.of());
        });
        ItemRow row = store.read(rows -> rows.itemsByRemote(folder.id(), List.of(remote[0])))
                .get(remote[0]);
        if (row == null) return new Answer.Added(add.clientId(), Result.REFUSED);
        own.add(row.seen());
        own.add(row.changed());
        ServerId id = new ServerId(folder.id(), row.key());
        return new Answer.Added(
                add.clientId(), Result.DONE, Optional.of(id), written.get().conversation(), attached(add.item(), id));
    }

    /** @param row empty if the draft is gone */
    Answer change(ClientCommand.Change change, Optional<ItemRow> row) throws BackendException {
        String id = change.serverId();
        try {
            if (change.send() && desk.submission.wasSent(session, sentAs(id))) {
                if (row.isPresent()) remove(row.get());
                return new Answer.Changed(id, Result.DONE);
            }
            if (row.isEmpty()) return new Answer.Changed(id, Result.NOT_FOUND);
            boolean current = isKnown.test(row.get()) || isDone(change, row.get());
            if (!current && !desk.clientWins) return new Answer.Changed(id, Result.CONFLICT);
            Item patch = current ? change.patch() : withoutDeletions(change.patch());
            return change.send() ? sent(id, row.get(), patch) : saved(id, row.get(), patch, current);
        } catch (BackendException e) {
            return new Answer.Changed(id, failed(e));
        }
    }

    /** Whether the host lost the line, or the bridge ended, after this was done: then what is new there is the device's. */
    private boolean isDone(ClientCommand.Change change, ItemRow row) throws BackendException {
        return drafts.marked(folder.remote(), mark(change.serverId(), change.patch()))
                .filter(there -> there.remote().equals(row.remote()))
                .isPresent();
    }

    private String mark(String id, Item patch) {
        return DraftMail.fingerprint(session.device(), state.syncKey(), id) + "." + DraftMail.fingerprint(patch);
    }

    /** A name means another file in a message that the device does not know. */
    private static Item withoutDeletions(Item patch) {
        Optional<AttachmentChanges> attachments = patch.get(DraftFields.Attachments);
        return attachments.isEmpty()
                ? patch
                : patch.with(DraftFields.Attachments, attachments.get().withoutDeletions());
    }

    private Answer saved(String id, ItemRow row, Item patch, boolean current) throws BackendException {
        if (current && isSame(row, patch)) return new Answer.Changed(id, Result.DONE);
        String mark = mark(id, patch);
        Result[] result = {Result.DONE};
        Optional<ItemRow> now = index.replace(folder, row.key(), () -> {
            Optional<Entry> before = drafts.marked(folder.remote(), mark);
            Optional<Written> written = before.isPresent() ? Optional.empty() : written(patch, Optional.of(row), mark);
            if (before.isEmpty() && written.isEmpty()) {
                result[0] = Result.INVALID;
                return Index.entry(row);
            }
            Entry there = before.isPresent()
                    ? before.get()
                    : file(written.orElseThrow(), partsOf(row), stamp(row.stamp(), patch), mark);
            if (!there.remote().equals(row.remote()))
                session.backend().delete(folder.remote(), List.of(Index.entry(row)));
            return there;
        });
        if (result[0] == Result.DONE && current) now.ifPresent(after -> own.add(after.changed()));
        return new Answer.Changed(id, result[0], result[0] == Result.DONE ? attached(patch, itemOf(row)) : List.of());
    }

    private boolean isSame(ItemRow row, Item patch) throws BackendException {
        Optional<DraftBody> body = patch.get(DraftFields.Body);
        boolean comparable = stamp(row.stamp(), patch).equals(row.stamp())
                && body.filter(DraftBody::isMime).isEmpty()
                && patch.get(DraftFields.Attachments).isEmpty();
        if (!comparable) return false;
        BodyType type = body.map(DraftBody::type).orElse(BodyType.PlainText);
        long size = body.isPresent() ? BodyPreference.WHOLE : 0;
        var options = new BodyOptions(
                List.of(new BodyPreference(type, size, false, 0)), BodyOptions.MimeSupport.Never, BodyPreference.WHOLE);
        var found = new ArrayList<Item>(1);
        var want = new Backend.Want.Whole(folder.id(), options);
        session.backend().read(folder.remote(), List.of(Index.entry(row)), want, one -> found.add(one.item()));
        return !found.isEmpty() && DraftMail.isSame(patch, found.getFirst());
    }

    /** The device is told of the deletion: nowhere is said that it takes its copy away by itself. */
    private Answer sent(String id, ItemRow row, Item patch) throws BackendException {
        Result result = send(sentAs(id), patch, Optional.of(row), present(row));
        if (result == Result.DONE) remove(row);
        return new Answer.Changed(id, result);
    }

    private void remove(ItemRow row) throws BackendException {
        index.act(folder, () -> {
            session.backend().delete(folder.remote(), List.of(Index.entry(row)));
            return new Index.Result(List.of(), List.of(row));
        });
    }

    /** A draft is sent once: its id is given to no other item. */
    private static String sentAs(String id) {
        return "draft " + id;
    }

    private Result send(String id, Item patch, Optional<ItemRow> row, Optional<Present> present)
            throws BackendException {
        Optional<Written> mail = written(order(patch, present, ""));
        if (mail.isEmpty()) return Result.INVALID;
        if (!mail.get().isAddressed()) return Result.NOT_ADDRESSED;
        Assembly.Parts carried = row.map(this::partsOf).orElse(Assembly.Parts.NONE);
        var sent = desk.submission.send(
                session,
                new Submission.Mail(
                        id,
                        mail.get().header(),
                        out -> Assembly.write(mail.get().entity(), carried, out)));
        return switch (sent) {
            case DONE -> Result.DONE;
            case NOT_ADDRESSED -> Result.NOT_ADDRESSED;
            case TOO_LARGE -> Result.TOO_LARGE;
            case FULL -> Result.FULL;
            case LATER -> Result.SEND_LATER;
            case REFUSED -> Result.NOT_SENT;
        };
    }

    private Optional<Written> written(Item patch, Optional<ItemRow> row, String mark) throws BackendException {
        Optional<Present> present = row.isPresent() ? present(row.get()) : Optional.empty();
        return written(order(patch, present, mark));
    }

    private static Optional<Written> written(Order order) throws BackendException {
        boolean rewrites = order.patch().get(DraftFields.Attachments).isPresent()
                || order.patch()
                        .get(DraftFields.Body)
                        .filter(body -> !body.isMime())
                        .isPresent();
        if (rewrites && order.present().filter(present -> !present.isSound()).isPresent())
            throw new BackendException(Kind.REFUSED, "a draft with parts that cannot be put into another");
        return DraftMail.write(order);
    }

    private Order order(Item patch, Optional<Present> present, String mark) {
        Account account = session.backend().account();
        var me = new Mailbox(account.displayName(), account.primaryAddress());
        String unique = mark.isEmpty() ? UUID.randomUUID().toString() : mark;
        return new Order(patch, present, me, desk.now, unique, mark);
    }

    private Optional<Present> present(ItemRow row) throws BackendException {
        Entry entry = Index.entry(row);
        var beginning = new ByteArrayOutputStream();
        try {
            parts.part(folder.remote(), entry, "").source().writeTo(beginning, 0, LONGEST_HEADER);
        } catch (IOException impossible) {
            throw new BackendException(Kind.UNAVAILABLE, "memory does not take a header", impossible);
        }
        byte[] header = MimeTree.parse(beginning.toByteArray()).header();
        if (header.length == LONGEST_HEADER) throw new BackendException(Kind.REFUSED, "a header without end");
        return Optional.of(
                new Present(header, parts.structure(folder.remote(), entry).structure()));
    }

    private Assembly.Parts partsOf(ItemRow row) {
        return section -> parts.part(folder.remote(), Index.entry(row), section);
    }

    private Entry file(Written draft, Assembly.Parts carried, String stamp, String mark) throws BackendException {
        try (var spool = new Spool()) {
            spool.write(draft.header());
            Assembly.write(draft.entity(), carried, spool);
            return drafts.file(folder.remote(), spool, stamp, mark);
        } catch (IOException e) {
            throw new BackendException(Kind.UNAVAILABLE, "the draft could not be laid on disk: " + e.getMessage(), e);
        }
    }

    private static String stamp(String before, Item patch) {
        var flags = MailFlags.ofStamp(before).with(MailFlags.patch(patch)).flags();
        flags.addAll(MailFlags.ofStamp("D").flags());
        return MailFlags.of(flags).stamp();
    }

    private ServerId itemOf(ItemRow row) {
        return new ServerId(folder.id(), row.key());
    }

    private static List<Attached> attached(Item patch, ServerId item) {
        return DraftMail.named(patch).stream()
                .map(one -> new Attached(one.clientId(), new FileReference(item, one.section())))
                .toList();
    }

    /** What concerns this draft only; a host that cannot be reached fails the whole collection. */
    private static Result failed(BackendException why) throws BackendException {
        return switch (why.kind()) {
            case ITEM_GONE -> Result.NOT_FOUND;
            case NOT_ALLOWED, REFUSED, TOO_LARGE -> Result.REFUSED;
            case FULL -> Result.FULL;
            case LOGIN, UNAVAILABLE, FOLDER_GONE -> throw why;
        };
    }
}
