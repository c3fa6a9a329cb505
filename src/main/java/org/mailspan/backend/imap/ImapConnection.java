package org.mailspan.backend.imap;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.LiteralException;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

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

    /** What FETCH responses are expected while a command runs. */
    private enum Asked {
        NOTHING,
        CONTENT,
        FLAGS
    }

    private final ImapWire wire;
    private final SocketHooks hooks;
    private final Capabilities capabilities;
    private final Phantoms phantoms;
    private volatile boolean broken;
    private @Nullable Selected selected;
    private boolean stirred;
    private Asked asked = Asked.NOTHING;

    ImapConnection(ImapWire wire, SocketHooks hooks, Capabilities capabilities, Phantoms phantoms) {
        this.wire = wire;
        this.hooks = hooks;
        this.capabilities = capabilities;
        this.phantoms = phantoms;
    }

    Capabilities capabilities() {
        return capabilities;
    }

    boolean broken() {
        return broken;
    }

    SocketHooks hooks() {
        return hooks;
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
        return mailbox(new Argument(), name);
    }

    Argument mailbox(Argument arguments, String name) {
        return wire.mailbox(arguments, name);
    }

    boolean utf8() {
        return wire.supportsUtf8();
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
        ImapRow row = wire.readResponse();
        observe(row);
        return row;
    }

    private ImapRow readUntil(String tag, Rows rows, String command)
            throws IOException, ProtocolException, BackendException {
        while (true) {
            ImapRow row = read();
            if (row.isTagged()) {
                if (tag.equals(row.getTag())) return row;
            } else if (row.isBYE()) {
                throw ImapErrors.bye(row, command);
            } else if (!row.isContinuation()) {
                rows.row(row);
            }
        }
    }

    private static ImapRow ok(ImapRow done, String command, Kind otherwise) throws BackendException {
        if (done.isOK()) return done;
        throw ImapErrors.refused(done, command, otherwise);
    }

    /**
     * Notes that the folder is no longer as it was when it was opened. Content that was asked for says nothing about
     * that, nor do the rows of a listing, which its caller sees.
     */
    private void observe(ImapRow row) {
        if (row.is("EXISTS") || row.is("EXPUNGE")) stirred = true;
        if (row.is("VANISHED") && row.next() != '(') stirred = true;
        if (row.is("FETCH") && asked == Asked.NOTHING) stirred = true;
        // Dovecot's NOOP in a folder that was deleted: an untagged NO, then OK (2026-11)
        if (row.isUnTagged() && (row.isNO() || row.isBAD())) stirred = true;
    }

    /** Content of these UIDs. Those that are gone are passed over in silence (RFC 3501 6.4.8). */
    void fetch(UidSet uids, String items, Fetched fetched) throws BackendException {
        messages("UID FETCH", uids, items, Asked.CONTENT, fetched);
    }

    /** Sets or takes flags; the rows that come back are those of messages that changed, perhaps without their UID. */
    void store(UidSet uids, String change, Fetched fetched) throws BackendException {
        messages("UID STORE", uids, change, Asked.NOTHING, fetched);
    }

    /** A FETCH of flags that is not bounded by UIDs of ours. */
    void list(String command, Fetched fetched, Rows others) throws BackendException {
        asked = Asked.FLAGS;
        try {
            run(command, row -> {
                if (row.is("FETCH")) fetched.row(FetchRow.parse(row));
                else others.row(row);
            });
        } finally {
            asked = Asked.NOTHING;
        }
    }

    /** In as many commands as the number of UIDs needs. */
    private void messages(String command, UidSet uids, String what, Asked kind, Fetched fetched)
            throws BackendException {
        asked = kind;
        try {
            for (String set : uids.texts()) messages(command + " " + set + " " + what, fetched);
        } finally {
            asked = Asked.NOTHING;
        }
    }

    private void messages(String command, Fetched fetched) throws BackendException {
        try {
            run(command, row -> {
                if (!row.is("FETCH")) return;
                FetchRow message = FetchRow.parse(row);
                stirred |= message.hasFlags();
                fetched.row(message);
            });
        } catch (BackendException e) {
            // a host that complains about the missing ones has answered the others all the same
            if (e.kind() != Kind.ITEM_GONE) throw e;
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

    /** Opens a folder anew, whatever was open. */
    Selected select(String folder) throws BackendException {
        selected = null;
        var builder = new Selected.Builder();
        Argument arguments = mailbox(folder);
        // where it is not enabled for the whole connection, SELECT asks for it (RFC 7162 3.1.8)
        boolean ask = capabilities.condstore() && !capabilities.qresync();
        if (ask) arguments.writeArgument(new Argument().writeAtom("CONDSTORE"));
        ImapRow done = run("SELECT", arguments, builder::row, Kind.FOLDER_GONE);
        Selected opened = builder.build(folder, done, capabilities.condstore());
        stirred = false;
        selected = opened;
        return opened;
    }

    boolean hasSelected(String folder) {
        return selected != null && selected.folder().equals(folder);
    }

    boolean hasSelection() {
        return selected != null;
    }

    /**
     * How a folder stands now, in one round trip. STATUS of the open folder is discouraged (RFC 3501 6.3.10), and
     * Dovecot answers it from what this connection has seen so far; so there NOOP asks whether anything stirred.
     */
    FolderState glance(String folder) throws BackendException {
        Selected current = selected;
        if (current == null || !current.folder().equals(folder)) return status(folder);
        if (!stirred) run("NOOP", row -> {});
        return stirred ? select(folder).state() : current.state();
    }

    private FolderState status(String folder) throws BackendException {
        String items = capabilities.condstore() ? StatusRow.WITH_MODSEQ : StatusRow.WITHOUT_MODSEQ;
        var found = new AtomicReference<>(FolderState.NONE);
        Rows rows = row -> StatusRow.parse(row).ifPresent(status -> found.set(status.state()));
        run("STATUS", mailbox(folder).writeAtom(items), rows, Kind.FOLDER_GONE);
        return found.get();
    }

    /** Whether a message is gone for phones though it is there. */
    boolean hides(FetchRow row) {
        return phantoms != Phantoms.SHOW && row.isDeleted();
    }

    boolean expungesPhantoms() {
        return phantoms == Phantoms.EXPUNGE;
    }

    /** UIDs of the open folder that phones see. */
    UidSet shown() throws BackendException {
        return search(phantoms == Phantoms.SHOW ? "ALL" : "UNDELETED");
    }

    /** UIDs of the open folder by a search key, {@code DELETED}. */
    UidSet search(String key) throws BackendException {
        return search(new Argument().writeAtom(key));
    }

    UidSet search(Argument keys) throws BackendException {
        var found = new SearchRows();
        String command = capabilities.has("ESEARCH") ? "UID SEARCH RETURN (ALL)" : "UID SEARCH";
        run(command, keys, found::row);
        return found.uids();
    }
}
