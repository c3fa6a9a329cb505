package org.mailspan.command;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mailspan.protocol.CommonStatus;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.ComposeMail;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Find;
import org.mailspan.wbxml.FolderHierarchy;
import org.mailspan.wbxml.GetItemEstimate;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.Move;
import org.mailspan.wbxml.Ping;
import org.mailspan.wbxml.ResolveRecipients;
import org.mailspan.wbxml.Search;
import org.mailspan.wbxml.Settings;
import org.mailspan.wbxml.Tag;
import org.mailspan.wbxml.ValidateCert;

/** What a device is answered that may not speak: whatever it asked, before anything of it was read. */
public final class Refusals {
    /** Not in any RFC: "do Provision, then try again" (MS-ASCMD 2.2.2, for versions below 14.0). */
    private static final int RETRY_AFTER_PROVISION = 449;

    /** The root of an answer, and the Status that it can have. */
    private record Root(Tag root, Tag status) {}

    /** Answers that have no Status at their root (MeetingResponse) or are no document (GetAttachment) are not here. */
    private static final Map<String, Root> ROOTS = Map.ofEntries(
            Map.entry("sync", new Root(AirSync.Sync, AirSync.Status)),
            Map.entry("sendmail", new Root(ComposeMail.SendMail, ComposeMail.Status)),
            Map.entry("smartforward", new Root(ComposeMail.SmartForward, ComposeMail.Status)),
            Map.entry("smartreply", new Root(ComposeMail.SmartReply, ComposeMail.Status)),
            Map.entry("foldersync", new Root(FolderHierarchy.FolderSync, FolderHierarchy.Status)),
            Map.entry("foldercreate", new Root(FolderHierarchy.FolderCreate, FolderHierarchy.Status)),
            Map.entry("folderdelete", new Root(FolderHierarchy.FolderDelete, FolderHierarchy.Status)),
            Map.entry("folderupdate", new Root(FolderHierarchy.FolderUpdate, FolderHierarchy.Status)),
            Map.entry("moveitems", new Root(Move.MoveItems, Move.Status)),
            Map.entry("getitemestimate", new Root(GetItemEstimate.GetItemEstimate, GetItemEstimate.Status)),
            Map.entry("search", new Root(Search.Search, Search.Status)),
            Map.entry("find", new Root(Find.Find, Find.Status)),
            Map.entry("settings", new Root(Settings.Settings, Settings.Status)),
            Map.entry("ping", new Root(Ping.Ping, Ping.Status)),
            Map.entry("itemoperations", new Root(ItemOperations.ItemOperations, ItemOperations.Status)),
            Map.entry("resolverecipients", new Root(ResolveRecipients.ResolveRecipients, ResolveRecipients.Status)),
            Map.entry("validatecert", new Root(ValidateCert.ValidateCert, ValidateCert.Status)));

    private Refusals() {}

    /**
     * The device's policy key is not that of the policy in force: Status 144, below 14.0 an HTTP 449 (MS-ASCMD_R7566).
     */
    public static Reply policyKeyStale(String command, Version version) {
        Optional<Root> root = Optional.ofNullable(ROOTS.get(command.toLowerCase(Locale.ROOT)));
        if (root.isEmpty() || !version.since(Version.V14_0))
            return new Reply.Refused(RETRY_AFTER_PROVISION, "the policy key is not valid, do Provision");
        return new Reply.Document(
                Element.of(root.get().root(), Element.of(root.get().status(), CommonStatus.InvalidPolicyKey.code())));
    }
}
