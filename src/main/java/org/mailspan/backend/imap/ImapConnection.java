package org.mailspan.backend.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Predicate;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.LiteralException;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Entry;

/**
 * One logged-in socket. Used by one thread at a time. A command's answer is handed on row by row and not kept, so that
 * the listing of a large folder costs no memory. After anything unforeseen (a cut, a handler that throws) it is
 * {@link #broken()}: nobody knows where in the stream of answers it stands.
 */
final class ImapConnection {
    /** Takes untagged responses as they come. */
    @FunctionalInterface
    interface Rows {
        void row(ImapRow row) throws BackendException;
    }

    /** Takes the messages of a FETCH as they come. */
    @FunctionalInterface
    interface Fetched {
        void row(FetchRow row) throws BackendException;
    }

    /** A command to be sent. */
    record Command(String name, @Nullable Argument arguments) {}

    /** So few that neither side's buffers fill while both only write. */
    private static final int AT_ONCE = 8;

    private final ImapWire wire;
    private final SocketHooks hooks;
    private final Capabilities capabilities;
    private final ImapSettings settings;
    private final Alone alone;
    private volatile boolean broken;
    private @Nullable Selected selected;
    /** What the host has open, whether we make use of it or not. */
    private @Nullable String openAtHost;

    private Journal journal = new Journal(FolderState.NONE);
    private boolean asked;

    /** @param alone of which each connection of an account has the same */
    ImapConnection(ImapWire wire, SocketHooks hooks, Capabilities capabilities, ImapSettings settings, Alone alone) {
        this.alone = alone;
        this.wire = wire;
        this.hooks = hooks;
        this.capabilities = capabilities;
        this.settings = settings;
        wire.tellAll(row -> {
            if (selected != null) journal.row(row, asked);
        });
    }

    Capabilities capabilities() {
        return capabilities;
    }

    ImapSettings settings() {
        return settings;
    }

    boolean broken() {
        return broken;
    }

    SocketHooks hooks() {
        return hooks;
    }

    Alone alone() {
        return alone;
    }

    /** Cuts the connection. May be called by any thread, also while another one reads. */
    void close() {
        broken = true;
        hooks.cut();
    }

    /** Says goodbye to a host that is waiting for a command, and does not wait for the answer. */
    void logout() {
        try {
            if (!broken) wire.writeCommand("LOGOUT", null);
        } catch (IOException | ProtocolException gone) {
            // then there is nobody to say goodbye to
        }
        close();
    }

    /** A folder's name as an argument. */
    Argument mailbox(String name) {
        return mailbox(new SizedArgument(), name);
    }

    Argument mailbox(Argument arguments, String name) {
        return wire.mailbox(arguments, name);
    }

    ImapRow run(String command, Rows rows) throws BackendException {
        return run(command, null, rows, Kind.UNAVAILABLE);
    }

    ImapRow run(String command, @Nullable Argument arguments, Rows rows) throws BackendException {
        return run(command, arguments, rows, Kind.UNAVAILABLE);
    }

    /**
     * @param otherwise the kind of a NO without a code
     * @return the tagged OK
     */
    ImapRow run(String command, @Nullable Argument arguments, Rows rows, Kind otherwise) throws BackendException {
        boolean complete = false;
        try {
            ImapRow done = readUntil(write(command, arguments), rows, command);
            complete = true;
            return ok(done, command, otherwise);
        } catch (LiteralException refused) {
            complete = true;
            if (refused.getResponse() instanceof ImapRow row) throw ImapErrors.refused(row, command, otherwise);
            throw ImapErrors.cut(command, refused);
        } catch (IOException | ProtocolException e) {
            throw ImapErrors.cut(command, e);
        } finally {
            if (!complete) close();
        }
    }

    /**
     * Commands that have nothing to do with each other (RFC 3501 5.5), sent in one go. None may hold a literal.
     *
     * @return their tagged answers, of whatever kind
     */
    List<ImapRow> runAll(List<Command> commands, Rows rows) throws BackendException {
        boolean complete = false;
        String all = commands.isEmpty() ? "" : commands.getFirst().name();
        try {
            var tags = new ArrayList<String>();
            for (Command command : commands) tags.add(write(command.name, command.arguments));
            var done = new HashMap<String, ImapRow>();
            while (done.size() < tags.size()) {
                ImapRow row = read();
                if (!row.isTagged()) ImapErrors.heard(row, rows, all);
                else if (tags.contains(row.getTag())) done.put(row.getTag(), row);
            }
            complete = true;
            return tags.stream().map(done::get).toList();
        } catch (IOException | ProtocolException e) {
            throw ImapErrors.cut(all, e);
        } finally {
            if (!complete) close();
        }
    }

    /** Writes a command and returns its tag: for IDLE, whose answer comes in two steps. */
    String write(String command, @Nullable Argument arguments) throws IOException, ProtocolException {
        if (broken) throw new IOException("the connection is closed");
        return wire.writeCommand(command, arguments);
    }

    void line(String text) throws IOException {
        wire.line(text);
    }

    /** The next response, whatever it is. */
    ImapRow read() throws IOException, ProtocolException {
        return wire.readResponse();
    }

    private ImapRow readUntil(String tag, Rows rows, String command)
            throws IOException, ProtocolException, BackendException {
        while (true) {
            ImapRow row = read();
            if (row.isTagged()) {
                if (tag.equals(row.getTag())) return row;
            } else {
                ImapErrors.heard(row, rows, command);
            }
        }
    }

    private static ImapRow ok(ImapRow done, String command, Kind otherwise) throws BackendException {
        if (done.isOK()) return done;
        throw ImapErrors.refused(done, command, otherwise);
    }

    /** Content of these UIDs. Those that are gone are passed over in silence (RFC 3501 6.4.8). */
    void fetch(UidSet uids, String items, Fetched fetched) throws BackendException {
        fetch(uids, items, FetchRow::hasNoFlags, fetched);
    }

    /** @param known whether a message stands as the caller knew already; if not, the next listing has to tell */
    void fetch(UidSet uids, String items, Predicate<FetchRow> known, Fetched fetched) throws BackendException {
        asked = true;
        try {
            for (String set : uids.texts()) {
                messages("UID FETCH " + set + " " + items, row -> fetched(row, known, fetched));
            }
        } finally {
            asked = false;
        }
    }

    /** Several fetches in one go. Those that the host refuses bring nothing, and no exception. */
    void fetchAll(List<Command> commands, Predicate<FetchRow> known, Fetched fetched) throws BackendException {
        asked = true;
        try {
            for (int from = 0; from < commands.size(); from += AT_ONCE)
                runAll(commands.subList(from, Math.min(commands.size(), from + AT_ONCE)), row -> {
                    if (row.is("FETCH")) fetched(FetchRow.parse(row), known, fetched);
                });
        } finally {
            asked = false;
        }
    }

    private void fetched(FetchRow row, Predicate<FetchRow> known, Fetched fetched) throws BackendException {
        if (!known.test(row)) journal.changed(row);
        fetched.row(row);
    }

    /** Sets or takes flags; the rows that come back are those of messages that changed, perhaps without their UID. */
    void store(UidSet uids, String change, Fetched fetched) throws BackendException {
        for (String set : uids.texts()) messages("UID STORE " + set + " " + change, fetched);
    }

    /**
     * A host that complains of messages that went unseen may have done the rest, half of it, or nothing; but now it has
     * told of them, and is asked once more. So a message can come twice.
     */
    private void messages(String command, Fetched fetched) throws BackendException {
        Rows rows = row -> {
            if (row.is("FETCH")) fetched.row(FetchRow.parse(row));
        };
        if (!done(command, rows)) done(command, rows);
    }

    private boolean done(String command, Rows rows) throws BackendException {
        try {
            run(command, rows);
            return true;
        } catch (BackendException e) {
            if (e.kind() != Kind.ITEM_GONE) throw e;
            return false;
        }
    }

    /** A FETCH for a listing: whatever message a row is of, the caller takes it in. */
    void list(String command, Fetched fetched, Rows others) throws BackendException {
        asked = true;
        try {
            run(command, row -> {
                if (row.is("FETCH")) fetched.row(FetchRow.parse(row));
                else others.row(row);
            });
        } finally {
            asked = false;
        }
    }

    /**
     * Opens a folder for work on messages up to {@code highestUid}. Where it is open already nothing is sent, unless it
     * was opened before the newest of these arrived: a host may hide new messages until the client gives it a chance
     * to announce them, and what is hidden looks deleted.
     */
    Selected open(String folder, long highestUid) throws BackendException {
        Selected current = selected;
        boolean inView = current != null
                && current.folder().equals(folder)
                && (highestUid < current.state().uidNext() || highestUid == 0);
        return inView && current != null ? current : select(folder);
    }

    /**
     * Opens a folder for work on these entries.
     *
     * @return those that are of this folder, and not of one of the same name that is no more
     */
    List<Entry> open(String folder, List<Entry> entries) throws BackendException {
        Selected current = selected;
        // the one that is open may be the one that is no more
        boolean doubtful = current != null
                && current.folder().equals(folder)
                && MailId.under(current.state().uidValidity(), entries).size() < entries.size();
        Selected opened = doubtful
                ? select(folder)
                : open(folder, UidSet.ofEntries(entries).last());
        return MailId.under(opened.state().uidValidity(), entries);
    }

    /** Opens a folder anew, whatever was open. */
    Selected select(String folder) throws BackendException {
        selected = null;
        var builder = new Selected.Builder();
        Argument arguments = mailbox(folder);
        // where it is not enabled for the whole connection, SELECT asks for it (RFC 7162 3.1.8)
        boolean ask = capabilities.condstore() && !capabilities.qresync();
        if (ask) arguments.writeArgument(new Argument().writeAtom("CONDSTORE"));
        ImapRow done = run("SELECT", arguments, builder::row, Kind.FOLDER_GONE);
        openAtHost = folder;
        Selected opened = builder.build(folder, done, capabilities.condstore());
        journal = new Journal(opened.state());
        selected = opened;
        return opened;
    }

    /** Opens a folder so that nothing is changed by it, not even {@code \Recent}. It is not there for work. */
    void examine(String folder, Rows rows) throws BackendException {
        selected = null;
        run("EXAMINE", mailbox(folder), rows, Kind.FOLDER_GONE);
        openAtHost = folder;
    }

    /** Of such a folder Dovecot's STATUS tells what this connection has seen, however long ago (2026-11). */
    boolean isOpenAtHost(String folder) {
        return folder.equals(openAtHost);
    }

    boolean hasSelected(String folder) {
        return selected != null && selected.folder().equals(folder);
    }

    boolean hasSelection() {
        return selected != null;
    }

    /** How a folder stands now. */
    FolderState glance(String folder) throws BackendException {
        if (!isOpenAtHost(folder)) return StatusRow.of(this, folder);
        if (hasSelected(folder) && news().isQuiet()) return state();
        return select(folder).state();
    }

    /** What happened in the open folder. */
    Journal news() throws BackendException {
        run("NOOP", row -> {});
        return journal;
    }

    /** Whether nothing happened in the open folder, as far as the host has told. */
    boolean isQuiet() {
        return journal.isQuiet();
    }

    /** The open folder, with a new journal: who takes the old one has to look into it, and then {@link #settle}. */
    Selected turnPage() {
        journal = journal.next();
        return opened();
    }

    /**
     * How the folder stands, now that the news was looked into.
     *
     * @param highest UID that was found
     */
    FolderState settle(long highest) {
        Selected now = opened().at(journal.listed(highest));
        selected = now;
        return now.state();
    }

    /** For when that failed: the folder must be opened anew. */
    void forgetFolder() {
        selected = null;
    }

    /** How the open folder stood when it was opened, or last settled. */
    FolderState state() {
        return opened().state();
    }

    private Selected opened() {
        Selected current = selected;
        if (current == null) throw new IllegalStateException("no folder is open");
        return current;
    }

    Phantoms phantoms() {
        return settings.phantoms();
    }

    /** Whether UTF-8 is the charset of all that is said (RFC 6855). */
    boolean speaksUtf8() {
        return wire.supportsUtf8();
    }
}
