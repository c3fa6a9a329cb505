package org.mailspan.command;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mailspan.backend.SentAddresses;
import org.mailspan.certificate.Trust;
import org.mailspan.device.Devices;
import org.mailspan.device.Orders;
import org.mailspan.device.Policy;
import org.mailspan.event.Events;
import org.mailspan.push.Watchers;
import org.mailspan.store.Store;
import org.mailspan.sync.Hierarchy;
import org.mailspan.sync.Options;
import org.mailspan.sync.SyncEngine;

/**
 * The table of commands: to add one, write its file and add its line. The MS-ASProtocolCommands header and both ways to
 * name a command in a URL follow from it.
 */
public final class Commands {
    /**
     * One command.
     *
     * @param name as in {@code Cmd=} and in MS-ASCMD 2.2.1
     * @param code as in a base64 query, MS-ASHTTP 2.2.1.1.1.1.2
     */
    public record Row(String name, int code, Command command) {}

    private final List<Row> rows;

    public Commands(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /** What the commands work with. */
    public record Parts(
            Store store,
            SyncEngine engine,
            Hierarchy hierarchy,
            Watchers watchers,
            Policy policy,
            Devices devices,
            Orders orders,
            CommandLimits limits,
            Trust trust,
            InstantSource clock,
            Events events) {}

    public static Commands all(Parts p) {
        var outbox = new Outbox(p.store, p.events, p.clock);
        var smart = new SmartMail(p.engine.items(), outbox, p.events);
        var restless = new Restless(p.clock, p.events);
        var drafts = new DraftSubmission(outbox);
        var sync = new Sync(p.engine, p.hierarchy, p.watchers, new LastRequests(), p.limits, drafts, restless);
        var ping = new Ping(p.engine, p.hierarchy, p.watchers, new PingParameters(p.store), p.limits, restless);
        var mailSearch = new MailSearch(p.engine.finder(), p.clock, MailSearch.Bounds.DEFAULT);
        var book = new SentAddresses(p.clock);
        var people = new GalSearch(book);
        return new Commands(List.of(
                new Row("Sync", 0, sync),
                new Row("SendMail", 1, new SendMail(outbox)),
                new Row("SmartForward", 2, new SmartForward(smart)),
                new Row("SmartReply", 3, new SmartReply(smart)),
                new Row("GetAttachment", 4, new GetAttachment(p.engine.items())),
                new Row("FolderSync", 9, new FolderSync(p.hierarchy)),
                new Row("FolderCreate", 10, new FolderCreate(p.hierarchy)),
                new Row("FolderDelete", 11, new FolderDelete(p.hierarchy)),
                new Row("FolderUpdate", 12, new FolderUpdate(p.hierarchy)),
                new Row("MoveItems", 13, new MoveItems(p.engine.items())),
                new Row("GetItemEstimate", 14, new GetItemEstimate(p.engine)),
                new Row(
                        "MeetingResponse",
                        15,
                        new MeetingResponse(p.engine.items(), outbox, Calendars.NONE, p.store, p.clock)),
                new Row("Search", 16, new Search(mailSearch, people, p.clock)),
                new Row("Settings", 17, new Settings(p.devices)),
                new Row("Ping", 18, ping),
                new Row(
                        "ItemOperations",
                        19,
                        new ItemOperations(
                                p.engine.items(),
                                new EmptyFolder(p.engine.emptying(), p.hierarchy),
                                new MoveConversation(p.engine.conversationMoves()),
                                ItemOperations.Bounds.DEFAULT)),
                new Row("Provision", 20, new Provision(p.policy, p.devices, p.orders)),
                new Row("ResolveRecipients", 21, new ResolveRecipients(book)),
                new Row("ValidateCert", 22, new ValidateCert(p.trust.authorities(), p.trust.revocations(), p.clock)),
                // MS-ASHTTP_R5081 has no number for it; the document's table of 2.2.1.1.1.1.2 does: 23.
                new Row("Find", 23, new Find(mailSearch, people, p.clock))));
    }

    /** Reads Options that a device's state was kept with, for the {@link SyncEngine}. */
    public static Options rememberedOptions(byte[] document) {
        return SyncCollection.remembered(document);
    }

    public Optional<Row> named(String name) {
        return rows.stream().filter(row -> row.name().equalsIgnoreCase(name)).findFirst();
    }

    public Optional<Row> coded(int code) {
        return rows.stream().filter(row -> row.code() == code).findFirst();
    }

    /** The MS-ASProtocolCommands header: only what is really there (quirk A3). */
    public String header() {
        return rows.stream().map(Row::name).collect(Collectors.joining(","));
    }
}
