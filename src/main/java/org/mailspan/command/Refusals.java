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
import org.mailspan.wbxml.Provision;
import org.mailspan.wbxml.ResolveRecipients;
import org.mailspan.wbxml.Search;
import org.mailspan.wbxml.Settings;
import org.mailspan.wbxml.Tag;
import org.mailspan.wbxml.ValidateCert;

/** What a device is answered that may not speak: whatever it asked, before anything of it was read. */
public final class Refusals {
    /** Not in any RFC: "do Provision, then try again" (MS-ASCMD 2.2.2, for versions below 14.0). */
    private static final int RETRY_AFTER_PROVISION = 449;

    private static final int FORBIDDEN = 403;

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
            Map.entry("provision", new Root(Provision.Provision, Provision.Status)),
            Map.entry("ping", new Root(Ping.Ping, Ping.Status)),
            Map.entry("itemoperations", new Root(ItemOperations.ItemOperations, ItemOperations.Status)),
            Map.entry("resolverecipients", new Root(ResolveRecipients.ResolveRecipients, ResolveRecipients.Status)),
            Map.entry("validatecert", new Root(ValidateCert.ValidateCert, ValidateCert.Status)));

    private Refusals() {}

    /** The device's policy key is not that of the policy in force. */
    public static Reply policyKeyStale(String command, Version version) {
        // MS-ASCMD_R7566
        return refused(
                command,
                version,
                CommonStatus.InvalidPolicyKey,
                RETRY_AFTER_PROVISION,
                "the policy key is not valid, do Provision");
    }

    /** A policy is in force, and the device has no key. */
    public static Reply notProvisioned(String command, Version version) {
        // MS-ASCMD_R7564
        return refused(
                command,
                version,
                CommonStatus.DeviceNotProvisioned,
                RETRY_AFTER_PROVISION,
                "there is a policy, do Provision");
    }

    /**
     * The owner wants the device to wipe itself, or the account on it: it asks which by Provision.
     *
     * @param showsKey whether the request had a policy key, be it 0: below 14.0 one without is answered 403, since it
     *     comes from a device that cannot provision itself (MS-ASCMD_R7561)
     */
    public static Reply wipeRequested(String command, Version version, boolean showsKey) {
        return refused(
                command,
                version,
                CommonStatus.RemoteWipeRequested,
                showsKey ? RETRY_AFTER_PROVISION : FORBIDDEN,
                "a wipe was asked for, do Provision");
    }

    /**
     * The owner has not let this device in, or no longer. MS-ASCMD has one word for it, 129: it names no HTTP status
     * below 14.0, and 403 is that of the others of this kind (MS-ASCMD_R7555).
     */
    public static Reply blocked(String command, Version version) {
        return refused(
                command, version, CommonStatus.DeviceIsBlockedForThisUser, FORBIDDEN, "this device is not let in");
    }

    /** The account has as many devices as it may have. */
    public static Reply tooManyDevices(String command, Version version) {
        return refused(
                command, version, CommonStatus.MaximumDevicesReached, FORBIDDEN, "this account has too many devices");
    }

    /** Status values from 100 on are an HTTP status below 14.0 (MS-ASCMD_R7461). */
    private static Reply refused(String command, Version version, CommonStatus status, int http, String reason) {
        Optional<Root> root = Optional.ofNullable(ROOTS.get(command.toLowerCase(Locale.ROOT)));
        if (root.isEmpty() || !version.since(Version.V14_0)) return new Reply.Refused(http, reason);
        return new Reply.Document(
                Element.of(root.get().root(), Element.of(root.get().status(), status.code())));
    }
}
